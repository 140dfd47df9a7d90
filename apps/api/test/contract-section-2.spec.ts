import { Database } from '@assay/database';
import { Lab, run } from './factories/lab';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('traces and the queue of the contract', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  it('a delete takes the annotations along; dataset items made from them and trace_ids on runs stay', async () => {
    const lab = await Lab.open(api);
    const { client } = lab;
    const { id, itemIds } = await lab.dataset(1);
    await client.post('/v1/traces/ingest', { spans: [span({ id: 'root', trace_id: 't', input: 'ask' })] }, 201);
    const note = { trace_id: 't', annotator: 'a', label: 'l' };
    const annotation = (await client.post('/v1/annotations', note, 201)).body;
    const item = await client.post(`/v1/annotations/${annotation.id}/to-dataset-item`, { dataset_id: id }, 201);
    const experiment = await lab.experiment(id);
    await lab.submit(experiment, [run(itemIds[0], { trace_id: 't' })]);
    await client.delete('/v1/traces/t');
    await client.get(`/v1/annotations/${annotation.id}`, 404);
    await client.get('/v1/annotations?trace_id=t', 404);
    expect((await client.get(`/v1/datasets/${id}/items/${item.body.id}`)).body).toEqual(item.body);
    expect((await client.get(`/v1/experiments/${experiment}/runs`)).body.items).toMatchObject([{ trace_id: 't' }]);
    await client.post('/v1/traces/ingest', { spans: [span({ id: 'root', trace_id: 't' })] }, 201);
    expect((await client.get('/v1/annotations?trace_id=t')).body.items).toEqual([]);
  });

  it('spans and traces never change: there is no way to change one', async () => {
    const client = await api.clientOf(newProject());
    await client.post('/v1/traces/ingest', { spans: [span({ id: 's' })] }, 201);
    for (const path of ['/v1/traces/trace-1', '/v1/traces/trace-1/spans/s']) {
      const answer = await client.begin('patch', path).send({ name: 'other' });
      expect([answer.status, answer.body.error.code]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('an entry of the queue is pending without annotation and annotated with one or more', async () => {
    const client = await api.clientOf(newProject());
    await client.post('/v1/traces/ingest', { spans: [span()] }, 201);
    await client.post('/v1/traces/trace-1/queue', {}, 200);
    const shown = async (status: string): Promise<unknown[]> =>
      (await client.get(`/v1/queue?status=${status}`)).body.items.map((item: any) => item.annotation_count);
    expect([await shown('pending'), await shown('annotated')]).toEqual([[0], []]);
    for (const count of [1, 2]) {
      await client.post('/v1/annotations', { trace_id: 'trace-1', annotator: 'a', label: 'l' }, 201);
      expect([await shown('pending'), await shown('annotated')]).toEqual([[], [count]]);
    }
    expect((await client.get('/v1/queue')).body.items).toMatchObject([{ status: 'annotated' }]);
  });

  it('the summary of a project counts what was ingested, queued and annotated', async () => {
    const project = newProject();
    const client = await api.clientOf(project);
    const times = { start_time: '2026-01-01T00:00:00Z', end_time: '2026-01-01T00:00:01.5Z' };
    await client.post(
      '/v1/traces/ingest',
      {
        spans: [
          span({ id: 'root', trace_id: 'failed', ...times }),
          span({ trace_id: 'failed', parent_span_id: 'root', error: { message: 'x' }, ...times }),
          span({ trace_id: 'good', ...times, end_time: '2026-01-01T00:00:00Z' }),
          span({ trace_id: 'rootless', parent_span_id: 'none' }),
        ],
      },
      201,
    );
    for (const trace of ['failed', 'good']) await client.post(`/v1/traces/${trace}/queue`, {}, 200);
    await client.post('/v1/annotations', { trace_id: 'good', annotator: 'a', notes: 'n' }, 201);
    const { body } = await client.get(`/v1/projects/${project}/summary`);
    const window = { count: 3, error_count: 1, error_rate: 0.333, avg_duration_ms: 750 };
    expect(body).toMatchObject({
      traces: { last_24h: window, last_7d: window },
      queue: { pending_count: 1, annotated_count: 1 },
    });
  });

  it('times are stored with microseconds and answered with milliseconds and Z', async () => {
    const project = newProject();
    const client = await api.clientOf(project);
    await client.post('/v1/traces/ingest', { spans: [span({ start_time: '2026-01-01T01:00:00.1239999+01:00' })] }, 201);
    const { body } = await client.get('/v1/traces/trace-1');
    expect(body.spans[0].start_time).toBe('2026-01-01T00:00:00.123Z');
    const text = 'SELECT extract(microseconds FROM start_time)::int AS micros FROM spans WHERE project_id = $1';
    const { rows } = await api.app.get(Database).run(text, [project]);
    expect(rows).toEqual([{ micros: 123_999 }]);
  });
});
