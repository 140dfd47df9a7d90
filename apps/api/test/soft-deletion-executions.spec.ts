import { answer } from './factories/echo-target';
import { ExecutionLab } from './factories/execution-lab';
import { Lab } from './factories/lab';
import { Space } from './factories/space';
import { startTestApp, type TestApp } from './test-app';

describe('executions on a dataset that is deleted softly', () => {
  let api: TestApp;
  let space: Space;
  let lab: ExecutionLab;
  /** Calls that the target has not answered. */
  let held: (() => void)[];
  /** How many calls it answers at once. */
  let answered: number;

  beforeAll(async () => {
    api = await startTestApp({ worker: 'inside' });
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    space = await Space.open(api);
    lab = await ExecutionLab.open(api, undefined, Lab.in(space.projectId, space.client));
    held = [];
    answered = 0;
    lab.target.behaviour = (call, response) => {
      const go = (): void => answer(response, call.input);
      if (call.number <= answered) go();
      else held.push(go);
    };
  });
  afterEach(() => lab.target.stop());

  const release = (): void => {
    answered = Number.MAX_SAFE_INTEGER;
    for (const go of held.splice(0)) go();
  };
  const remove = async (datasetId: string): Promise<void> => {
    const { name } = (await space.client.get(`/v1/datasets/${datasetId}`)).body;
    const place = `/namespaces/${space.namespace}/projects/${space.project}/datasets`;
    await space.client.delete(`${place}/${encodeURIComponent(name)}`);
  };
  const restore = (datasetId: string) => api.admin.post(`/v1/datasets/${datasetId}/restore`, undefined, 200);
  /** A run at `/api` that has stored some of its results and waits for the others. */
  const begun = async (items: number, stored: number): Promise<{ id: string; datasetId: string }> => {
    answered = stored;
    const made = Array.from({ length: items }, (_, index) => ({ input: `item ${index}` }));
    const { id: datasetId } = await lab.lab.dataset(made);
    const body = { targetType: 'agent', targetId: lab.targetId, maxConcurrency: 2 };
    const { id } = (await space.client.post(`/api/datasets/${datasetId}/runs`, body, 202)).body;
    await lab.until(id, ({ succeeded }) => succeeded === stored && held.length === 2);
    return { id, datasetId };
  };

  it('fail with a reason, and their runs stay; on /api the run is failed, with its results', async () => {
    const { id, datasetId } = await begun(12, 4);
    await remove(datasetId);
    release();
    const { execution, status } = await lab.ended(id);
    expect(execution).toMatchObject({ status: 'failed', total: 12, succeeded: 4 });
    expect(execution.error).toContain('dataset was deleted');
    expect(status).toBe('running');
    expect(await lab.runs(id)).toHaveLength(4);
    const run = (await space.client.get(`/api/runs/${id}`)).body;
    expect(run).toMatchObject({ status: 'failed', totalItems: 12, succeededCount: 4, datasetId });
    const { results, pagination } = (await space.client.get(`/api/runs/${id}/results`)).body;
    expect([results.length, pagination.total]).toEqual([4, 4]);
    expect(results[0]).toMatchObject({ itemVersion: null, input: null, output: expect.stringContaining('item') });
    expect(await lab.lab.summary(id)).toMatchObject({ dataset_item_count: 0, run_count: 4 });
  });

  it('take no start while it is hidden; once it is restored, a resume does the rest', async () => {
    const { id, datasetId } = await begun(8, 3);
    await remove(datasetId);
    release();
    await lab.ended(id);
    expect((await lab.resume(id, 422)).error.code).toBe('INVALID_DATASET_ITEM');
    expect((await lab.execute(id, {}, 422)).error.code).toBe('INVALID_DATASET_ITEM');
    const body = { targetType: 'agent', targetId: lab.targetId };
    await space.client.post(`/api/datasets/${datasetId}/runs`, body, 404);
    await restore(datasetId);
    await lab.resume(id);
    expect(await lab.ended(id)).toMatchObject({
      status: 'completed',
      execution: { status: 'completed', total: 8, succeeded: 8, error: null },
    });
    const { results } = (await space.client.get(`/api/runs/${id}/results`)).body;
    expect(results.map((result: any) => result.input).sort()).toEqual(
      Array.from({ length: 8 }, (_, index) => `item ${index}`),
    );
  });

  it('go on when it is restored before they record again', async () => {
    const { id, datasetId } = await begun(6, 2);
    await remove(datasetId);
    await restore(datasetId);
    release();
    expect(await lab.ended(id)).toMatchObject({
      status: 'completed',
      execution: { status: 'completed', succeeded: 6 },
    });
    expect(await lab.runs(id)).toHaveLength(6);
  });
});
