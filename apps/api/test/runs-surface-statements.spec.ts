import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { startTestApp, type TestApp } from './test-app';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;

interface Made {
  readonly dataset: string;
  readonly item: string;
  readonly runId: string;
}

describe('statements of /api', () => {
  let api: TestApp;
  /** Another process on the same database: it knows the keys, and nothing of what the first has made. */
  let fresh: TestApp;
  let bound: ApiClient;
  let maker: ApiClient;

  beforeAll(async () => {
    api = await startTestApp();
    maker = await api.clientOf(newId());
    fresh = await startTestApp({ keyCacheMs: 600_000 }, { url: api.databaseUrl });
    bound = fresh.admin.with(maker.token);
    await fresh.admin.get('/v1/datasets?project_id=warm');
    await bound.get('/v1/datasets');
  });
  afterAll(async () => {
    await fresh.close();
    await api.close();
  });

  async function made(): Promise<Made> {
    const dataset = `/api/datasets/${(await maker.post('/api/datasets', { name: newId() }, 201)).body.id}`;
    const item = await maker.post(`${dataset}/items`, { input: 'a' }, 201);
    const body = { name: 'trial', dataset_id: item.body.datasetId };
    const runId = (await maker.post('/v1/experiments', body, 201)).body.id;
    const runs = [{ dataset_item_id: item.body.id, output: 'x', scores: [{ scorer_name: 'quality', value: 1 }] }];
    await maker.post(`/v1/experiments/${runId}/runs`, { runs }, 201);
    return { dataset, item: `${dataset}/items/${item.body.id}`, runId };
  }

  const ENDPOINTS: [string, (client: ApiClient, made: Made) => Promise<unknown>][] = [
    ['GET datasets', (client) => client.get('/api/datasets?page=1')],
    ['POST a dataset', (client) => client.post('/api/datasets', { name: newId() }, 201)],
    ['GET a dataset with its items', (client, { dataset }) => client.get(dataset)],
    ['PATCH a dataset', (client, { dataset }) => client.patch(dataset, { description: 'x' })],
    ['GET items', (client, { dataset }) => client.get(`${dataset}/items?page=1`)],
    ['POST an item', (client, { dataset }) => client.post(`${dataset}/items`, { input: 'b' }, 201)],
    ['GET an item', (client, { item }) => client.get(item)],
    ['PATCH an item', (client, { item }) => client.patch(item, { input: 'b' })],
    ['DELETE an item', (client, { item }) => client.delete(item)],
    ['GET runs', (client, { dataset }) => client.get(`${dataset}/runs`)],
    ['GET a run', (client, { runId }) => client.get(`/api/runs/${runId}`)],
    ['GET a run of a dataset', (client, { dataset, runId }) => client.get(`${dataset}/runs/${runId}`)],
    ['GET results', (client, { runId }) => client.get(`/api/runs/${runId}/results`)],
    ['GET results of a dataset', (client, { dataset, runId }) => client.get(`${dataset}/runs/${runId}/results`)],
    [
      'POST a comparison',
      (client, { runId }) => client.post('/api/runs/compare', { runIdA: runId, runIdB: runId }, 200),
    ],
    ['GET a comparison', (client, { runId }) => client.get(`/api/runs/compare?runIdA=${runId}&runIdB=${runId}`)],
    [
      'POST a comparison on a dataset',
      (client, { dataset, runId }) => client.post(`${dataset}/compare`, { runIdA: runId, runIdB: runId }, 200),
    ],
  ];

  describe.each(ENDPOINTS)('%s', (_, call) => {
    it('with a key of the project', async () => {
      const target = await made();
      const { statements } = await countStatements(() => call(bound, target));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });

    it('with an admin key, for what the process has not seen', async () => {
      const target = await made();
      const { statements } = await countStatements(() => call(fresh.admin, target));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });
  });
});
