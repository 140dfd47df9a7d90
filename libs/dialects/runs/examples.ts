import { PAGINATION_EXAMPLE } from './paging';

const TIMES = { createdAt: '2026-02-21T22:00:00.000Z', updatedAt: '2026-02-21T22:00:00.000Z' };
const DATASET_ID = '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d';

const dataset = {
  id: DATASET_ID,
  name: 'capitals',
  description: 'Capitals of countries',
  metadata: { owner: 'team-a' },
  version: 2,
  ...TIMES,
};
const item = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6e',
  datasetId: DATASET_ID,
  input: 'What is the capital of France?',
  expectedOutput: 'Paris',
  metadata: null,
  version: 2,
  ...TIMES,
};

/** Example answers of this surface, for its documentation. */
export const EXAMPLES = {
  dataset,
  datasets: { datasets: [dataset], pagination: PAGINATION_EXAMPLE },
  datasetWithItems: { ...dataset, items: [item] },
  item,
  items: { items: [item], pagination: PAGINATION_EXAMPLE },
  success: { success: true },
};
