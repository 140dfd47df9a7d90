import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('statements of the endpoints of traces', () => {
  let api: TestApp;
  let bound: ApiClient;
  const ownProject = newProject();
  beforeAll(async () => {
    // A slow run must not outlive the cache: what a cached key costs is the question here.
    api = await startTestApp({ keyCacheMs: 600_000 });
    bound = await api.clientOf(ownProject);
    await bound.get('/v1/traces');
    await api.admin.get('/v1/traces?project_id=x');
  });
  afterAll(() => api.close());

  const count = async (work: () => Promise<unknown>) => (await countStatements(work)).statements.length;
  const ingest = (client: ApiClient, spans: unknown[], project_id?: string) =>
    client.post('/v1/traces/ingest', { project_id, spans }, 201);
  const scores = [{ scorer_name: 'a', value: 1 }];

  it('whole new traces of a new project: 2', async () => {
    const spans = ['a', 'b'].map((trace_id) => span({ trace_id }));
    expect(await count(() => ingest(api.admin, spans, newProject()))).toBe(2);
  });

  it('whole new traces with a bound key: 2, with scores 3', async () => {
    expect(await count(() => ingest(bound, [span({ trace_id: newProject() })]))).toBe(2);
    expect(await count(() => ingest(bound, [span({ trace_id: newProject(), scores })]))).toBe(3);
  });

  it('more spans of traces that exist, with open parents and scores, in a project new to the process: 4', async () => {
    const project = newProject();
    await ingest(api.admin, [span({ id: 'r' })], project);
    const other = await startTestApp({ keyCacheMs: 600_000 }, { url: api.databaseUrl, drop: async () => undefined });
    try {
      await other.admin.get('/v1/traces?project_id=x');
      const spans = [span({ parent_span_id: 'r', scores }), span({ parent_span_id: 'open' }), span({ trace_id: 't2' })];
      expect(await count(() => ingest(other.admin, spans, project))).toBe(4);
    } finally {
      await other.close();
    }
  });

  it('a parent that was missing, with scores and an open parent: 4; what is refused: 2', async () => {
    const trace = newProject();
    await ingest(bound, [span({ id: 'c', trace_id: trace, parent_span_id: 'p' })]);
    const more = [
      span({ id: 'p', trace_id: trace, scores }),
      span({ id: 'd', trace_id: trace, parent_span_id: 'elsewhere', scores }),
    ];
    expect(await count(() => ingest(bound, more))).toBe(4);
    expect(await count(() => bound.post('/v1/traces/ingest', { spans: more }, 409))).toBe(2);
  });

  it('reads and single-row writes: 1 with a bound key, 2 with an unbound one that names no project', async () => {
    const trace = newProject();
    await ingest(bound, [span({ id: 's', trace_id: trace })]);
    const paths: [string, (client: ApiClient) => Promise<unknown>][] = [
      ['get', (client) => client.get(`/v1/traces/${trace}`)],
      ['tree', (client) => client.get(`/v1/traces/${trace}?view=tree`)],
      ['fields', (client) => client.get(`/v1/traces/${trace}?fields=id,input`)],
      ['span', (client) => client.get(`/v1/traces/${trace}/spans/s`)],
      ['queue', (client) => client.post(`/v1/traces/${trace}/queue`, {}, 200)],
      ['unqueue', (client) => client.delete(`/v1/traces/${trace}/queue`)],
    ];
    for (const [name, call] of paths) {
      expect([name, await count(() => call(bound))]).toEqual([name, 1]);
      expect([name, await count(() => call(api.admin))]).toEqual([name, 2]);
    }
    expect(await count(() => api.admin.delete(`/v1/traces/${trace}`))).toBe(2);
    expect(await count(() => bound.get('/v1/traces'))).toBe(1);
    expect(await count(() => bound.get('/v1/queue?status=pending'))).toBe(1);
  });
});
