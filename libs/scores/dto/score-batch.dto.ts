import {
  ChoiceField,
  ClientIdField,
  FreeField,
  InstantField,
  NameField,
  NestedField,
  ObjectField,
  ProjectIdField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { SPAN_CHOICES, type SpanChoice } from '@assay/traces';
import { UsageDto } from './score-usage.dto';
import { TARGET_TYPES, type TargetType } from './score.dto';

const SCORER_NAME = { description: 'The name under which the scores are kept.', example: 'helpful' };
const TARGET_TYPE = { description: 'What to judge.', choices: TARGET_TYPES, example: 'run' };
const CONFIG = { description: 'Settings of the scorer.', example: { score_range: [1, 5] }, optional: true };

/** Body of `POST /v1/scores/batch`. One of `target_ids`, `experiment_id` and `filter` says which targets. */
export class CreateScoreBatchDto {
  @ProjectIdField({ description: 'The project of the targets. Not needed with a bound key or an experiment.' })
  project_id?: string | null;

  @ChoiceField(TARGET_TYPE)
  target_type: TargetType;

  @FreeField({
    description: 'The ids of 1 to 1,000 runs or spans.',
    example: ['019a0c3e-6a10-7b02-9c11-5e0f7d3a1b2c'],
    optional: true,
  })
  target_ids?: unknown;

  @ClientIdField({ description: 'The trace of the spans in `target_ids`.', optional: true })
  trace_id?: string | null;

  @ServerIdField({ description: 'Every run of this experiment, up to 10,000.', optional: true })
  experiment_id?: string | null;

  @ObjectField({
    description:
      'Spans of the traces that these filters of `GET /v1/traces` keep: the newest, up to 10,000. `{}` keeps all.',
    example: { has_error: false, 'metadata.env': 'prod' },
    optional: true,
  })
  filter?: Record<string, unknown> | null;

  @ChoiceField({
    description: 'With `filter`: which spans of those traces.',
    choices: SPAN_CHOICES,
    optional: true,
    default: 'root',
  })
  target_kind?: SpanChoice | null;

  @NameField(SCORER_NAME)
  scorer_name: string;

  @FreeField({
    description: 'The scorer, where `scorer_name` is a name of your own.',
    example: 'llm_judge',
    optional: true,
  })
  scorer?: unknown;

  @ObjectField(CONFIG)
  config?: Record<string, unknown> | null;
}

/** Scores of many targets, made in the background. */
export class ScoreBatchDto {
  @ServerIdField({ description: 'The id of the batch.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ProjectIdField({ description: 'The project.', optional: false })
  project_id: string;

  @ChoiceField({
    description: '`completed` once nothing waits any more.',
    choices: ['pending', 'running', 'completed'],
    example: 'running',
  })
  status: 'pending' | 'running' | 'completed';

  @ChoiceField(TARGET_TYPE)
  target_type: TargetType;

  @NameField(SCORER_NAME)
  scorer_name: string;

  @TextField({ description: 'What makes them.', example: 'llm_judge' })
  scorer: string;

  @ObjectField(CONFIG)
  config: unknown;

  @WholeField({ description: 'Targets in all.', example: 100 })
  total: number;

  @WholeField({
    description: 'Targets that are done, whatever became of them; those deleted meanwhile too.',
    example: 42,
  })
  completed: number;

  @WholeField({ description: 'Scores that were stored.', example: 40 })
  scored: number;

  @WholeField({ description: 'Targets without anything to score, such as a run with an error.', example: 1 })
  skipped: number;

  @WholeField({ description: 'Scores that could not be made; see `GET /v1/scores/batch/:id/errors`.', example: 1 })
  failed: number;

  @NestedField({
    description: 'What its scores took so far, errors included; null when no language model was asked.',
    of: () => UsageDto,
    optional: true,
  })
  usage: UsageDto | null;

  @InstantField({ description: 'When it was asked for.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
