import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { TwoProcesses } from './factories/two-processes';
import { routesUnder } from './routes';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;
/** Starting a run: the project of an unknown id, the scorers of the project, the run with its plan, the job. */
const START_BUDGET = 4;

interface Made {
  readonly dataset: string;
  readonly item: string;
  readonly runId: string;
  readonly targetId: string;
}

describe('statements of /api', () => {
  let processes: TwoProcesses;
  let api: TwoProcesses['api'];
  let fresh: TwoProcesses['fresh'];
  let bound: ApiClient;
  let maker: ApiClient;
  let targetId: string;

  beforeAll(async () => {
    processes = await TwoProcesses.open();
    ({ api, fresh, bound, maker } = processes);
    const target = { name: 'target', type: 'scorer', scorer: 'exact_match' };
    targetId = (await maker.post('/v1/targets', target, 201)).body.id;
    await maker.post('/v1/scorers', { name: 'named', scorer: 'contains', config: { value: 'x' } }, 201);
  });
  afterAll(() => processes.close());

  async function made(): Promise<Made> {
    const dataset = `/api/datasets/${(await maker.post('/api/datasets', { name: newId() }, 201)).body.id}`;
    const item = await maker.post(`${dataset}/items`, { input: 'a' }, 201);
    const body = { name: 'trial', dataset_id: item.body.datasetId };
    const runId = (await maker.post('/v1/experiments', body, 201)).body.id;
    const runs = [{ dataset_item_id: item.body.id, output: 'x', scores: [{ scorer_name: 'quality', value: 1 }] }];
    await maker.post(`/v1/experiments/${runId}/runs`, { runs }, 201);
    return { dataset, item: `${dataset}/items/${item.body.id}`, runId, targetId };
  }

  const started = ({ targetId }: Made, scorerIds: string[]): object => ({ targetType: 'scorer', targetId, scorerIds });

  /** By their routes; most statements where it is not a read or a write of one row. */
  const ENDPOINTS: [string, (client: ApiClient, made: Made) => Promise<unknown>, number?][] = [
    ['GET /api/datasets', (client) => client.get('/api/datasets?page=1')],
    ['POST /api/datasets', (client) => client.post('/api/datasets', { name: newId() }, 201)],
    ['GET /api/datasets/:datasetId', (client, { dataset }) => client.get(dataset)],
    ['PATCH /api/datasets/:datasetId', (client, { dataset }) => client.patch(dataset, { description: 'x' })],
    ['DELETE /api/datasets/:datasetId', (client, { dataset }) => client.delete(dataset)],
    ['GET /api/datasets/:datasetId/items', (client, { dataset }) => client.get(`${dataset}/items?page=1`)],
    [
      'POST /api/datasets/:datasetId/items',
      (client, { dataset }) => client.post(`${dataset}/items`, { input: 'b' }, 201),
    ],
    ['GET /api/datasets/:datasetId/items/:itemId', (client, { item }) => client.get(item)],
    ['PATCH /api/datasets/:datasetId/items/:itemId', (client, { item }) => client.patch(item, { input: 'b' })],
    ['DELETE /api/datasets/:datasetId/items/:itemId', (client, { item }) => client.delete(item)],
    ['GET /api/datasets/:datasetId/runs', (client, { dataset }) => client.get(`${dataset}/runs`)],
    [
      'POST /api/datasets/:datasetId/runs',
      (client, made) => client.post(`${made.dataset}/runs`, started(made, ['exact_match', 'named']), 202),
      START_BUDGET,
    ],
    ['GET /api/runs/:runId', (client, { runId }) => client.get(`/api/runs/${runId}`)],
    [
      'GET /api/datasets/:datasetId/runs/:runId',
      (client, { dataset, runId }) => client.get(`${dataset}/runs/${runId}`),
    ],
    ['GET /api/runs/:runId/results', (client, { runId }) => client.get(`/api/runs/${runId}/results`)],
    [
      'GET /api/datasets/:datasetId/runs/:runId/results',
      (client, { dataset, runId }) => client.get(`${dataset}/runs/${runId}/results`),
    ],
    [
      'POST /api/runs/compare',
      (client, { runId }) => client.post('/api/runs/compare', { runIdA: runId, runIdB: runId }, 200),
    ],
    ['GET /api/runs/compare', (client, { runId }) => client.get(`/api/runs/compare?runIdA=${runId}&runIdB=${runId}`)],
    [
      'POST /api/datasets/:datasetId/compare',
      (client, { dataset, runId }) => client.post(`${dataset}/compare`, { runIdA: runId, runIdB: runId }, 200),
    ],
  ];

  it('every endpoint is counted', () => {
    expect(ENDPOINTS.map(([route]) => route).sort()).toEqual(routesUnder(api, '/api/', '/api/v1/'));
  });

  describe.each(ENDPOINTS)('%s', (_, call, budget = BUDGET) => {
    it('with a key of the project', async () => {
      const target = await made();
      const { statements } = await countStatements(() => call(bound, target));
      expect(statements.length).toBeLessThanOrEqual(budget);
    });

    it('with an admin key, for what the process has not seen', async () => {
      const target = await made();
      const { statements } = await countStatements(() => call(fresh.admin, target));
      expect(statements.length).toBeLessThanOrEqual(budget);
    });
  });

  it('starting a run with a key of the project takes two, whatever it runs over and whether there is anything to run', async () => {
    const full = await made();
    const itemIds = [full.item.split('/').at(-1)];
    const empty = (await maker.post('/api/datasets', { name: newId() }, 201)).body.id;
    const calls: [string, object][] = [
      [full.dataset, started(full, ['exact_match'])],
      [full.dataset, { ...started(full, []), itemIds, version: 2 }],
      [`/api/datasets/${empty}`, started(full, ['contains'])],
    ];
    for (const [dataset, body] of calls) {
      const { statements } = await countStatements(() => bound.post(`${dataset}/runs`, body, 202));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    }
  });
});
