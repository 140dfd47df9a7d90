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

  it('more spans of a trace that exists, with open parents and scores: 4', async () => {
    const project = newProject();
    const traceId = newTraceId();
    await count(project, otlpSpan({ traceId }));
    expect(await count(project, otlpSpan({ traceId }), evaluated({ traceId, parentSpanId: newSpanId() }))).toBe(4);
  });

  it('a repeat: 2; with new spans too: 4, with scores 5', async () => {
    const project = newProject();
    const traceId = newTraceId();
    const [one, two] = [evaluated({}), evaluated({})];
    await count(project, one);
    expect(await count(project, one)).toBe(2);
    expect(await count(project, one, two)).toBe(2 + 3);
    const root = otlpSpan({ traceId });
    const child = (): object => otlpSpan({ traceId, parentSpanId: root.spanId });
    const stored = [root, child()];
    await count(project, ...stored);
    expect(await count(project, ...stored, child(), child())).toBe(4);
    expect(await count(project, ...stored.slice(1), child())).toBe(4);
    expect(await count(project, root, evaluated({ traceId, parentSpanId: root.spanId }))).toBe(5);
  });

  it('new spans beside stored ones, whose parent is missing: the trace is marked, 5, and from then on 4', async () => {
    const project = newProject();
    const traceId = newTraceId();
    const root = otlpSpan({ traceId });
    const open = (): object => otlpSpan({ traceId, parentSpanId: newSpanId() });
    await count(project, root);
    expect(await count(project, root, open())).toBe(5);
    expect(await count(project, root, open())).toBe(4);
  });
});
