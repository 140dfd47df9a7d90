import { Writable } from 'node:stream';
import { Database } from '@assay/database';
import { loadConfig } from '@assay/shared/config';
import { newId } from '@assay/shared/ids';
import { cloneDatabase, type TestDatabase } from '@assay/testing';
import type { ApiClient } from './api-client';
import { nameOf, NOTHING, pathTo, type Route, routesOf } from './routes';
import { Rows } from './factories/rows';
import { startTestApp, type TestApp } from './test-app';

/** A body that every endpoint which takes one can use: each ignores the fields that it does not know. */
const ANY_BODY = {
  input: 'x',
  items: [{ input: 'x' }],
  runs: [{ dataset_item_id: NOTHING, output: 'x' }],
  scorer_name: 'human',
  metric: 'mean',
  threshold: 0.5,
  dataset_id: NOTHING,
  target_id: NOTHING,
  description: 'x',
  runIdA: NOTHING,
  runIdB: NOTHING,
};

/** Codes of `google.rpc.Code`, which the route of OTLP answers instead of the envelope. */
const RPC_CODES: Record<number, string> = { 7: 'FORBIDDEN', 16: 'UNAUTHORIZED' };
const codeOf = (body: any): string | undefined => body.error?.code ?? RPC_CODES[body.code];

