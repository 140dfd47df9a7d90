import { bodyOf, exchange, openSocket } from './raw-socket';
import { startTestApp, type TestApp } from './test-app';

/** A whole request in one text, on a connection that ends with its answer. */
const request = (line: string, headers = ''): string =>
  `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;

describe('the edges of HTTP', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());
  const authorization = (): string => `Authorization: Bearer ${api.admin.token}\r\n`;

  describe('what the parser of HTTP refuses is answered with the envelope', () => {
    it('431 HEADERS_TOO_LARGE for a flood of headers, and the caller gets to read it', async () => {
      const flood = Array.from({ length: 20_000 }, (_, index) => `x-${index}: ${'y'.repeat(50)}\r\n`).join('');
      const answer = await exchange(api.url, request('GET /v1/projects', flood));
      expect(answer).toMatch(/^HTTP\/1\.1 431 /);
      expect(answer).toMatch(/\r\nConnection: close\r\n/);
      expect(bodyOf(answer).error.code).toBe('HEADERS_TOO_LARGE');
    });

    it('431 for a URL of 100,000 characters', async () => {
      const answer = await exchange(api.url, request(`GET /v1/traces/${'a'.repeat(100_000)}`));
      expect([answer.slice(9, 12), bodyOf(answer).error.code]).toEqual(['431', 'HEADERS_TOO_LARGE']);
    });

    it.each([
      ['no HTTP at all', 'GARBAGE\r\n\r\n'],
      ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01'],
      ['a bad header', 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n'],
      ['two different lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
      [
        'a length and chunks',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      ['a bad length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n'],
    ])('400 INVALID_REQUEST for %s', async (_, bytes) => {
      const answer = await exchange(api.url, Buffer.from(bytes, 'latin1'));
      expect([answer.slice(9, 12), bodyOf(answer).error.code]).toEqual(['400', 'INVALID_REQUEST']);
    });

    it('a connection that is reset in the middle of a request harms nobody', async () => {
      const raw = await openSocket(api.url);
      raw.socket.write(
        `POST /v1/projects HTTP/1.1\r\nHost: x\r\n${authorization()}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"id":`,
      );
      raw.socket.resetAndDestroy();
      await raw.ended();
      expect((await api.admin.get('/v1/projects')).body.items).toEqual([]);
    });
  });

  describe('paths', () => {
    it.each(['/v1/projects/%zz/api-keys', '/v1/traces/%', '/v1/traces/%ff', '/%c0%af'])(
      '400 for the encoding of %s',
      async (path) => {
        const answer = await exchange(api.url, request(`GET ${path}`, authorization()));
        expect([answer.slice(9, 12), bodyOf(answer).error.code]).toEqual(['400', 'INVALID_REQUEST']);
        expect(answer).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
      },
    );

    it.each([
      ['4,096 bytes', 'a'.repeat(4_096)],
      ['4,096 bytes, each percent-encoded', '%61'.repeat(4_096)],
      ['4,096 bytes of other scripts', encodeURIComponent('字'.repeat(1_365))],
    ])('404 for an id of %s: the router takes it', async (_, id) => {
      const { body } = await api.admin.get(`/v1/traces/${id}?project_id=p`, 404);
      expect(body.error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'trace' } });
    });

    it.each([
      ['GET', '/'],
      ['GET', '/v1'],
      ['GET', '/v1/nothing?token=x'],
      ['GET', '/V1/projects'],
      ['GET', '//v1/projects'],
      ['GET', '/v1/projects/'],
      ['PUT', '/v1/projects'],
      ['DELETE', '/v1/projects'],
      ['OPTIONS', '/v1/projects'],
      ['OPTIONS', '*'],
      ['TRACE', '/v1/projects'],
      ['PROPFIND', '/v1/projects'],
      ['GET', 'http://elsewhere/nothing'],
    ])('404 NOT_FOUND that says what to do for %s %s', async (method, path) => {
      const answer = await exchange(api.url, request(`${method} ${path}`, authorization()));
      expect(answer.slice(9, 12)).toBe('404');
      expect(bodyOf(answer).error).toEqual({
        code: 'NOT_FOUND',
        message: expect.stringContaining('/docs'),
        details: { docs: '/docs' },
      });
    });

    it('an unknown path is refused before its body is read', async () => {
      const raw = await openSocket(api.url);
      raw.socket.write(
        'POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n',
      );
      expect(await raw.until('NOT_FOUND')).toMatch(/^HTTP\/1\.1 404 /);
      raw.socket.destroy();
    });

    it('HEAD answers the headers of GET without a body', async () => {
      const head = await exchange(api.url, request('HEAD /v1/projects', authorization()));
      const [, body] = head.split('\r\n\r\n');
      expect([head.slice(9, 12), body]).toEqual(['200', '']);
      expect(head).toMatch(/\r\ncontent-type: application\/json/);
    });
  });

  describe('what stands in every answer', () => {
    it.each(['/v1/projects', '/nothing', '/health/live', '/openapi.json'])('security headers: %s', async (path) => {
      const { headers } = await api.admin.begin('get', path);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
      expect(headers['content-security-policy']).toContain(`script-src 'self';`);
      expect(headers['strict-transport-security']).toBeUndefined();
    });

    it('Strict-Transport-Security behind a proxy only', async () => {
      const behind = await startTestApp({ trustProxy: true });
      try {
        const { headers } = await behind.admin.get('/v1/projects');
        expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/);
      } finally {
        await behind.close();
      }
    });
  });
});

describe('browsers of other origins', () => {
  let api: TestApp;
  const origin = 'https://app.example';
  beforeAll(async () => {
    api = await startTestApp({ corsOrigins: [origin] });
  });
  afterAll(() => api.close());

  const preflight = (from: string): Promise<Response> =>
    fetch(`${api.url}/v1/projects`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('a preflight needs no token', async () => {
    const { status, headers } = await preflight(origin);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
  });

  it('another origin is not let in', async () => {
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([undefined, 'valid'])(
    'scripts may read answers, errors and the headers that tell what to do (token: %s)',
    async (token) => {
      const headers: Record<string, string> =
        token === undefined ? { origin } : { origin, authorization: `Bearer ${api.admin.token}` };
      const answer = await fetch(`${api.url}/v1/projects`, { headers });
      expect(answer.status).toBe(token === undefined ? 401 : 200);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/x-request-id.*retry-after/);
    },
  );

  it('OPTIONS without an origin answers without an error of the server', async () => {
    expect((await fetch(`${api.url}/v1/projects`, { method: 'OPTIONS' })).status).toBe(204);
  });

  it('any origin with *', async () => {
    const open = await startTestApp({ corsOrigins: ['*'] });
    try {
      const { headers } = await fetch(`${open.url}/v1/projects`, { headers: { origin: 'https://any.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('*');
    } finally {
      await open.close();
    }
  });

  it('none by default: no header, and a preflight is not found', async () => {
    const closed = await startTestApp();
    try {
      const answer = await fetch(`${closed.url}/v1/projects`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([404, null]);
    } finally {
      await closed.close();
    }
  });
});
