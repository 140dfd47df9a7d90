import { countStatements } from '@assay/testing';
import { attributes, exportOf, newSpanId, newTraceId, otlpSpan, postExport } from './factories/otlp';
import { newProject } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('statements of POST /v1/traces', () => {
  let api: TestApp;
  beforeAll(async () => {
    // A slow run must not outlive the cache: what a cached key costs is the question here.
    api = await startTestApp({ keyCacheMs: 600_000 });
    await api.admin.get('/v1/traces?project_id=x');
  });
  afterAll(() => api.close());

  const count = async (project: string, ...spans: object[]): Promise<number> => {
    const { statements } = await countStatements(async () => {
      const { status } = await postExport(api, 'protobuf', exportOf(spans), { 'x-project-id': project });
      expect(status).toBe(200);
    });
    return statements.length;
  };
  const evaluated = (fields: object): object =>
    otlpSpan({
      ...fields,
      events: [
        {
          name: 'gen_ai.evaluation.result',
          attributes: attributes({ 'gen_ai.evaluation.name': 'q', 'gen_ai.evaluation.score.value': 1 }),
        },
      ],
    });

  it('new traces, of a new project too, parents missing: 2, with scores 3', async () => {
    const open = { parentSpanId: newSpanId() };
    expect(await count(newProject(), otlpSpan(), otlpSpan(open))).toBe(2);
    expect(await count(newProject(), evaluated(open))).toBe(3);
  });

  it('more spans of a trace that exists, with open parents: 2, with scores 3', async () => {
    const project = newProject();
    const traceId = newTraceId();
    const open = { traceId, parentSpanId: newSpanId() };
    await count(project, otlpSpan({ traceId }));
    expect(await count(project, otlpSpan({ traceId }), otlpSpan(open))).toBe(2);
    expect(await count(project, otlpSpan({ traceId }), evaluated(open))).toBe(3);
  });

  it('a repeat: 1, whatever it carries', async () => {
    const project = newProject();
    const batch = [evaluated({}), evaluated({ parentSpanId: newSpanId() }), otlpSpan()];
    await count(project, ...batch);
    expect(await count(project, ...batch)).toBe(1);
  });

  describe('new spans beside stored ones', () => {
    const stored = async () => {
      const [project, traceId] = [newProject(), newTraceId()];
      const root = otlpSpan({ traceId });
      const open = otlpSpan({ traceId, parentSpanId: newSpanId() });
      await count(project, root, open);
      return { project, traceId, root, open };
    };

    it('only overlap: 3', async () => {
      const { project, traceId, root } = await stored();
      expect(await count(project, root, otlpSpan({ traceId }))).toBe(3);
      expect(await count(project, root, otlpSpan({ traceId, parentSpanId: root.spanId }), otlpSpan())).toBe(3);
    });

    it('overlap and scores: 4', async () => {
      const { project, traceId, root } = await stored();
      expect(await count(project, root, evaluated({ traceId, parentSpanId: root.spanId }))).toBe(4);
      expect(await count(project, root, evaluated({}))).toBe(4);
    });

    it('overlap and the parent that was missing: 3, with scores 4', async () => {
      const { project, traceId, root, open } = await stored();
      expect(await count(project, root, open, otlpSpan({ traceId, spanId: open.parentSpanId }))).toBe(3);
      const other = otlpSpan({ traceId, parentSpanId: newSpanId() });
      await count(project, other);
      expect(await count(project, other, evaluated({ traceId, spanId: other.parentSpanId }))).toBe(4);
    });

    it('overlap and the first span whose parent is missing: 3, with scores 4', async () => {
      const [project, traceId] = [newProject(), newTraceId()];
      const root = otlpSpan({ traceId });
      await count(project, root);
      expect(await count(project, root, otlpSpan({ traceId, parentSpanId: newSpanId() }))).toBe(3);
      const other = otlpSpan({ traceId: newTraceId() });
      await count(project, other);
      const open = { traceId: other.traceId, parentSpanId: newSpanId() };
      expect(await count(project, other, evaluated(open))).toBe(4);
    });
  });

  it('Idempotency-Key, which this endpoint does not know, costs nothing', async () => {
    const project = newProject();
    const headers = { 'x-project-id': project, 'idempotency-key': 'one' };
    const body = exportOf([otlpSpan()]);
    const { statements } = await countStatements(() => postExport(api, 'JSON', body, headers));
    expect(statements).toHaveLength(2);
  });
});
