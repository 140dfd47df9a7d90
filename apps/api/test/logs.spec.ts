import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { LogLines } from './log-lines';
import { startTestApp, type TestApp } from './test-app';

describe('logs', () => {
  let api: TestApp;
  const logs = new LogLines();
  beforeAll(async () => {
    api = await startTestApp({ logLevel: 'debug' }, undefined, logs);
  });
  afterAll(() => api.close());

  const lineOf = (requestId: string): Promise<Record<string, unknown>> =>
    logs.find((line) => line.msg === 'request' && line.request_id === requestId);

  it('one JSON line for a finished request, with the pattern of its route', async () => {
    const client = await api.clientOf('logged');
    const { headers } = await client.get('/v1/datasets?limit=7');
    const line = await lineOf(headers['x-request-id']!);
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: headers['x-request-id'],
      method: 'GET',
      route: '/v1/datasets',
      status: 200,
      duration_ms: expect.any(Number),
      key_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      project: 'logged',
      msg: 'request',
    });
    expect(logs.lines.filter((other) => other.request_id === line.request_id && other.msg === 'request')).toHaveLength(
      1,
    );
  });

  it('health checks and metrics are logged at debug only', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const { headers } = await api.admin.get(path);
      expect(await lineOf(headers['x-request-id']!)).toMatchObject({ level: 'debug', route: path });
    }
  });

  it('what the router refuses has its line too', async () => {
    const { headers } = await fetch(`${api.url}/v1/projects/%zz/api-keys`);
    expect(await lineOf(headers.get('x-request-id')!)).toMatchObject({ status: 400, route: '(unknown)' });
  });

  describe('X-Request-Id', () => {
    it('of a caller is kept when it is 1 to 128 of letters, digits, dot, dash and underscore', async () => {
      for (const id of ['a', 'Trace_1.2-3', 'x'.repeat(128)]) {
        const answer = await api.admin.begin('get', '/v1/projects').set('x-request-id', id);
        expect(answer.headers['x-request-id']).toBe(id);
      }
    });

    it.each(['', 'x'.repeat(129), 'a b', '{"a":1}', 'ä'])('is made by the server instead of %j', async (id) => {
      const answer = await api.admin.begin('get', '/v1/projects').set('x-request-id', id);
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('is on errors as well', async () => {
      const answer = await api.admin.with(undefined).begin('get', '/v1/projects').set('x-request-id', 'mine');
      expect([answer.status, answer.headers['x-request-id']]).toEqual([401, 'mine']);
    });
  });

  describe('a secret never appears in logs or in answers', () => {
    const made: string[] = [];
    const secret = (): string => {
      const text = `s3cret${newId().replaceAll('-', '')}`;
      made.push(text);
      return text;
    };
    afterEach(() => {
      for (const text of made) expect(logs.text).not.toContain(text);
    });

    it('in the token, the query, the body, a header or the path', async () => {
      const token = secret();
      const unknown = await api.admin.with(token).begin('get', `/v1/projects?limit=abc&q=${secret()}`);
      expect(unknown.status).toBe(401);
      const body = JSON.stringify({ id: 'x', name: 17, password: secret() });
      const refused = await api.admin
        .begin('post', '/v1/projects')
        .set({ cookie: secret(), 'x-other': secret() })
        .set('content-type', 'application/json')
        .send(body);
      expect(refused.status).toBe(400);
      const missing = await api.admin.begin('get', `/v1/traces/${secret()}?project_id=${secret()}`);
      expect(missing.status).toBe(404);
      const nowhere = await api.admin.begin('get', `/nowhere?key=${secret()}`);
      expect(nowhere.text).not.toContain(made.at(-1));
      const broken = await api.admin
        .begin('post', '/v1/projects')
        .set('content-type', 'application/json')
        .send(`{"id": ${secret()}}`);
      expect([broken.status, broken.text.includes(made.at(-1)!)]).toEqual([400, false]);
      await lineOf(broken.headers['x-request-id']!);
    });

    it('thrown inside: 500 with a fixed text and the request id; the log says where, not what', async () => {
      const inner = secret();
      const database = api.app.get(Database);
      const original = database.run.bind(database);
      database.run = () =>
        Promise.reject(
          Object.assign(new Error(`at ${inner}\n    at ${inner}`), { detail: inner, code: 'XX001', query: inner }),
        );
      try {
        const answer = await api.admin.begin('get', '/v1/projects');
        const id = answer.headers['x-request-id'];
        expect(answer.status).toBe(500);
        expect(answer.body).toEqual({
          error: { code: 'INTERNAL_ERROR', message: expect.any(String), details: { request_id: id } },
        });
        expect(answer.text).not.toContain(inner);
        const line = await logs.find((one) => one.level === 'error' && one.request_id === id);
        expect(line).toMatchObject({
          code: 'INTERNAL_ERROR',
          err: { type: 'Error', code: 'XX001', stack: expect.any(Array) },
        });
      } finally {
        database.run = original;
      }
    });

    it('quoted by an error of Postgres', async () => {
      const inner = secret();
      const database = api.app.get(Database);
      const original = database.run.bind(database);
      database.run = () => original(`SELECT '${inner}'::int`);
      try {
        const answer = await api.admin.begin('get', '/v1/projects');
        expect([answer.status, answer.text.includes(inner)]).toEqual([500, false]);
        const line = await logs.find(
          (one) => one.level === 'error' && one.request_id === answer.headers['x-request-id'],
        );
        expect(line).toMatchObject({ err: { code: '22P02' } });
      } finally {
        database.run = original;
      }
    });
  });
});
