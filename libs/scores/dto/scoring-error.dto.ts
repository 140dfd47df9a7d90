import {
  ChoiceField,
  ClientIdField,
  InstantField,
  NameField,
  ObjectField,
  ProjectIdField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { TARGET_TYPES, type TargetType } from './score.dto';

const MAX_TARGET_ID_BYTES = 4_096;
const MAX_TYPE_BYTES = 64;

/** Query of `GET /v1/scoring-errors`. */
export class ScoringErrorsQuery extends PageQuery {
  @ProjectIdField({ description: 'The project to list. Optional for a key that is bound to one.', keepsNull: false })
  project_id?: string;

  @ChoiceField({
    description: 'Only those of runs, or of spans.',
    choices: TARGET_TYPES,
    optional: true,
    keepsNull: false,
  })
  target_type?: TargetType;

  @TextField({
    description: 'Only those of this run or span; with `target_type`.',
    optional: true,
    notBlank: true,
    maxBytes: MAX_TARGET_ID_BYTES,
    keepsNull: false,
  })
  target_id?: string;

  @ClientIdField({ description: 'Only those of spans of this trace.', optional: true, keepsNull: false })
  trace_id?: string;

  @NameField({ description: 'Only those of this scorer.', optional: true, keepsNull: false })
  scorer_name?: string;

  @TextField({
    description: 'Only those of this `type`.',
    example: 'unreadable',
    optional: true,
    notBlank: true,
    maxBytes: MAX_TYPE_BYTES,
    keepsNull: false,
  })
  type?: string;
}

/** A score that could not be made. */
export class ScoringErrorDto {
  @ServerIdField({ description: 'The id of the error.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ChoiceField({ description: 'What was to be judged.', choices: TARGET_TYPES, example: 'run' })
  target_type: TargetType;

  @TextField({ description: 'The id of the run or span.', example: '019a0c3e-6a10-7b02-9c11-5e0f7d3a1b2c' })
  target_id: string;

  @ServerIdField({ description: 'The experiment of the run.', optional: true })
  experiment_id: string | null;

  @ServerIdField({ description: 'The item of the run.', optional: true })
  dataset_item_id: string | null;

  @ClientIdField({ description: 'The trace of the span.', optional: true })
  trace_id: string | null;

  @NameField({ description: 'The name that the score would have.', example: 'helpful' })
  scorer_name: string;

  @TextField({ description: 'What was to make it.', example: 'llm_judge' })
  scorer: string;

  @ObjectField({ description: 'Its settings.', optional: true })
  config: unknown;

  @TextField({
    description:
      'A word for programs: `timeout`, `network`, `rate_limited`, `server`, `rejected`, `refused`, `filtered`, `empty`, `malformed`, ' +
      '`too_large`, `blocked`, `misconfigured` (the provider), `unreadable` (its answer), `scorer_unavailable`, `config`.',
    example: 'unreadable',
  })
  type: string;

  @TextField({ description: 'What went wrong, for a person.', example: 'the answer of the model has no number' })
  message: string;

  @TextField({ description: 'The first 2,048 characters of what was answered.', optional: true })
  excerpt: string | null;

  @WholeField({ description: 'How often it was tried.', example: 1 })
  attempts: number;

  @InstantField({ description: 'When it was given up.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
