import { MAX_CONCURRENCY, MAX_ITEM_IDS, MAX_SCORERS } from '@assay/experiments';
import {
  ChoiceField,
  FreeField,
  IdsField,
  InstantField,
  ListField,
  NameField,
  NumberField,
  PayloadField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PaginatedDto } from '../paging';

/** What a run is a run of; null for runs whose results a client submitted. */
export const TARGET_TYPES = ['agent', 'workflow', 'scorer'] as const;
/** What a run is a run of. */
export type TargetType = (typeof TARGET_TYPES)[number];

/** The stages of a run. */
export const RUN_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
/** A stage of a run. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Body of `POST /api/datasets/:datasetId/runs`. */
export class TriggerRunDto {
  @ChoiceField({
    description: 'What is run: `agent` and `workflow` name any target of the types http and prompt.',
    choices: TARGET_TYPES,
    example: 'agent',
  })
  targetType: TargetType;

  @NameField({ description: 'The id or name of the target, as on `/v1/targets`.', example: 'support-agent' })
  targetId: string;

  @IdsField({
    description: 'The scorers of each result: built-in ones, or named configurations of the project.',
    example: ['exact_match'],
    max: MAX_SCORERS,
    optional: true,
  })
  scorerIds?: string[] | null;

  @WholeField({
    description: 'The version of the dataset; the current one unless given.',
    example: 2,
    min: 1,
    optional: true,
  })
  version?: number | null;

  @WholeField({
    description: 'Most calls of the target at once.',
    example: 8,
    min: 1,
    max: MAX_CONCURRENCY,
    optional: true,
  })
  maxConcurrency?: number | null;

  @IdsField({
    description: 'Only these items of the version; all of them unless given.',
    example: ['019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6e'],
    max: MAX_ITEM_IDS,
    optional: true,
  })
  itemIds?: string[] | null;
}

/** A run over a dataset: an experiment of `/v1`. */
export class RunsRunDto {
  @ServerIdField({ description: 'The id of the run.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ServerIdField({
    description: 'Its dataset; it may be deleted by now.',
    example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d',
  })
  datasetId: string;

  @WholeField({ description: 'The version of the dataset that it runs over.', example: 2, min: 1 })
  datasetVersion: number;

  @ChoiceField({
    description: 'What is run; null when a client submits the results.',
    choices: TARGET_TYPES,
    example: 'agent',
    optional: true,
  })
  targetType: TargetType | null;

  @ServerIdField({
    description: 'The id of the target, also where its name started the run; null when a client submits the results.',
    example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b71',
    optional: true,
  })
  targetId: string | null;

  @ChoiceField({ description: 'How far it is.', choices: RUN_STATUSES, example: 'completed' })
  status: RunStatus;

  @WholeField({ description: 'How many items it is about.', example: 50 })
  totalItems: number;

  @WholeField({ description: 'Items that have an output.', example: 49 })
  succeededCount: number;

  @WholeField({ description: 'Items that ended with an error.', example: 1 })
  failedCount: number;

  @InstantField({ description: 'When it began.', example: '2026-02-21T22:00:01.000Z', optional: true })
  startedAt: string | null;

  @InstantField({ description: 'When it ended.', example: '2026-02-21T22:00:09.000Z', optional: true })
  completedAt: string | null;

  @InstantField({ description: 'When it was made.', example: '2026-02-21T22:00:00.000Z' })
  createdAt: string;

  @InstantField({ description: 'When it last changed.', example: '2026-02-21T22:00:09.000Z' })
  updatedAt: string;
}

/** A page of runs. */
export class RunsRunsDto extends PaginatedDto {
  @ListField({ description: 'The runs, newest first.', of: () => RunsRunDto })
  runs: RunsRunDto[];
}

/** What a scorer said of a result. */
export class RunsScoreDto {
  @NameField({ description: 'The scorer.', example: 'exact_match' })
  scorerId: string;

  @NameField({ description: 'The same name.', example: 'exact_match' })
  scorerName: string;

  @NumberField({ description: 'From 0 to 1; null for a label or an error.', example: 1, optional: true })
  score: unknown;

  @TextField({ description: 'Why; a label stands here, before its reason.', example: null, optional: true })
  reason: string | null;

  @TextField({ description: 'Why there is no score.', example: null, optional: true })
  error: string | null;
}

/** What came out for an item: a run of `/v1`. */
export class RunsResultDto {
  @ServerIdField({ description: 'The id of the result.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b70' })
  id: string;

  @ServerIdField({ description: 'Its run.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  runId: string;

  @ServerIdField({ description: 'The item.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6e' })
  itemId: string;

  @WholeField({
    description: 'The dataset version in which the revision of the item came; null when the dataset is deleted.',
    example: 2,
    min: 1,
    optional: true,
  })
  itemVersion: number | null;

  @PayloadField({ description: 'What went in.', example: 'What is the capital of France?', optional: true })
  input: unknown;

  @PayloadField({ description: 'What came out.', example: 'Paris', optional: true })
  output: unknown;

  @PayloadField({ description: 'What should come out.', example: 'Paris', optional: true })
  expectedOutput: unknown;

  @NumberField({ description: 'How long it took, in milliseconds.', example: 412.5, optional: true })
  latency: number | null;

  @FreeField({ description: 'What went wrong: a text, or an object with a message.', example: null, optional: true })
  error: unknown;

  @InstantField({
    description: 'When it began; null when that is not known.',
    example: '2026-02-21T22:00:01.000Z',
    optional: true,
  })
  startedAt: string | null;

  @InstantField({ description: 'When it was stored.', example: '2026-02-21T22:00:01.412Z' })
  completedAt: string;

  @WholeField({ description: 'How often it was run again.', example: 0 })
  retryCount: number;

  @ListField({
    description: 'Its scores, oldest first, then those that could not be made.',
    of: () => RunsScoreDto,
  })
  scores: RunsScoreDto[];
}

/** A page of results. */
export class RunsResultsDto extends PaginatedDto {
  @ListField({ description: 'The results, in the order stored.', of: () => RunsResultDto })
  results: RunsResultDto[];
}
