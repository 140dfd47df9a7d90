import { ApiProperty } from '@nestjs/swagger';
import {
  ClientIdField,
  DecimalField,
  FreeField,
  InstantField,
  ListField,
  MetadataField,
  NameField,
  NumberField,
  PayloadField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { ListedScoreDto, ScoreRequestDto } from '@assay/scores';

/** Most runs that one request submits. */
export const MAX_RUNS = 1_000;
/** Most scores that one run carries when it is submitted; more can be added later. */
export const MAX_SCORES_OF_RUN = 100;

/** What a run measured, sent and answered alike. */
class RunMeasuresDto {
  @ClientIdField({ description: 'The trace of the run; it may arrive later.', example: 'trace-abc', optional: true })
  trace_id?: string | null;

  @NumberField({ description: 'How long the run took, in milliseconds.', example: 412.5, min: 0, optional: true })
  latency_ms?: number | null;

  @WholeField({ description: 'Tokens read.', example: 128, optional: true })
  tokens_input?: number | null;

  @WholeField({ description: 'Tokens written.', example: 16, optional: true })
  tokens_output?: number | null;

  @DecimalField({
    description: 'What the run cost, in US dollars, exactly.',
    example: 0.000125,
    min: '0',
    optional: true,
  })
  cost_usd?: unknown;
}

/** A run as it is submitted. */
export class RunRequestDto extends RunMeasuresDto {
  @ServerIdField({
    description: 'The item that was answered: of the experiment’s dataset version, or a later one.',
    example: 'item-1',
  })
  dataset_item_id: string;

  @PayloadField({
    description: 'What came out: any JSON value. Required unless `error` is given.',
    example: 'Paris',
    optional: true,
  })
  output?: unknown;

  @FreeField({
    description: 'What went wrong: a text, or `{message, type?, stack?}`. Scores are then not computed.',
    example: { message: 'timed out', type: 'Timeout' },
    optional: true,
  })
  error?: unknown;

  @MetadataField({ description: 'Anything worth keeping.', example: { attempt: 1 }, optional: true })
  metadata?: Record<string, unknown> | null;

  @ListField({ description: 'Scores of the run.', of: () => ScoreRequestDto, max: MAX_SCORES_OF_RUN, optional: true })
  scores?: ScoreRequestDto[] | null;
}

/** Body of `POST /v1/experiments/:id/runs`. */
export class SubmitRunsDto {
  @ListField({ description: 'The runs: all are stored, or none.', of: () => RunRequestDto, min: 1, max: MAX_RUNS })
  runs: RunRequestDto[];
}

/** Answer of `POST /v1/experiments/:id/runs`. */
export class SubmittedRunsDto {
  @WholeField({ description: 'How many runs were stored.', example: 1, min: 1 })
  accepted: number;

  @ApiProperty({
    type: [String],
    description: 'Their ids, in the order sent.',
    example: ['019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c'],
  })
  run_ids: string[];
}

/** Query of `GET /v1/experiments/:id/runs`. */
export class RunQuery extends PageQuery {
  @NameField({
    description: 'Only runs that have a score of this name, with those scores alone.',
    example: 'exact_match',
    optional: true,
    keepsNull: false,
  })
  scorer_name?: string;
}

/** A run. */
export class RunDto extends RunMeasuresDto {
  @ServerIdField({ description: 'The id of the run.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ServerIdField({ description: 'The experiment of the run.', example: 'exp-1' })
  experiment_id: string;

  @ServerIdField({ description: 'The item that was answered.', example: 'item-1' })
  dataset_item_id: string;

  @PayloadField({ description: 'What came out, exactly as sent.', example: 'Paris', optional: true })
  output: unknown;

  @FreeField({ description: 'What went wrong, as sent.', example: null, optional: true })
  error: unknown;

  @MetadataField({ description: 'As sent.', example: null, optional: true })
  metadata: unknown;

  @ListField({ description: 'Its scores, oldest first, with what models took for them.', of: () => ListedScoreDto })
  scores: ListedScoreDto[];

  @InstantField({
    description: 'When the service called the target for it; null for runs that were submitted.',
    example: null,
    optional: true,
  })
  started_at: string | null;

  @WholeField({ description: 'How often it was replaced by another try of its item.', example: 0 })
  retry_count: number;

  @WholeField({
    description:
      'The version of the dataset in which its item became as it was sent; null for runs that were submitted.',
    example: null,
    min: 1,
    optional: true,
  })
  item_version: number | null;

  @InstantField({ description: 'When it was stored, or last replaced.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
