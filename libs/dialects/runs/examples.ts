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

const RUN_ID = '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c';
const run = {
  id: RUN_ID,
  datasetId: DATASET_ID,
  datasetVersion: 2,
  targetType: 'agent',
  targetId: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b71',
  status: 'completed',
  totalItems: 50,
  succeededCount: 49,
  failedCount: 1,
  startedAt: '2026-02-21T22:00:01.000Z',
  completedAt: '2026-02-21T22:00:09.000Z',
  createdAt: '2026-02-21T22:00:00.000Z',
  updatedAt: '2026-02-21T22:00:09.000Z',
};
const result = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b70',
  runId: RUN_ID,
  itemId: item.id,
  itemVersion: 2,
  input: item.input,
  output: 'Paris',
  expectedOutput: 'Paris',
  latency: 412.5,
  error: null,
  startedAt: '2026-02-21T22:00:01.000Z',
  completedAt: '2026-02-21T22:00:01.412Z',
  retryCount: 0,
  scores: [{ scorerId: 'exact_match', scorerName: 'exact_match', score: 1, reason: null, error: null }],
};
const stats = {
  errorRate: 0.02,
  errorCount: 1,
  passRate: 0.816327,
  passCount: 40,
  avgScore: 0.82,
  scoreCount: 49,
  totalItems: 50,
};
const comparison = {
  runA: { id: RUN_ID, datasetVersion: 2 },
  runB: { id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6f', datasetVersion: 2 },
  versionMismatch: false,
  hasRegression: true,
  scorers: {
    exact_match: { statsA: stats, statsB: { ...stats, avgScore: 0.72 }, delta: -0.1, regressed: true, threshold: 0.05 },
  },
  items: [{ itemId: item.id, inBothRuns: true, scoresA: { exact_match: 1 }, scoresB: { exact_match: 0 } }],
  warnings: [],
};

/** Example answers of this surface, for its documentation. */
export const EXAMPLES = {
  dataset,
  datasets: { datasets: [dataset], pagination: PAGINATION_EXAMPLE },
  datasetWithItems: { ...dataset, items: [item] },
  item,
  items: { items: [item], pagination: PAGINATION_EXAMPLE },
  run,
  runs: { runs: [run], pagination: PAGINATION_EXAMPLE },
  results: { results: [result], pagination: PAGINATION_EXAMPLE },
  comparison,
  success: { success: true },
};
