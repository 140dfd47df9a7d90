import { Database } from '@assay/database';
import { eventually } from './eventually';
import { exportOf, newSpanId, newTraceId, otlpSpan, postExport } from './factories/otlp';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

/**
 * What a batch finds stored is seen before it waits for the lock of its traces. These hold that lock, change the trace
 * meanwhile, and let go.
 */
describe('POST /v1/traces that waits while its trace changes', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const post = (project: string, ...spans: object[]) =>
    postExport(api, 'JSON', exportOf(spans), { 'x-project-id': project });
  const idsOf = async (project: string, trace: string): Promise<string[]> =>
    (await api.admin.get(`/v1/traces/${trace}?project_id=${project}`)).body.spans.map(({ id }: any) => id).sort();
  const countOf = async (project: string): Promise<number[]> =>
    (await api.admin.get(`/v1/traces?project_id=${project}`)).body.items.map(({ span_count: n }: any) => n);

  /** Runs statements under the lock of a trace while `work` waits for it. */
  async function meanwhile(project: string, trace: string, statements: string[], work: () => Promise<unknown>) {
    const database = api.app.get(Database);
    let working: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await tx.run('SELECT 1 FROM traces WHERE project_id = $1 AND id = $2 FOR UPDATE', [project, trace]);
      working = work();
      await eventually('a request that waits for the trace', async () => {
        const { rows } = await database.run(
          `SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'WITH %search_pending%'`,
        );
        return rows[0];
      });
      for (const statement of statements) await tx.run(statement, [project, trace]);
    });
    return working;
  }

  const EVERY_SPAN_AWAY = 'DELETE FROM spans WHERE project_id = $1 AND trace_id = $2';
  const TRACE_AWAY = 'DELETE FROM traces WHERE project_id = $1 AND id = $2';
  const traceAnew = (id: string): string[] => [
    `INSERT INTO traces (project_id, id, created_at, span_count, start_time, payload_length, error_count, tokens_input, tokens_output)
     SELECT $1, $2, now() + interval '1 s', 1, now(), 0, 0, 0, 0`,
    `INSERT INTO spans (project_id, trace_id, id, name, start_time) SELECT $1, $2, '${id}', 'other', now()`,
  ];

  it('deleted: all of the batch is stored', async () => {
    const [project, traceId] = [newProject(), newTraceId()];
    const [one, two] = [otlpSpan({ traceId }), otlpSpan({ traceId })];
    await post(project, one);
    const answer = await meanwhile(project, traceId, [EVERY_SPAN_AWAY, TRACE_AWAY], () => post(project, one, two));
    expect(answer).toMatchObject({ status: 200 });
    expect(await idsOf(project, traceId)).toEqual([one.spanId, two.spanId].sort());
    expect(await countOf(project)).toEqual([2]);
  });

  it('deleted and made anew with as many spans: all of the batch is stored', async () => {
    const [project, traceId] = [newProject(), newTraceId()];
    const [one, two, other] = [otlpSpan({ traceId }), otlpSpan({ traceId }), newSpanId()];
    await post(project, one);
    const changes = [EVERY_SPAN_AWAY, TRACE_AWAY, ...traceAnew(other)];
    const answer = await meanwhile(project, traceId, changes, () => post(project, one, two));
    expect(answer).toMatchObject({ status: 200 });
    expect(await idsOf(project, traceId)).toEqual([one.spanId, two.spanId, other].sort());
    expect(await countOf(project)).toEqual([3]);
  });

  it('given some of the spans by another: they are stored once, the others too', async () => {
    const [project, traceId] = [newProject(), newTraceId()];
    const [one, two] = [otlpSpan({ traceId }), otlpSpan({ traceId })];
    await post(project, otlpSpan({ traceId, spanId: 'ab'.repeat(8) }));
    const changes = [
      `INSERT INTO spans (project_id, trace_id, id, name, start_time) SELECT $1, $2, '${one.spanId}', 'first', now()`,
      'UPDATE traces SET span_count = span_count + 1 WHERE project_id = $1 AND id = $2',
    ];
    const answer = await meanwhile(project, traceId, changes, () => post(project, one, two));
    expect(answer).toMatchObject({ status: 200 });
    expect(await idsOf(project, traceId)).toEqual([one.spanId, two.spanId, 'ab'.repeat(8)].sort());
    expect(await countOf(project)).toEqual([3]);
  });

  it('rid of the parent of a new span: a circle through it is found later', async () => {
    const [project, traceId, a, b, c] = [newProject(), newTraceId(), newSpanId(), newSpanId(), newSpanId()];
    await post(project, otlpSpan({ traceId, spanId: a }));
    const chain = [
      otlpSpan({ traceId, spanId: b, parentSpanId: a }),
      otlpSpan({ traceId, spanId: c, parentSpanId: b }),
    ];
    await meanwhile(project, traceId, [EVERY_SPAN_AWAY, TRACE_AWAY], () => post(project, ...chain));
    const closing = [span({ id: a, trace_id: traceId, parent_span_id: c })];
    const refused = await api.admin.post('/v1/traces/ingest', { project_id: project, spans: closing }, 400);
    expect(refused.body.error.code).toBe('CIRCULAR_SPAN_REFERENCE');
  });
});
