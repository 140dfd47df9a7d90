import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { startTestApp, type TestApp } from './test-app';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;

interface Made {
  readonly dataset: string;
  readonly item: string;
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
    fresh = await startTestApp({}, { url: api.databaseUrl });
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
    return { dataset, item: `${dataset}/items/${item.body.id}` };
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
