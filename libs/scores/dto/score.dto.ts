import { ScoreUsageDto } from './score-usage.dto';
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
} from '@assay/shared/http/fields';

/** What a score judges. */
export const TARGET_TYPES = ['run', 'span'] as const;

/** What a score judges. */
export type TargetType = (typeof TARGET_TYPES)[number];

/** A score as it is asked for, on its own or inline on a run or span. */
export class ScoreRequestDto {
  @NameField({
    description:
      'The name under which the score is kept. The name of a built-in scorer computes it when `value` is left out.',
    example: 'exact_match',
  })
  scorer_name: string;

  @FreeField({
    description: 'The built-in scorer that computes the score, where `scorer_name` is a name of your own.',
    example: 'contains',
    optional: true,
  })
  scorer?: unknown;

  @FreeField({
    description:
      'A number from 0 to 1, kept exactly, or a label that is not blank. Left out where a built-in scorer computes it.',
    example: 0.9,
    optional: true,
  })
  value?: unknown;

  @ObjectField({
    description: 'Settings of the scorer; kept with the score.',
    example: { case_sensitive: false },
    optional: true,
  })
  config?: Record<string, unknown> | null;

  @FreeField({
    description:
      'The scorers of `weighted`: a list of `{scorer, config?, weight?, name?}`, built-in scorers or ones of the project. The same as `config.of`.',
    example: [{ scorer: 'levenshtein', weight: 2 }, { scorer: 'valid_json' }],
    optional: true,
  })
  of?: unknown;

  @TextField({
    description: 'Why the score is what it is.',
    example: 'Response was accurate but slightly verbose.',
    optional: true,
  })
  rationale?: string | null;
}

/** A score. It never changes. */
export class ScoreDto {
  @ServerIdField({ description: 'The id of the score.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ProjectIdField({ description: 'The project of the score.', optional: false })
  project_id: string;

  @ClientIdField({ description: 'The id of the run or span that it judges.', example: 'run-xyz' })
  target_id: string;

  @ChoiceField({ description: 'What it judges.', choices: TARGET_TYPES, example: 'run' })
  target_type: TargetType;

  @ClientIdField({ description: 'The trace of the span that it judges; null for runs.', example: null, optional: true })
  trace_id: string | null;

  @NameField({ description: 'The scorer.', example: 'exact_match' })
  scorer_name: string;

  @FreeField({ description: 'A number from 0 to 1, or a label.', example: 0.9 })
  value: unknown;

  @TextField({
    description: 'Why the score is what it is.',
    example: 'Response was accurate but slightly verbose.',
    optional: true,
  })
  rationale: string | null;

  @ObjectField({ description: 'Settings of the scorer.', example: null, optional: true })
  config: unknown;

  @InstantField({ description: 'When the score was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}

/** A score in the list of its target or on its run, with what it took. */
export class ListedScoreDto extends ScoreDto {
  @NestedField({
    description: 'What it took to have language models make it; null for scores that none made.',
    of: () => ScoreUsageDto,
    optional: true,
  })
  usage: ScoreUsageDto | null;
}
