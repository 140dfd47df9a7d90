import { anyId, anyTime } from './answer-forms';
import { Lab, run, score } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('/api: runs and results', () => {
  let api: TestApp;
  let lab: Lab;
  beforeAll(async () => {
    api = await startTestApp();
    lab = await Lab.open(api);
  });
  afterAll(() => api.close());

  const runOf = async (id: string): Promise<any> => (await lab.client.get(`/api/runs/${id}`)).body;
  const resultsOf = async (id: string, query = ''): Promise<any> =>
    (await lab.client.get(`/api/runs/${id}/results${query}`)).body;

  describe('an experiment whose runs were submitted by a client shows up here', () => {
    it('created → pending, running → running, completed → completed; targetType and targetId null', async () => {
      const { id: datasetId, itemIds } = await lab.dataset(2);
      const id = await lab.experiment(datasetId);
      const pending = {
        id,
        datasetId,
        datasetVersion: 2,
        targetType: null,
        targetId: null,
        status: 'pending',
        totalItems: 2,
        succeededCount: 0,
        failedCount: 0,
        startedAt: null,
        completedAt: null,
        createdAt: anyTime,
        updatedAt: anyTime,
      };
      expect(await runOf(id)).toEqual(pending);
      await lab.submit(id, [run(itemIds[0])]);
      await lab.submit(id, [run(itemIds[1], { output: undefined, error: { message: 'timed out' } })]);
      const running = { ...pending, status: 'running', succeededCount: 1, failedCount: 1, startedAt: anyTime };
      expect(await runOf(id)).toEqual(running);
      await lab.client.post(`/v1/experiments/${id}/complete`, {}, 200);
      const completed = await runOf(id);
      expect(completed).toEqual({ ...running, status: 'completed', completedAt: anyTime });
      expect(completed.updatedAt).toBe(completed.completedAt);
      expect(completed.createdAt <= completed.startedAt && completed.startedAt <= completed.completedAt).toBe(true);
    });

    it('GET /api/datasets/:datasetId/runs is the history, newest first, in pages', async () => {
      const { id } = await lab.dataset(1);
      const ids: string[] = [];
      for (let count = 0; count < 12; count += 1) ids.unshift(await lab.experiment(id));
      const { body } = await lab.client.get(`/api/datasets/${id}/runs`);
      expect(body.runs.map((one: any) => one.id)).toEqual(ids.slice(0, 10));
      expect(body.pagination).toEqual({ total: 12, page: 0, perPage: 10, hasMore: true });
      const { body: last } = await lab.client.get(`/api/datasets/${id}/runs?page=1&perPage=11`);
      expect(last.runs).toEqual([await runOf(ids[11] as string)]);
      expect(last.pagination).toEqual({ total: 12, page: 1, perPage: 11, hasMore: false });
      const { body: none } = await lab.client.get(`/api/datasets/${(await lab.dataset(1)).id}/runs`);
      expect(none).toEqual({ runs: [], pagination: { total: 0, page: 0, perPage: 10, hasMore: false } });
      await lab.client.get(`/api/datasets/${NOTHING}/runs`, 404);
    });

    it('a run stays when its dataset is deleted', async () => {
      const { id: datasetId, itemIds } = await lab.dataset(1);
      const id = await lab.scored(datasetId, { [itemIds[0]]: [score(1)] });
      const before = await runOf(id);
      await lab.client.delete(`/api/datasets/${datasetId}`);
      expect(await runOf(id)).toEqual(before);
      const { results } = await resultsOf(id);
      const gone = { itemVersion: null, input: null, expectedOutput: null };
      expect(results).toMatchObject([{ itemId: itemIds[0], output: 'Paris', ...gone }]);
      await lab.client.get(`/api/datasets/${datasetId}/runs`, 404);
    });
  });

  describe('results', () => {
    it('id, runId, itemId, itemVersion, input, output, expectedOutput, latency, error, startedAt, completedAt, retryCount, scores', async () => {
      const { id: datasetId, itemIds } = await lab.dataset([{ input: 'France', expected_output: 'Paris' }]);
      const id = await lab.experiment(datasetId);
      const scores = [score(0.25), { ...score('good', 'tone'), rationale: 'polite' }, score('bad', 'tone')];
      await lab.submit(id, [run(itemIds[0], { latency_ms: 1_500, scores })]);
      const { results, pagination } = await resultsOf(id);
      expect(results).toEqual([
        {
          id: anyId,
          runId: id,
          itemId: itemIds[0],
          itemVersion: 2,
          input: 'France',
          output: 'Paris',
          expectedOutput: 'Paris',
          latency: 1_500,
          error: null,
          startedAt: anyTime,
          completedAt: anyTime,
          retryCount: 0,
          scores: [
            { scorerId: 'quality', scorerName: 'quality', score: 0.25, reason: null, error: null },
            { scorerId: 'tone', scorerName: 'tone', score: null, reason: 'good: polite', error: null },
            { scorerId: 'tone', scorerName: 'tone', score: null, reason: 'bad', error: null },
          ],
        },
      ]);
      expect(Date.parse(results[0].completedAt) - Date.parse(results[0].startedAt)).toBe(1_500);
      expect(pagination).toEqual({ total: 1, page: 0, perPage: 10, hasMore: false });
    });

    it('a result that failed has its error as sent, and no time of start where its latency is not known or absurd', async () => {
      const { id: datasetId, itemIds } = await lab.dataset(2);
      const id = await lab.experiment(datasetId);
      const error = { message: 'timed out', type: 'Timeout' };
      await lab.submit(id, [
        run(itemIds[0], { output: undefined, error }),
        run(itemIds[1], { output: undefined, error: 'down', latency_ms: 1e300 }),
      ]);
      const { results } = await resultsOf(id);
      expect(results).toMatchObject([
        { output: null, error, latency: null, startedAt: null, scores: [] },
        { output: null, error: 'down', latency: 1e300, startedAt: null },
      ]);
    });

    it('items are those of the dataset version of the run; a later item shows as it is now', async () => {
      const { id: datasetId, itemIds } = await lab.dataset([{ input: 'old' }]);
      const id = await lab.experiment(datasetId);
      await lab.client.patch(`/api/datasets/${datasetId}/items/${itemIds[0]}`, { input: 'new' });
      const [later] = await lab.items(datasetId, [{ input: 'later' }]);
      await lab.client.patch(`/api/datasets/${datasetId}/items/${later}`, { input: 'later still' });
      await lab.submit(id, [run(itemIds[0] as string), run(later as string)]);
      await lab.client.delete(`/api/datasets/${datasetId}/items/${itemIds[0]}`);
      expect((await resultsOf(id)).results).toMatchObject([
        { input: 'old', itemVersion: 2 },
        { input: 'later still', itemVersion: 5 },
      ]);
      expect(await runOf(id)).toMatchObject({ totalItems: 2, succeededCount: 2 });
    });

    it('items of an import have the version of their import', async () => {
      const { id: datasetId } = await lab.dataset(0);
      const lines = { 'content-type': 'application/x-ndjson' };
      await lab.client.raw('post', `/v1/datasets/${datasetId}/items/import`, '{"input":"a"}\n', 200, lines);
      const { body } = await lab.client.get(`/api/datasets/${datasetId}/items`);
      const id = await lab.experiment(datasetId);
      await lab.submit(id, [run(body.items[0].id)]);
      expect((await resultsOf(id)).results).toMatchObject([{ input: 'a', itemVersion: 2 }]);
    });

    it('in the order stored, in pages', async () => {
      const { id: datasetId, itemIds } = await lab.dataset(12);
      const id = await lab.scored(datasetId, Object.fromEntries(itemIds.map((item) => [item, [score(1)]])));
      const first = await resultsOf(id);
      expect(first.results.map((one: any) => one.itemId)).toEqual(itemIds.slice(0, 10));
      expect(first.pagination).toEqual({ total: 12, page: 0, perPage: 10, hasMore: true });
      const last = await resultsOf(id, '?page=2&perPage=5');
      expect(last.results.map((one: any) => one.itemId)).toEqual(itemIds.slice(10));
      expect(last.pagination).toEqual({ total: 12, page: 2, perPage: 5, hasMore: false });
      expect((await resultsOf(id, '?page=9')).results).toEqual([]);
      await lab.client.get(`/api/runs/${id}/results?perPage=201`, 400);
    });

    it('values come back as they were sent', async () => {
      const { id: datasetId, itemIds } = await lab.dataset(1);
      const id = await lab.experiment(datasetId);
      const output = '{"z":12345678901234567890,"10":1.10,"a":"\\u0000"}';
      const body = `{"runs":[{"dataset_item_id":"${itemIds[0]}","output":${output}}]}`;
      await lab.client.raw('post', `/v1/experiments/${id}/runs`, body, 201);
      expect((await lab.client.get(`/api/runs/${id}/results`)).text).toContain(`"output":${output}`);
    });
  });

  it('the nested forms are the same, and 404 where the run is of another dataset', async () => {
    const { id: datasetId, itemIds } = await lab.dataset(1);
    const id = await lab.scored(datasetId, { [itemIds[0]]: [score(1)] });
    expect((await lab.client.get(`/api/datasets/${datasetId}/runs/${id}`)).body).toEqual(await runOf(id));
    expect((await lab.client.get(`/api/datasets/${datasetId}/runs/${id}/results`)).body).toEqual(await resultsOf(id));
    const other = (await lab.dataset(1)).id;
    await lab.client.get(`/api/datasets/${other}/runs/${id}`, 404);
    await lab.client.get(`/api/datasets/${other}/runs/${id}/results`, 404);
  });

  it('404 for a run that is not there, or of another project, alike', async () => {
    const { id: datasetId } = await lab.dataset(1);
    const id = await lab.experiment(datasetId);
    const stranger = (await Lab.open(api)).client;
    for (const path of [
      (run: string) => `/api/runs/${run}`,
      (run: string) => `/api/runs/${run}/results`,
      (run: string) => `/api/datasets/${datasetId}/runs/${run}`,
      (run: string) => `/api/datasets/${datasetId}/runs/${run}/results`,
    ]) {
      const [foreign, absent] = [await stranger.get(path(id), 404), await stranger.get(path(NOTHING), 404)];
      expect(foreign.text.replaceAll(id, NOTHING)).toBe(absent.text);
      expect(absent.body.error).toMatchObject({ message: 'no such run', details: { resource: 'run', id: NOTHING } });
      await stranger.get(path('x'), 404);
    }
    await stranger.get(`/api/datasets/${datasetId}/runs`, 404);
  });
});
