import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { TwoProcesses } from './factories/two-processes';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;
const TARGET = { type: 'scorer', scorer: 'exact_match' };

describe('statements of the endpoints of targets', () => {
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

  const ENDPOINTS: [string, (client: ApiClient, path: string) => Promise<unknown>][] = [
    ['POST', (client) => client.post('/v1/targets', { project_id: projectId, name: newId(), ...TARGET }, 201)],
    ['GET one', (client, path) => client.get(path)],
    ['GET a page', (client) => client.get(`/v1/targets?project_id=${projectId}&type=scorer`)],
    ['PATCH', (client, path) => client.patch(path, { description: 'x' })],
    ['PATCH with nothing', (client, path) => client.patch(path, {})],
    ['POST a test', (client, path) => client.post(`${path}/test`, { input: { output: 'a' } }, 200)],
    ['DELETE', (client, path) => client.delete(path)],
  ];

  async function target(): Promise<string> {
    const body = { project_id: projectId, name: newId(), ...TARGET };
    return `/v1/targets/${(await api.admin.post('/v1/targets', body, 201)).body.id}`;
  }

  describe.each(ENDPOINTS)('%s', (_, call) => {
    it('with a key of the project', async () => {
      const path = await target();
      const { statements } = await countStatements(() => call(bound, path));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });

    it('with an admin key, for a target that the process has not seen', async () => {
      const path = await target();
      const { statements } = await countStatements(() => call(fresh.admin, path));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });
  });
});
