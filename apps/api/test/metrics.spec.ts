import { newId } from '@assay/shared/ids';
import { startTestApp, type TestApp } from './test-app';

describe('GET /metrics', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const figures = async (client = api.admin): Promise<string> => (await client.get('/metrics')).text;

  it('401 without a token, 403 for a key of a project', async () => {
    await api.admin.with(undefined).get('/metrics', 401);
    await (await api.clientOf('bound')).get('/metrics', 403);
  });

  it('needs no token with METRICS_PUBLIC=true', async () => {
    const open = await startTestApp({ metricsPublic: true });
    try {
      expect(await figures(open.admin.with(undefined))).toContain('process_resident_memory_bytes');
    } finally {
      await open.close();
    }
  });

  it('is in the Prometheus text format', async () => {
    const { headers, text } = await api.admin.get('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of text.split('\n').filter(Boolean)) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? (-?[\d.e+-]+|NaN|\+Inf|-Inf))$/);
    }
  });

  it('counts requests by method, route pattern and status, and times them by route and class', async () => {
    for (const name of ['a', 'b']) await api.admin.get(`/v1/projects/${name}/api-keys`, 404);
    const text = await figures();
    expect(text).toContain('http_requests_total{method="GET",route="/v1/projects/:id/api-keys",status="404"} 2');
    expect(text).toContain(
      'http_request_duration_seconds_count{route="/v1/projects/:id/api-keys",status_class="4xx"} 2',
    );
  });

  it('labels are bounded: no id, path or unknown method becomes one', async () => {
    const secret = `id-${newId()}`;
    await api.admin.get(`/v1/projects/${secret}/api-keys`, 404);
    await api.admin.begin('get', `/${secret}?${secret}`);
    await fetch(`${api.url}/${secret}`, { method: 'PROPFIND' });
    const text = await figures();
    expect(text).not.toContain(secret);
    expect(text).toContain('http_requests_total{method="GET",route="(unknown)",status="404"} 1');
    expect(text).toMatch(/http_requests_total\{method="OTHER",route="\(unknown\)",status="404"\} 1/);
  });

  it('shows the database pool, the event loop and the memory', async () => {
    const text = await figures();
    for (const state of ['total', 'idle', 'waiting']) {
      expect(text).toMatch(new RegExp(`^database_pool_connections\\{state="${state}"\\} \\d+$`, 'm'));
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^http_requests_in_flight 0$/m);
  });

  it('counts spans that were stored, and none that were refused', async () => {
    const client = await api.clientOf(`p-${newId()}`);
    const span = (id: string): object => ({ id, trace_id: 't', name: 'n', start_time: '2026-02-21T22:00:00Z' });
    const child = { ...span('b'), parent_span_id: 'a' };
    await client.post('/v1/traces/ingest', { spans: [span('a'), child] }, 201);
    await client.post('/v1/traces/ingest', { spans: [span('a')] }, 409);
    expect(await figures()).toMatch(/^assay_spans_ingested_total\{source="native"\} 2$/m);
  });

  it('two applications in one process count apart', async () => {
    const other = await startTestApp();
    try {
      expect(await figures(other.admin)).not.toContain('/v1/projects/:id/api-keys');
    } finally {
      await other.close();
    }
  });
});