describe('who may do what', () => {
  let api: TestApp;
  let routes: Route[];
  let guarded: Route[];
  beforeAll(async () => {
    api = await startTestApp();
    routes = routesOf(api);
    guarded = routes.filter((route) => !route.isPublic);
  });
  afterAll(() => api.close());

  /** Calls a route with a body if it takes one. */
  const call = async (
    client: ApiClient,
    route: Route,
    path = pathTo(route),
    headers: Record<string, string> = {},
    body: object = ANY_BODY,
  ): Promise<{ status: number; text: string; body: any; headers: Record<string, string> }> => {
    const begun = client.begin(route.method as 'get', path).set(headers);
    if (route.method === 'get' || route.method === 'delete') return begun;
    return route.path.endsWith('/import')
      ? begun.set('content-type', 'application/x-ndjson').send('{"input":"x"}\n')
      : begun.send(body);
  };
  const statuses = async (some: Route[], of: (route: Route) => Promise<unknown>): Promise<Record<string, unknown>> => {
    const answers = await Promise.all(some.map(async (route) => [nameOf(route), await of(route)] as const));
    return Object.fromEntries(answers);
  };
  const allAre = (some: Route[], value: unknown): Record<string, unknown> =>
    Object.fromEntries(some.map((route) => [nameOf(route), value]));

  describe('401: no valid bearer token', () => {
    it('every route but health needs a token, and says so with WWW-Authenticate: Bearer', async () => {
      const none = api.admin.with(undefined);
      expect(guarded.length).toBeGreaterThan(30);
      const seen = await statuses(guarded, async (route) => {
        const { status, body, headers } = await call(none, route);
        return [status, codeOf(body), headers['www-authenticate']];
      });
      expect(seen).toEqual(allAre(guarded, [401, 'UNAUTHORIZED', 'Bearer']));
      const open = routes.filter((route) => route.isPublic);
      expect(open.map(nameOf).sort()).toEqual(['GET /health/live', 'GET /health/ready']);
      expect(await statuses(open, async (route) => (await call(none, route)).status)).toEqual(allAre(open, 200));
    });

    it('the OpenAPI document and the docs page need none', async () => {
      const none = api.admin.with(undefined);
      for (const path of ['/openapi.json', '/docs']) expect((await none.begin('get', path)).status).toBe(200);
    });

    it('HEAD is guarded like GET', async () => {
      const answer = await fetch(`${api.url}/v1/projects`, { method: 'HEAD' });
      expect(answer.status).toBe(401);
    });

    it.each([
      '',
      'Bearer',
      'Bearer ',
      'Basic dGVzdA==',
      'Bearer nonsense',
      'Bearer a b',
      `Bearer ${'x'.repeat(9_000)}`,
    ])('for the header %.20j', async (authorization) => {
      const answer = await api.admin.with(undefined).begin('get', '/v1/projects').set({ authorization });
      expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHORIZED']);
    });

    it('a key in the query is none', async () => {
      expect((await api.admin.with(undefined).begin('get', `/v1/projects?token=${api.admin.token}`)).status).toBe(401);
    });

    it('the token is checked before the body is read', async () => {
      await api.admin.with(undefined).raw('post', '/v1/traces/ingest', '{not json', 401);
    });

    it('for a key that has expired; one that ends in the past is not made', async () => {
      const project = `p-${newId()}`;
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      const body = { name: 'short', role: 'write', expires_at };
      const { body: key } = await api.admin.post(`/v1/projects/${project}/api-keys`, body, 201);
      const text = 'UPDATE api_keys SET expires_at = $2 WHERE id = $1';
      await api.app.get(Database).run(text, [key.id, new Date(Date.now() - 1_000).toISOString()]);
      await api.admin.with(key.key).get(`/v1/traces?project_id=${project}`, 401);
      const past = { ...body, expires_at: '2020-01-01T00:00:00Z' };
      await api.admin.post(`/v1/projects/${project}/api-keys`, past, 400);
    });
  });

  describe('403: a valid token that may not do this', () => {
    it('a read key cannot write, on any route that writes; reads by POST are open to it', async () => {
      const reader = await api.clientOf(`p-${newId()}`, 'read');
      const readsByPost = guarded.filter((route) => route.method !== 'get' && route.needs === 'read');
      expect(readsByPost.map(nameOf).sort()).toEqual([
        'POST /api/datasets/:datasetId/compare',
        'POST /api/runs/compare',
        'POST /v1/experiments/:id/threshold',
      ]);
      const writing = guarded.filter((route) => route.method !== 'get' && !readsByPost.includes(route));
      expect(writing.length).toBeGreaterThan(15);
      const seen = await statuses(writing, async (route) => {
        const { status, body } = await call(reader, route);
        return [status, codeOf(body)];
      });
      expect(seen).toEqual(allAre(writing, [403, 'FORBIDDEN']));
      const opened = await statuses(readsByPost, async (route) => (await call(reader, route)).status);
      expect(opened).toEqual(allAre(readsByPost, 404));
    });

    it('a read key reads every route that reads, but those of admins', async () => {
      const reader = await api.clientOf(`p-${newId()}`, 'read');
      const reading = guarded.filter((route) => route.method === 'get' && route.needs !== 'admin');
      const seen = await statuses(reading, async (route) => [401, 403].includes((await call(reader, route)).status));
      expect(seen).toEqual(allAre(reading, false));
    });

    it('a key of a project does nothing that needs an admin', async () => {
      const project = `p-${newId()}`;
      const client = await api.clientOf(project, 'write');
      const admins = guarded.filter((route) => route.needs === 'admin');
      const seen = await statuses(
        admins,
        async (route) => (await call(client, route, pathTo(route, { id: project }))).status,
      );
      expect(seen).toEqual(allAre(admins, 403));
      expect(Object.keys(seen)).toEqual(
        expect.arrayContaining(['POST /v1/projects', 'POST /v1/projects/:id/api-keys']),
      );
    });
  });

  describe('404: what the token may not see', () => {
    it('a resource of another project is alike to the byte with one that does not exist, on every route', async () => {
      const rows = await new Rows(api, `p-${newId()}`).project();
      const traceId = newId();
      await rows.trace(traceId, { queued_at: new Date().toISOString() }, { input: '"in"' });
      const annotation = { trace_id: traceId, annotator: 'a', label: 'b' };
      const { body: annotated } = await api.admin.post('/v1/annotations', annotation, 201);
      const datasetId = await rows.dataset();
      const itemId = await rows.item(datasetId);
      const experimentId = await rows.experiment(datasetId);
      const named = { project_id: rows.projectId, name: 'c', dataset_id: datasetId };
      const { body: collection } = await api.admin.post('/v1/collections', named, 201);
      const ids: Record<string, string> = {
        traces: traceId,
        annotations: annotated.id,
        datasets: datasetId,
        collections: collection.id,
        experiments: experimentId,
      };
      const stranger = await api.clientOf(`p-${newId()}`);
      const open = guarded.filter((route) => route.needs !== 'admin');
      const byId = open.filter((route) =>
        /^\/v1\/(traces|annotations|datasets|collections|experiments)\/:id/.test(route.path),
      );
      expect(byId.length).toBeGreaterThan(20);
      const seen = await statuses(byId, async (route) => {
        const id = ids[route.path.split('/')[2] ?? ''] ?? '';
        const others = { item_id: itemId, other_id: experimentId };
        const foreign = await call(stranger, route, pathTo(route, { ...others, id }));
        const missing = await call(stranger, route, pathTo(route, { ...others, id: NOTHING }));
        return [foreign.status, foreign.text.replaceAll(id, NOTHING) === missing.text];
      });
      expect(seen).toEqual(allAre(byId, [404, true]));
      expect((await api.admin.get(`/v1/datasets/${datasetId}/items`)).body.items).toHaveLength(1);
      await api.admin.get(`/v1/traces/${traceId}`);
    });

    it('a bound token that names another project in query, header or body gets 404 on every route', async () => {
      const other = (await new Rows(api, `p-${newId()}`).project()).projectId;
      const own = `p-${newId()}`;
      const client = await api.clientOf(own);
      const open = guarded.filter((route) => route.needs !== 'admin');
      const inQuery = (route: Route, project: string): string => `${pathTo(route)}?project_id=${project}`;
      const problems = await statuses(open, async (route) => {
        const answers = [
          await call(client, route, inQuery(route, other)),
          await call(client, route, inQuery(route, 'nowhere')),
          await call(client, route, pathTo(route), { 'x-project-id': other }),
        ];
        const namesNone = route.path.endsWith('/import') || nameOf(route) === 'POST /v1/traces';
        const takesBody = !['get', 'delete'].includes(route.method) && !namesNone;
        if (takesBody) answers.push(await call(client, route, pathTo(route), {}, { ...ANY_BODY, project_id: other }));
        return [new Set(answers.map(({ status }) => status)), new Set(answers.map(({ text }) => text)).size];
      });
      expect(problems).toEqual(allAre(open, [new Set([404]), 1]));
    });

    it('a bound token that names its own project is served', async () => {
      const own = `p-${newId()}`;
      const client = await api.clientOf(own);
      await client.get(`/v1/traces?project_id=${own}`);
      await client.get('/v1/traces');
      await client.post('/v1/datasets', { project_id: own, name: 'named' }, 201);
      await client.post('/v1/datasets', { name: 'default' }, 201);
    });
  });

  describe('keys', () => {
    it('a revoked key ends at once in this process', async () => {
      const project = `p-${newId()}`;
      const path = `/v1/projects/${project}/api-keys`;
      const { body } = await api.admin.post(path, { name: 'x', role: 'write' }, 201);
      const client = api.admin.with(body.key);
      await client.get('/v1/traces');
      await api.admin.delete(`${path}/${body.id}`);
      await client.get('/v1/traces', 401);
      await api.admin.delete(`${path}/${body.id}`, 404);
    });

    it('no process goes on with a key for longer than 5 s', () => {
      expect(loadConfig({}).keyCacheMs).toBeLessThanOrEqual(5_000);
      expect(() => loadConfig({ KEY_CACHE_MS: '5001' })).toThrow('KEY_CACHE_MS');
    });

    it('only its hash is stored', async () => {
      const { body } = await api.admin.post(`/v1/projects/p-${newId()}/api-keys`, { name: 'x', role: 'read' }, 201);
      const { rows } = await api.app
        .get(Database)
        .run('SELECT k::text AS row FROM api_keys k WHERE id = $1', [body.id]);
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(body.key.slice('assay_'.length + 8));
    });

    it('keys, names and bodies never reach the log', async () => {
      const lines: string[] = [];
      const stream = new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk)) as undefined) });
      const logged = await startTestApp({ logLevel: 'debug' }, undefined, stream);
      const { body } = await logged.admin.post('/v1/projects/logged/api-keys', { name: 'x', role: 'write' }, 201);
      await logged.admin.with(body.key).get('/v1/traces');
      await logged.admin.with(`${body.key}x`).get('/v1/traces', 401);
      await logged.close();
      expect(lines.length).toBeGreaterThan(0);
      for (const secret of [body.key, logged.admin.token]) expect(lines.join('')).not.toContain(secret);
    });
  });
});

describe('two processes on one database', () => {
  let database: TestDatabase;
  let one: TestApp;
  let two: TestApp;
  beforeAll(async () => {
    database = await cloneDatabase();
    one = await startTestApp({ keyCacheMs: 50 }, database);
    two = await startTestApp({ keyCacheMs: 50 }, database);
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    await database.drop();
  });

  it('a key made in one works in the other at once, and ends there too when it is revoked', async () => {
    const { body } = await one.admin.post('/v1/projects/shared/api-keys', { name: 'x', role: 'write' }, 201);
    const client = two.admin.with(body.key);
    await client.get('/v1/traces');
    await one.admin.delete(`/v1/projects/shared/api-keys/${body.id}`);
    let status = 200;
    while (status === 200) status = (await client.begin('get', '/v1/traces')).status;
    expect(status).toBe(401);
  });
});
