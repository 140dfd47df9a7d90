import { newId } from '@assay/shared/ids';
import { cloneDatabase, type TestDatabase } from '@assay/testing';
import { openGate, type TcpGate } from './tcp-gate';
import { startTestApp, type TestApp } from './test-app';

describe('the database goes away and comes back', () => {
  let database: TestDatabase;
  let gate: TcpGate;
  let api: TestApp;
  beforeAll(async () => {
    database = await cloneDatabase();
    gate = await openGate(database.url);
    api = await startTestApp({ databaseAcquireTimeoutMs: 2_000, keyCacheMs: 0 }, { url: gate.url });
  });
  afterAll(async () => {
    await api.close();
    await gate.close();
    await database.drop();
  });
  afterEach(() => gate.open());

  it('503 UNAVAILABLE with Retry-After on reads and writes, not ready but alive; then all is well without a restart', async () => {
    const project = `p-${newId()}`;
    await api.admin.post('/v1/projects', { id: project }, 201);
    gate.shut();
    for (const answer of [
      await api.admin.get('/v1/projects', 503),
      await api.admin.post('/v1/projects', { id: 'lost' }, 503),
      await api.admin.post('/v1/datasets', { project_id: project, name: 'lost' }, 503),
    ]) {
      expect(answer.body.error.code).toBe('UNAVAILABLE');
      expect(answer.headers['retry-after']).toBe('2');
    }
    await api.admin.get('/health/ready', 503);
    await api.admin.get('/health/live');
    gate.open();
    await api.admin.get('/health/ready');
    const { body } = await api.admin.get('/v1/projects');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([project]);
  });

  it('in the middle of many writes: no 500, and everything that was acknowledged is there, whole', async () => {
    const project = `p-${newId()}`;
    const traces = Array.from({ length: 120 }, (_, index) => `t-${index}`);
    const spansOf = (trace: string): object[] =>
      ['a', 'b', 'c'].map((id) => ({
        id,
        trace_id: trace,
        name: id,
        start_time: '2026-02-21T22:00:00Z',
        ...(id === 'a' ? {} : { parent_span_id: 'a' }),
      }));
    let done = 0;
    const answers = await Promise.all(
      traces.map(async (trace) => {
        const answer = await api.admin
          .begin('post', '/v1/traces/ingest')
          .set('content-type', 'application/json')
          .send(JSON.stringify({ project_id: project, spans: spansOf(trace) }));
        done += 1;
        if (done === 20) gate.shut();
        return { trace, status: answer.status };
      }),
    );
    gate.open();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 503]));
    for (const { trace, status } of answers) {
      const found = await api.admin.begin('get', `/v1/traces/${trace}?project_id=${project}`);
      // What was refused may have been stored, when only the answer of the commit was lost; never in part.
      if (status === 201) expect(found.status).toBe(200);
      if (found.status === 200) expect(found.body.spans).toHaveLength(3);
      else expect(found.status).toBe(404);
    }
  });
});
