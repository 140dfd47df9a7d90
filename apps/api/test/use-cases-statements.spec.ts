import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { TwoProcesses } from './factories/two-processes';
import { routesUnder } from './routes';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;

interface Made {
  readonly path: string;
  readonly datasetId: string;
  readonly itemId: string;
}

describe('statements of /api/v1', () => {
  let processes: TwoProcesses;
  let api: TwoProcesses['api'];
  let fresh: TwoProcesses['fresh'];
  let bound: ApiClient;
  let useCaseId: string;

  beforeAll(async () => {
    processes = await TwoProcesses.open();
    ({ api, fresh, bound, projectId: useCaseId } = processes);
  });
  afterAll(() => processes.close());

  async function made(): Promise<Made> {
    const path = `/api/v1/use-cases/${useCaseId}/datasets`;
    const body = { name: newId(), input_schema: { type: 'object' } };
    const datasetId = (await api.admin.post(path, body, 201)).body.id;
    const item = await api.admin.post(`/api/v1/datasets/${datasetId}/items`, { input: {} }, 201);
    return { path, datasetId, itemId: item.body.id };
  }

  const ENDPOINTS: [string, (client: ApiClient, made: Made) => Promise<unknown>][] = [
    ['GET /api/v1/use-cases/:useCaseId/datasets', (client, { path }) => client.get(path)],
    ['POST /api/v1/use-cases/:useCaseId/datasets', (client, { path }) => client.post(path, { name: newId() }, 201)],
    ['GET /api/v1/datasets/:id', (client, { datasetId }) => client.get(`/api/v1/datasets/${datasetId}`)],
    [
      'PATCH /api/v1/datasets/:id',
      (client, { datasetId }) => client.patch(`/api/v1/datasets/${datasetId}`, { description: 'x' }),
    ],
    ['DELETE /api/v1/datasets/:id', (client, { datasetId }) => client.delete(`/api/v1/datasets/${datasetId}`, 204)],
    [
      'GET /api/v1/datasets/:id/items',
      (client, { datasetId }) => client.get(`/api/v1/datasets/${datasetId}/items?skip=1`),
    ],
    [
      'POST /api/v1/datasets/:id/items',
      (client, { datasetId }) => client.post(`/api/v1/datasets/${datasetId}/items`, { input: {} }, 201),
    ],
    [
      'POST /api/v1/datasets/:id/items/batch',
      (client, { datasetId }) =>
        client.post(`/api/v1/datasets/${datasetId}/items/batch`, { items: [{ input: {} }, { input: {} }] }, 201),
    ],
    [
      'PATCH /api/v1/datasets/items/:id',
      (client, { itemId }) => client.patch(`/api/v1/datasets/items/${itemId}`, { input: { a: 1 } }),
    ],
    [
      'DELETE /api/v1/datasets/items/:id',
      (client, { itemId }) => client.delete(`/api/v1/datasets/items/${itemId}`, 204),
    ],
  ];

  it('every endpoint is counted', () => {
    expect(ENDPOINTS.map(([route]) => route).sort()).toEqual(routesUnder(api, '/api/v1/'));
  });

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
