import {
  IdsField,
  ListField,
  NameField,
  ObjectField,
  FreeField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';

/** Most items that an execution can be limited to by name. */
export const MAX_ITEM_IDS = 10_000;
/** Most scorers of an execution. */
export const MAX_SCORERS = 100;
/** Most calls of a target at once. */
export const MAX_CONCURRENCY = 256;
/** Longest that a call may take, in milliseconds. */
export const MAX_TIMEOUT_MS = 600_000;
/** Most repeats of a call. */
export const MAX_RETRIES = 10;

/** A score that each run gets. */
export class RunScorerDto {
  @NameField({
    description: 'The name of the scores, and of the scorer unless `scorer` names it.',
    example: 'exact_match',
  })
  scorer_name: string;

  @FreeField({
    description: 'The built-in scorer, where `scorer_name` is a name of your own.',
    example: 'contains',
    optional: true,
  })
  scorer?: unknown;

  @ObjectField({ description: 'Settings of the scorer.', example: { case_sensitive: false }, optional: true })
  config?: Record<string, unknown> | null;
}

/** Body of `POST /v1/experiments/:id/execute`. */
export class ExecuteDto {
  @ServerIdField({ description: 'The target to call, by its id or name.', example: 'target-1' })
  target_id: string;

  @ListField({ description: 'What scores each run.', of: () => RunScorerDto, max: MAX_SCORERS, optional: true })
  scorers?: RunScorerDto[] | null;

  @WholeField({
    description:
      'Most calls at once, of all workers together; several executions on one target share the largest of theirs.',
    example: 16,
    min: 1,
    max: MAX_CONCURRENCY,
    optional: true,
  })
  max_concurrency?: number | null;

  @IdsField({
    description: 'Only these items of the dataset version; all of them unless given.',
    example: ['item-1'],
    max: MAX_ITEM_IDS,
    optional: true,
  })
  item_ids?: string[] | null;

  @ServerIdField({
    description: 'Only the items of the dataset version that this collection names.',
    example: null,
    optional: true,
  })
  collection_id?: string | null;

  @WholeField({
    description: 'Limit of a call in milliseconds; that of the target unless given.',
    example: 30_000,
    min: 1,
    max: MAX_TIMEOUT_MS,
    optional: true,
  })
  timeout_ms?: number | null;

  @WholeField({
    description: 'How often a call is repeated after a timeout, a network error, 408, 425, 429 or 5xx.',
    example: 3,
    max: MAX_RETRIES,
    optional: true,
    default: 3,
  })
  max_retries?: number | null;
}
