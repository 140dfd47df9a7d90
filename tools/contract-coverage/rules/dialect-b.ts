import { type Rule, rulesOf } from '../rule';

const DATASETS = 'runs-surface-datasets.spec.ts ›';

/** `/api`: datasets and runs. */
export const DIALECT_B: readonly Rule[] = rulesOf('dialect B', [
  [
    'The project is the token’s, else X-Project-Id, else default',
    `${DATASETS} of the token`,
    `${DATASETS} of X-Project-Id, for a token that is not bound to one`,
    `${DATASETS} default, where neither names one`,
    `${DATASETS} an id says its project itself; one that the header names must be that`,
    `${DATASETS} a header that names no possible project is 400`,
  ],
  [
    'page from 0, perPage default 10 (maximum 200, more is 400); lists with pagination: {total, page, perPage, hasMore}',
    `${DATASETS} page from 0, perPage default 10, pagination {total, page, perPage, hasMore}; datasets newest first`,
    `${DATASETS} items in the order sent`,
    `${DATASETS} 400: ?%s`,
  ],
  [
    'DELETE answers {"success": true}',
    `${DATASETS} DELETE answers {"success": true}, and the dataset is gone`,
    `${DATASETS} DELETE answers {"success": true}`,
  ],
  [
    'datasets {id, name, description, metadata, version, createdAt, updatedAt}; creates 201, PATCH 200',
    `${DATASETS} POST answers 201 with id, name, description, metadata, version, createdAt, updatedAt`,
    `${DATASETS} PATCH answers 200: an absent field stays, null clears, metadata is replaced whole`,
    `${DATASETS} names are unique on every surface: 409 CONFLICT`,
  ],
  [
    'GET of one also gives items (the first page of them)',
    `${DATASETS} GET of one also gives items: the first page of them`,
  ],
  [
    'items {id, datasetId, input, expectedOutput, metadata, version, createdAt, updatedAt}',
    `${DATASETS} POST answers 201 with id, datasetId, input, expectedOutput, metadata, version, createdAt, updatedAt`,
    `${DATASETS} PATCH makes a new revision: what is absent stays, null clears`,
    `${DATASETS} values come back as they were sent: digits, key order, U+0000`,
  ],
  [
    'Errors use the one envelope; tokens, isolation, limits and Idempotency-Key are those of /v1',
    `${DATASETS} a key of another project gets 404 for every path, as if nothing were there`,
    `${DATASETS} Idempotency-Key works on POSTs, errors have the one envelope, and a read key does not write`,
  ],
  [
    'Thin translations: reads and single-row writes take at most two statements',
    'runs-surface-statements.spec.ts › with a key of the project',
    'runs-surface-statements.spec.ts › with an admin key, for what the process has not seen',
  ],
]);
