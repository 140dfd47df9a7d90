import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { TwoProcesses } from './factories/two-processes';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;

describe('statements of the endpoints of datasets', () => {
  let processes: TwoProcesses;
  let api: TwoProcesses['api'];
  let fresh: TwoProcesses['fresh'];
  let bound: ApiClient;
  let projectId: string;

  beforeAll(async () => {
    processes = await TwoProcesses.open();
    ({ api, fresh, bound, projectId } = processes);
  });
  afterAll(() => processes.close());

  async function dataset(): Promise<{ path: string; itemId: string }> {
    const schema = { type: 'string' };
    const body = { project_id: projectId, name: newId(), input_schema: schema };
    const path = `/v1/datasets/${(await api.admin.post('/v1/datasets', body, 201)).body.id}`;
    const item = await api.admin.post(`${path}/items`, { input: 'a' }, 201);
    return { path, itemId: item.body.id };
  }

  const ENDPOINTS: [string, (client: ApiClient, path: string, itemId: string) => Promise<unknown>][] = [
    ['POST a dataset', (client) => client.post('/v1/datasets', { project_id: projectId, name: newId() }, 201)],
    ['GET a dataset', (client, path) => client.get(path)],
    ['GET datasets', (client) => client.get(`/v1/datasets?project_id=${projectId}`)],
    ['PATCH a dataset', (client, path) => client.patch(path, { description: 'x' })],
    ['PATCH a dataset with nothing', (client, path) => client.patch(path, {})],
    ['GET items', (client, path) => client.get(`${path}/items`)],
    ['GET items of a version', (client, path) => client.get(`${path}/items?version=2`)],
    ['POST an item', (client, path) => client.post(`${path}/items`, { input: 'b' }, 201)],
    [
      'POST a batch',
      (client, path) => client.post(`${path}/items/batch`, { items: [{ input: 'b' }, { input: 'c' }] }, 201),
    ],
    ['GET an item', (client, path, itemId) => client.get(`${path}/items/${itemId}`)],
    ['PATCH an item', (client, path, itemId) => client.patch(`${path}/items/${itemId}`, { input: 'b' })],
    ['PATCH an item with nothing', (client, path, itemId) => client.patch(`${path}/items/${itemId}`, {})],
    ['DELETE an item', (client, path, itemId) => client.delete(`${path}/items/${itemId}`)],
    ['GET an export of one page', (client, path) => client.get(`${path}/items/export`)],
  ];

  describe.each(ENDPOINTS)('%s', (_, call) => {
    it('with a key of the project', async () => {
      const { path, itemId } = await dataset();
      const { statements } = await countStatements(() => call(bound, path, itemId));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });

    it('with an admin key, for a dataset that the process has not seen', async () => {
      const { path, itemId } = await dataset();
      const { statements } = await countStatements(() => call(fresh.admin, path, itemId));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });
  });

  it('POST an item to a dataset that was seen is one statement', async () => {
    const { path } = await dataset();
    await bound.post(`${path}/items`, { input: 'b' }, 201);
    const { statements } = await countStatements(() => bound.post(`${path}/items`, { input: 'c' }, 201));
    expect(statements).toHaveLength(1);
  });

  it('POST a dataset in a project that is new', async () => {
    const body = { project_id: `p-${newId()}`, name: 'first' };
    const { statements } = await countStatements(() => fresh.admin.post('/v1/datasets', body, 201));
    expect(statements.length).toBeLessThanOrEqual(BUDGET);
  });

  it('DELETE a dataset is one statement for the row and one for its items, with an admin key that has not seen it too', async () => {
    for (const client of [bound, fresh.admin]) {
      const { path } = await dataset();
      const { statements } = await countStatements(() => client.delete(path));
      expect(statements).toHaveLength(2);
    }
  });

  it('an import is four, however many lines it has', async () => {
    const { path } = await dataset();
    const lines = '{"input":"x"}\n'.repeat(5_000);
    const load = (): Promise<unknown> =>
      fresh.admin.raw('post', `${path}/items/import`, lines, 200, { 'content-type': 'application/x-ndjson' });
    const { statements } = await countStatements(load);
    expect(statements).toHaveLength(4);
  });
});
