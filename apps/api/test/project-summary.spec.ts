import { newId } from '@assay/shared/ids';
import { Rows } from './factories/rows';
import { startTestApp, type TestApp } from './test-app';

const HOUR_MS = 3_600_000;

describe('GET /v1/projects/:id/summary', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const inProject = async (): Promise<Rows> => new Rows(api, `p-${newId()}`).project();
  const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
  const summary = async (rows: Rows): Promise<any> =>
    (await api.admin.get(`/v1/projects/${rows.projectId}/summary`)).body;

  it('200: of an empty project: nothing, error_rate 0 and null averages', async () => {
    const rows = await inProject();
    const none = { count: 0, error_count: 0, error_rate: 0, avg_duration_ms: null };
    expect(await summary(rows)).toEqual({
      project_id: rows.projectId,
      traces: { last_24h: none, last_7d: none },
      experiments: { created_count: 0, running_count: 0, completed_count: 0, most_recent_completed: null },
      queue: { pending_count: 0, annotated_count: 0 },
    });
  });

  it('200: windows by created_at of the trace', async () => {
    const rows = await inProject();
    for (const [index, hours] of [0, 23, 25, 6 * 24, 8 * 24].entries()) {
      await rows.trace(`t${index}`, { created_at: hoursAgo(hours), root_duration_ms: 10 * (index + 1) }, null);
    }
    const { traces } = await summary(rows);
    expect(traces.last_24h).toEqual({ count: 2, error_count: 0, error_rate: 0, avg_duration_ms: 15 });
    expect(traces.last_7d).toEqual({ count: 4, error_count: 0, error_rate: 0, avg_duration_ms: 25 });
  });

  it('200: a trace with any errored span counts once; the rate has 3 decimals', async () => {
    const rows = await inProject();
    for (let index = 0; index < 7; index += 1) {
      await rows.trace(`t${index}`, { error_count: index < 2 ? 3 : 0 }, null);
    }
    expect((await summary(rows)).traces.last_24h).toMatchObject({ count: 7, error_count: 2, error_rate: 0.286 });
  });

  it('200: the average is over root spans that have a duration, rounded to a whole number', async () => {
    const rows = await inProject();
    await rows.trace('a', { root_duration_ms: 1 }, null);
    await rows.trace('b', { root_duration_ms: 1.6 }, null);
    await rows.trace('c', {}, null);
    const { traces } = await summary(rows);
    expect(traces.last_24h).toMatchObject({ count: 3, avg_duration_ms: 1 });
  });

  it('200: experiments by status, and the one completed last with the exact means of its numeric scorers', async () => {
    const rows = await inProject();
    const datasetId = await rows.dataset();
    await rows.experiment(datasetId, { status: 'created' });
    await rows.experiment(datasetId, { status: 'running' });
    await rows.experiment(datasetId, { status: 'running' });
    await rows.experiment(datasetId, { status: 'completed', completed_at: '2026-01-01T00:00:00.000001Z' });
    const last = { name: 'last', status: 'completed', completed_at: '2026-01-01T00:00:00.000002Z' };
    const experimentId = await rows.experiment(datasetId, last);
    for (const value of [0, 1, 1]) {
      const runId = await rows.run(experimentId, await rows.item(datasetId));
      const score = { target_id: runId, target_type: 'run' };
      await api.admin.post('/v1/scores', { ...score, scorer_name: 'thirds', value }, 201);
      await api.admin.post('/v1/scores', { ...score, scorer_name: 'same', value: 0.8 }, 201);
      await api.admin.post('/v1/scores', { ...score, scorer_name: 'tone', value: 'kind' }, 201);
    }
    const { experiments } = await summary(rows);
    expect(experiments).toEqual({
      created_count: 1,
      running_count: 2,
      completed_count: 2,
      most_recent_completed: {
        id: experimentId,
        name: 'last',
        completed_at: '2026-01-01T00:00:00.000Z',
        mean_scores: { same: 0.8, thirds: 0.666667 },
      },
    });
  });

  it('200: an experiment completed without scores has no means', async () => {
    const rows = await inProject();
    const experiment = { status: 'completed', completed_at: '2026-01-01T00:00:00Z' };
    await rows.experiment(await rows.dataset(), experiment);
    expect((await summary(rows)).experiments.most_recent_completed.mean_scores).toEqual({});
  });

  it('200: the queue by annotation', async () => {
    const rows = await inProject();
    await rows.trace('unqueued', { annotation_count: 1 }, null);
    for (const id of ['a', 'b', 'c']) await rows.trace(id, { queued_at: hoursAgo(1) }, null);
    await api.admin.post(
      '/v1/annotations',
      { trace_id: 'a', annotator: 'x', label: 'y', project_id: rows.projectId },
      201,
    );
    expect((await summary(rows)).queue).toEqual({ pending_count: 2, annotated_count: 1 });
  });

  it('200: every key of the project may read it', async () => {
    const rows = await inProject();
    for (const role of ['read', 'write'] as const) {
      await (await api.clientOf(rows.projectId, role)).get(`/v1/projects/${rows.projectId}/summary`);
    }
  });

  it('200: other projects do not count', async () => {
    const [rows, other] = [await inProject(), await inProject()];
    await other.trace('t', { error_count: 1, queued_at: hoursAgo(1) });
    expect((await summary(rows)).traces.last_7d.count).toBe(0);
  });

  it.each(['unknown', '%00', 'x'.repeat(129), '%F0%9F%90%98'])('404: an unknown project %.20s', async (id) => {
    expect((await api.admin.get(`/v1/projects/${id}/summary`, 404)).body.error.code).toBe('NOT_FOUND');
  });

  it('404: another project than that of the key, alike to the byte with one that does not exist', async () => {
    const rows = await inProject();
    const stranger = await api.clientOf(`p-${newId()}`);
    const foreign = await stranger.get(`/v1/projects/${rows.projectId}/summary`, 404);
    const absent = await stranger.get('/v1/projects/nowhere/summary', 404);
    expect(foreign.text).toBe(absent.text);
  });
});
