import { WholeField } from '@assay/shared/http/fields';

/** Most rows that a list of this surface answers. */
export const MAX_LIMIT = 1_000;
/** Items answered when `limit` is absent. */
export const DEFAULT_ITEMS = 100;

const SKIP = {
  description: 'How many rows to skip.',
  optional: true,
  keepsNull: false as const,
  default: 0,
};
const LIMIT = {
  description: 'How many rows to answer at most.',
  optional: true,
  keepsNull: false as const,
  min: 1,
  max: MAX_LIMIT,
};

/** Query of `GET /api/v1/datasets/:id/items`. */
export class SkipLimitQuery {
  @WholeField(SKIP)
  skip?: number;

  @WholeField({ ...LIMIT, default: DEFAULT_ITEMS })
  limit?: number;
}

/** Query of `GET /api/v1/use-cases/:useCaseId/datasets`, whose callers expect every dataset without asking. */
export class UseCaseDatasetsQuery {
  @WholeField(SKIP)
  skip?: number;

  @WholeField({ ...LIMIT, default: MAX_LIMIT })
  limit?: number;
}
