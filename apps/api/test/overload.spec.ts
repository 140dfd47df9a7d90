import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { openSocket, bodyOf } from './raw-socket';
import { ADMIN_KEY } from './test-config';
import { startTestApp, type TestApp } from './test-app';

/** The head of a request that goes on with a body of this length. */
const headOf = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;

describe('more requests than the service takes', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ maxConcurrentRequests: 2 });
  });
  afterAll(() => api.close());

  it('503 UNAVAILABLE with Retry-After at once, before the body is read; health and metrics answer; then it goes on', async () => {
    const body = JSON.stringify({ id: `p-${newId()}` });
    const held = await Promise.all([1, 2].map(() => openSocket(api.url)));
    for (const { socket } of held) socket.write(headOf('/v1/projects', body.length));
    await Promise.all(held.map((each) => each.until('100 Continue')));

    const refused = await openSocket(api.url);
    refused.socket.write(headOf('/v1/projects', 10_000_000).replace('Expect: 100-continue\r\n', ''));
    const answer = await refused.until('UNAVAILABLE');
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/\r\nretry-after: 1\r\n/);
    expect(bodyOf(answer).error).toMatchObject({ code: 'UNAVAILABLE', details: { retry_after_seconds: 1 } });
    refused.socket.destroy();

    await api.admin.get('/health/live');
    await api.admin.get('/health/ready');
    expect((await api.admin.get('/metrics')).text).toContain('http_requests_in_flight 2');

    held[0]!.socket.write(body);
    expect(await held[0]!.until('created_at')).toContain('201 Created');
    await api.admin.get('/v1/projects');
    held[1]!.socket.destroy();
    held[0]!.socket.destroy();
  });

  it('a request whose caller went away counts no longer', async () => {
    const held = await Promise.all([1, 2].map(() => openSocket(api.url)));
    for (const { socket } of held) socket.write(headOf('/v1/projects', 100));
    await Promise.all(held.map((each) => each.until('100 Continue')));
    for (const { socket } of held) socket.destroy();
    let text: string;
    do text = (await api.admin.get('/metrics')).text;
    while (!text.includes('http_requests_in_flight 0'));
    await api.admin.get('/v1/projects');
  });
});

describe('no free connection of the database', () => {
  it('503 UNAVAILABLE when the wait is over, and works again when there is one', async () => {
    const api = await startTestApp({ databasePoolSize: 2, databaseAcquireTimeoutMs: 150 });
    try {
      await api.admin.get('/v1/projects');
      const { pool } = api.app.get(Database);
      const taken = await Promise.all([pool.connect(), pool.connect()]);
      const { body, headers } = await api.admin.get('/v1/projects', 503);
      expect(body.error.code).toBe('UNAVAILABLE');
      expect(headers['retry-after']).toBe('2');
      await api.admin.post('/v1/projects', { id: 'never' }, 503);
      for (const client of taken) client.release();
      const listed = await api.admin.get('/v1/projects');
      expect(listed.body.items).toEqual([]);
    } finally {
      await api.close();
    }
  });
});

describe('the rate limit of a key', () => {
  it('429 RATE_LIMITED with Retry-After beyond it, for this key only, before the body is read', async () => {
    const api = await startTestApp({ rateLimitPerMinute: 3 });
    try {
      const [one, other] = [await api.clientOf('p1'), await api.clientOf('p2')];
      for (const remaining of ['2', '1', '0']) {
        const { headers } = await one.get('/v1/datasets');
        expect([headers['ratelimit-limit'], headers['ratelimit-remaining']]).toEqual(['3', remaining]);
      }
      const { body, headers } = await one.raw('post', '/v1/datasets', '{not json', 429);
      expect(body.error).toMatchObject({ code: 'RATE_LIMITED', details: { limit_per_minute: 3 } });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(20);
      await other.get('/v1/datasets');
      await one.get('/health/ready');
    } finally {
      await api.close();
    }
  });

  it('is off by default', async () => {
    const api = await startTestApp();
    try {
      const { headers } = await api.admin.get('/v1/projects');
      expect(headers['ratelimit-limit']).toBeUndefined();
    } finally {
      await api.close();
    }
  });
});
