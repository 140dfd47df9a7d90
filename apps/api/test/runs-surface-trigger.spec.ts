import { newId } from '@assay/shared/ids';
import { anyId, anyTime } from './answer-forms';
import { eventually } from './eventually';
import { answer } from './factories/echo-target';
import { ExecutionLab } from './factories/execution-lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('/api: runs that the server executes', () => {
  let api: TestApp;
  let lab: ExecutionLab;
  beforeAll(async () => {
    api = await startTestApp({ worker: 'inside' });
    lab = await ExecutionLab.open(api);
  });
  afterAll(async () => {
    await lab.target.stop();
    await api.close();
  });
  beforeEach(() => {
    lab.target.behaviour = (call, response) => answer(response, call.input);
  });

  const trigger = async (datasetId: string, body: object = {}, status = 202): Promise<any> => {
    const order = { targetType: 'agent', targetId: lab.targetId, ...body };
    return (await lab.lab.client.post(`/api/datasets/${datasetId}/runs`, order, status)).body;
  };
  const get = async (path: string): Promise<any> => (await lab.lab.client.get(path)).body;
  const dataset = (items: number): Promise<{ id: string; itemIds: string[] }> =>
    lab.lab.dataset(
      Array.from({ length: items }, (_, index) => ({ input: `item ${index}`, expected_output: `item ${index}` })),
    );
  /** The run, once it has ended. */
  const ended = (id: string): Promise<any> =>
    eventually(`the end of the run ${id}`, async () => {
      const run = await get(`/api/runs/${id}`);
      return ['pending', 'running'].includes(run.status) ? undefined : run;
    });

  it('POST /api/datasets/:datasetId/runs answers 202 at once with status pending; the run completes, with results and scores', async () => {
    const { id: datasetId, itemIds } = await dataset(3);
    const run = await trigger(datasetId, { scorerIds: ['exact_match', 'contains'] });
    expect(run).toEqual({
      id: anyId,
      datasetId,
      datasetVersion: 2,
      targetType: 'agent',
      targetId: lab.targetId,
      status: 'pending',
      totalItems: 3,
      succeededCount: 0,
      failedCount: 0,
      startedAt: null,
      completedAt: null,
      createdAt: anyTime,
      updatedAt: anyTime,
    });
    const done = await ended(run.id);
    const times = { startedAt: anyTime, completedAt: anyTime, updatedAt: anyTime };
    expect(done).toEqual({ ...run, ...times, status: 'completed', succeededCount: 3 });
    const { results } = await get(`/api/runs/${run.id}/results`);
    const score = { score: 1, reason: null, error: null };
    expect(results).toHaveLength(3);
    for (const [index, itemId] of itemIds.entries()) {
      expect(results).toContainEqual({
        id: anyId,
        runId: run.id,
        itemId,
        itemVersion: 2,
        input: `item ${index}`,
        output: `item ${index}`,
        expectedOutput: `item ${index}`,
        latency: expect.any(Number),
        error: null,
        startedAt: anyTime,
        completedAt: anyTime,
        retryCount: 0,
        scores: [
          { scorerId: 'exact_match', scorerName: 'exact_match', ...score },
          { scorerId: 'contains', scorerName: 'contains', ...score },
        ],
      });
    }
    expect((await get(`/api/datasets/${datasetId}/runs`)).runs).toEqual([done]);
  });

  it('a run here is an experiment on /v1: it shows up there and in every summary', async () => {
    const { id: datasetId } = await dataset(2);
    const run = await trigger(datasetId, { scorerIds: ['exact_match'] });
    await ended(run.id);
    const experiment = await get(`/v1/experiments/${run.id}`);
    expect(experiment).toMatchObject({
      dataset_id: datasetId,
      status: 'completed',
      execution: { status: 'completed' },
    });
    const { scores_by_scorer } = await get(`/v1/experiments/${run.id}/summary`);
    expect(scores_by_scorer.exact_match).toMatchObject({ mean: 1, scored_run_count: 2 });
  });

  it('a target that fails makes failed results with an error, never a zero score', async () => {
    lab.target.behaviour = (call, response) => {
      if (call.input === 'item 0') response.writeHead(400).end('no');
      else answer(response, call.input);
    };
    const { id: datasetId } = await dataset(2);
    const run = await trigger(datasetId, { scorerIds: ['exact_match'] });
    expect(await ended(run.id)).toMatchObject({ status: 'completed', succeededCount: 1, failedCount: 1 });
    const { results } = await get(`/api/runs/${run.id}/results`);
    const failed = results.find((result: any) => result.error !== null);
    expect(failed).toMatchObject({ input: 'item 0', output: null, error: { message: expect.any(String) }, scores: [] });
    const { scorers } = await get(`/api/runs/compare?runIdA=${run.id}&runIdB=${run.id}`);
    expect(scorers.exact_match.statsA).toMatchObject({ avgScore: 1, errorCount: 1, errorRate: 0.5, totalItems: 2 });
  });

  it('a run that is cancelled on /v1 is cancelled here', async () => {
    const answers: (() => void)[] = [];
    lab.target.behaviour = (call, response) => void answers.push(() => answer(response, call.input));
    const { id: datasetId } = await dataset(1);
    const run = await trigger(datasetId);
    await lab.lab.client.post(`/v1/experiments/${run.id}/cancel`, undefined, 202);
    expect(await ended(run.id)).toMatchObject({ status: 'cancelled', completedAt: anyTime });
    for (const finish of answers) finish();
  });

  describe('the target', () => {
    it('is named by its id or name; agent and workflow name any http or prompt target', async () => {
      const { id: datasetId } = await dataset(1);
      const name = (await get(`/v1/targets/${lab.targetId}`)).name;
      const run = await trigger(datasetId, { targetType: 'workflow', targetId: name });
      expect(run).toMatchObject({ targetType: 'workflow', targetId: lab.targetId });
      expect(await ended(run.id)).toMatchObject({ targetType: 'workflow', status: 'completed' });
    });

    it('scorer names a scorer target', async () => {
      const { id: datasetId } = await dataset(1);
      const body = { name: `scorer ${newId()}`, type: 'scorer', scorer: 'exact_match' };
      const { id: targetId } = (await lab.lab.client.post('/v1/targets', body, 201)).body;
      expect(await trigger(datasetId, { targetType: 'scorer', targetId })).toMatchObject({
        targetType: 'scorer',
        targetId,
      });
      const { error } = await trigger(datasetId, { targetType: 'agent', targetId }, 404);
      expect(error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'agent' } });
      await trigger(datasetId, { targetType: 'scorer' }, 404);
    });

    it('unknown → 404 with the names that exist', async () => {
      const { id: datasetId } = await dataset(1);
      const { error } = await trigger(datasetId, { targetId: 'nobody' }, 404);
      expect(error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'target', id: 'nobody' } });
      expect(error.details.names).toContain((await get(`/v1/targets/${lab.targetId}`)).name);
      expect((await get(`/api/datasets/${datasetId}/runs`)).runs).toEqual([]);
    });
  });

  it('an unknown scorer → 400 with the names that exist', async () => {
    const { id: datasetId } = await dataset(1);
    const { error } = await trigger(datasetId, { scorerIds: ['exact_match', 'nobody'] }, 400);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'scorerIds[1]' } });
    expect(error.message).toContain('exact_match');
    expect((await get(`/api/datasets/${datasetId}/runs`)).runs).toEqual([]);
  });

  it('version: an earlier one runs over the items of then; one that is not reached is 404', async () => {
    const { id: datasetId, itemIds } = await dataset(1);
    await lab.lab.items(datasetId, 2);
    await lab.lab.client.patch(`/v1/datasets/${datasetId}/items/${itemIds[0]}`, { input: 'changed' });
    const run = await trigger(datasetId, { version: 2 });
    expect(run).toMatchObject({ datasetVersion: 2, totalItems: 1 });
    expect(await ended(run.id)).toMatchObject({ status: 'completed', succeededCount: 1 });
    expect((await get(`/api/runs/${run.id}/results`)).results).toMatchObject([{ input: 'item 0', output: 'item 0' }]);
    expect((await get(`/v1/experiments/${run.id}`)).status).toBe('completed');
    const { error } = await trigger(datasetId, { version: 99 }, 404);
    expect(error.details).toMatchObject({ resource: 'dataset version', current_version: 4 });
  });

  it('itemIds: only these items; others than those of the version are 422, and nothing is stored', async () => {
    const { id: datasetId, itemIds } = await dataset(3);
    const run = await trigger(datasetId, { itemIds: [itemIds[1]] });
    expect(run.totalItems).toBe(1);
    expect(await ended(run.id)).toMatchObject({ status: 'completed', succeededCount: 1, totalItems: 1 });
    expect((await get(`/api/runs/${run.id}/results`)).results).toMatchObject([{ itemId: itemIds[1] }]);
    const { error } = await trigger(datasetId, { itemIds: [NOTHING] }, 422);
    expect(error).toMatchObject({ code: 'INVALID_DATASET_ITEM', details: { field: 'itemIds', unknown_count: 1 } });
    expect(error.message).toMatch(/^itemIds must be items/);
    expect((await get(`/api/datasets/${datasetId}/runs`)).pagination.total).toBe(1);
    for (const [ids, status] of [
      [[], 400],
      [['x'], 422],
    ] as const) {
      const refused = (await trigger(datasetId, { itemIds: ids }, status)).error;
      expect(refused.details.field).toBe('itemIds');
      expect(refused.message).toMatch(/^itemIds\b/);
    }
  });

  it('a run over some items is an experiment of these: completed here and on /v1 when each of them has a result', async () => {
    const gate = Promise.withResolvers<void>();
    lab.target.behaviour = (call, response) => void gate.promise.then(() => answer(response, call.input));
    const { id: datasetId, itemIds } = await dataset(3);
    const run = await trigger(datasetId, { itemIds: [itemIds[1], itemIds[2], itemIds[1]] });
    expect(run).toMatchObject({ totalItems: 2, status: 'pending' });
    const other = { runs: [{ dataset_item_id: itemIds[0], output: 'x' }] };
    const { error } = (await lab.lab.client.post(`/v1/experiments/${run.id}/runs`, other, 422)).body;
    expect(error.details.errors).toMatchObject([{ index: 0, reason: 'is not an item of this experiment' }]);
    gate.resolve();
    expect(await ended(run.id)).toMatchObject({ status: 'completed', succeededCount: 2, totalItems: 2 });
    const experiment = await get(`/v1/experiments/${run.id}`);
    expect(experiment).toMatchObject({ status: 'completed', collection_id: null, completed_at: anyTime });
    expect(experiment.execution).toMatchObject({ status: 'completed', total: 2, succeeded: 2 });
  });

  it('a run over some items that was cancelled is resumed on /v1, with those alone', async () => {
    lab.target.behaviour = () => undefined;
    const { id: datasetId, itemIds } = await dataset(3);
    const run = await trigger(datasetId, { itemIds: [itemIds[0]] });
    await lab.lab.client.post(`/v1/experiments/${run.id}/cancel`, undefined, 202);
    expect(await ended(run.id)).toMatchObject({ status: 'cancelled', totalItems: 1 });
    expect((await get(`/v1/experiments/${run.id}`)).status).toBe('created');
    lab.target.behaviour = (call, response) => answer(response, call.input);
    await lab.lab.client.post(`/v1/experiments/${run.id}/resume`, undefined, 202);
    expect(await ended(run.id)).toMatchObject({ status: 'completed', totalItems: 1, succeededCount: 1 });
    expect((await get(`/v1/experiments/${run.id}`)).status).toBe('completed');
  });

  it('a run over an empty dataset is completed at once, here and on /v1', async () => {
    const { id: datasetId } = await dataset(0);
    const run = await trigger(datasetId);
    expect(run).toMatchObject({ status: 'completed', totalItems: 0, targetType: 'agent', completedAt: anyTime });
    expect(await get(`/api/runs/${run.id}`)).toMatchObject({ status: 'completed', totalItems: 0 });
    expect((await get(`/v1/experiments/${run.id}`)).status).toBe('completed');
  });

  it('maxConcurrency bounds the calls of the target at once', async () => {
    const { id: datasetId } = await dataset(6);
    lab.target.mostActive = 0;
    await ended((await trigger(datasetId, { maxConcurrency: 1 })).id);
    expect(lab.target.mostActive).toBe(1);
  });

  it.each([
    { targetType: 'model' },
    { targetId: ' ' },
    { targetId: undefined },
    { scorerIds: 'exact_match' },
    { version: 0 },
    { maxConcurrency: 0 },
    { maxConcurrency: 1_000_000 },
    { itemIds: [] },
  ])('400: %j', async (body) => {
    const { id: datasetId } = await dataset(1);
    expect((await trigger(datasetId, body, 400)).error.code).toBe('INVALID_REQUEST');
  });

  it('404 for a dataset that is not there, or of another project, alike; a read key may not start one', async () => {
    const { id: datasetId } = await dataset(1);
    const stranger = await ExecutionLab.open(api, lab.target);
    const body = { targetType: 'agent', targetId: stranger.targetId };
    const [foreign, absent] = await Promise.all(
      [datasetId, NOTHING].map((id) => stranger.lab.client.post(`/api/datasets/${id}/runs`, body, 404)),
    );
    expect(foreign?.text.replace(datasetId, NOTHING)).toBe(absent?.text);
    const reader = await api.clientOf(lab.lab.projectId, 'read');
    await reader.post(`/api/datasets/${datasetId}/runs`, body, 403);
  });

  it('Idempotency-Key: a repeat starts no second run', async () => {
    const { id: datasetId } = await dataset(1);
    const body = JSON.stringify({ targetType: 'agent', targetId: lab.targetId });
    const send = () =>
      lab.lab.client.raw('post', `/api/datasets/${datasetId}/runs`, body, 202, { 'idempotency-key': 'once' });
    const [first, second] = [await send(), await send()];
    expect([second.text, second.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    expect((await get(`/api/datasets/${datasetId}/runs`)).pagination.total).toBe(1);
    await ended(first.body.id);
  });
});
