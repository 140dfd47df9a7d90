import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer, ApiClient } from './api-client';
import { Lab } from './factories/lab';
import { pathTo, routesOf } from './routes';
import { storedRows } from './stored-rows';
import { startTestApp, type TestApp } from './test-app';

const BODY_LIMIT_BYTES = 20 * 1024 * 1024;
const SPAN = { id: 's', trace_id: 't', name: 'n', start_time: '2026-02-21T22:00:00Z' };

describe('bad input is refused whole', () => {
  let api: TestApp;
  let lab: Lab;
  let client: ApiClient;
  let datasetId: string;
  let runId: string;
  let before: Record<string, number>;
  beforeAll(async () => {
    api = await startTestApp();
    lab = await Lab.open(api);
    client = lab.client;
    const dataset = await lab.dataset(3);
    datasetId = dataset.id;
    const run = { dataset_item_id: dataset.itemIds[0], output: 'x' };
    runId = (await lab.submit(await lab.experiment(datasetId), [run])).body.run_ids[0];
    await api.admin.get('/v1/projects');
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    before = await storedRows(api);
  });
  afterEach(async () => {
    expect(await storedRows(api)).toEqual(before);
  });

  /** A span batch of about this many bytes. */
  const batchOf = (bytes: number): string => JSON.stringify({ spans: [{ ...SPAN, input: 'x'.repeat(bytes) }] });

  /** Sends a body in chunks without Content-Length. */
  const sendChunked = (
    path: string,
    body: string,
    type = 'application/json',
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${client.token}`, 'content-type': type };
      const request = httpRequest(`${api.url}${path}`, { method: 'POST', headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      request.on('error', reject);
      for (let at = 0; at < body.length; at += 1_000_000) request.write(body.slice(at, at + 1_000_000));
      request.end();
    });

  describe('413 PAYLOAD_TOO_LARGE', () => {
    it('for a body of 30 MB with Content-Length', async () => {
      const { body } = await client.raw('post', '/v1/traces/ingest', batchOf(30_000_000), 413);
      expect(body.error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', details: { limit_bytes: BODY_LIMIT_BYTES } });
    });

    it('for a body of 30 MB in chunks without Content-Length', async () => {
      const { status, text } = await sendChunked('/v1/traces/ingest', batchOf(30_000_000));
      expect([status, JSON.parse(text).error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    });
  });

  describe('415 UNSUPPORTED_MEDIA_TYPE', () => {
    it.each([
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/x-ndjson',
      'application/jsonx',
      'nonsense',
      'application/json; charset=latin1',
    ])('for Content-Type: %s', async (type) => {
      const { body } = await client.raw('post', '/v1/datasets', JSON.stringify({ name: 'x' }), 415, {
        'content-type': type,
      });
      expect(body.error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    });

    it('for a body without Content-Type', async () => {
      const answer = await fetch(`${api.url}/v1/datasets`, {
        method: 'POST',
        headers: { authorization: `Bearer ${client.token}` },
        body: new Uint8Array(Buffer.from('{"name":"x"}')),
      });
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ]);
    });

    it.each(['gzip', 'br', 'deflate', 'gzip, identity'])('for Content-Encoding: %s', async (encoding) => {
      const bytes = gzipSync(JSON.stringify({ name: 'x' }));
      await client.raw('post', '/v1/datasets', bytes, 415, { 'content-encoding': encoding });
    });
  });

  describe('400 INVALID_REQUEST for a body that cannot be read', () => {
    const invalid = async (body: string | Buffer): Promise<void> => {
      const answer = await client.raw('post', '/v1/datasets', body, 400);
      expect(answer.body.error.code).toBe('INVALID_REQUEST');
    };

    it.each([
      '',
      ' ',
      '{',
      '{"name":}',
      '{"name":"x",}',
      "{'name':'x'}",
      '{"name":"x"} {}',
      '{"name":"\u0001"}',
      '{"name":"\\x"}',
      '{"name":01}',
      'NaN',
      '\ufeff{"name":"x"',
      'undefined',
    ])('%j is not JSON', invalid);
    it.each(['null', '5', '"x"', 'true', '[]', '[{"name":"x"}]'])('%s is no object', invalid);
    it('invalid UTF-8', () => invalid(Buffer.from([...Buffer.from('{"name":"'), 0xc3, 0x28, ...Buffer.from('"}')])));
    it.each([
      ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
      ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
      ['lists that are never closed', '['.repeat(100_000)],
    ])('100,000 levels of %s', async (_, deep) => {
      await invalid(`{"name":"x","metadata":${deep}}`);
      await client.raw('post', '/v1/traces/ingest', `{"spans":[{"input":${deep}}]}`, 400);
    });
  });

  describe('400 for queries', () => {
    const lists = (): string[] => [
      '/v1/datasets?',
      `/v1/datasets/${datasetId}/items?`,
      '/v1/experiments?',
      '/v1/traces?',
      '/v1/queue?',
      '/v1/sessions?',
      `/v1/scores?target_type=run&target_id=${runId}&`,
    ];
    const each = async (query: string): Promise<Answer[]> =>
      Promise.all(lists().map((path) => client.get(`${path}${query}`, 400)));

    it.each(['0', '201', '-1', 'abc', '1.5', '', '1e1', '0x10', ' 5', '9'.repeat(400), 'null', 'Infinity'])(
      'limit=%s on every list',
      async (limit) => {
        for (const { body } of await each(`limit=${encodeURIComponent(limit)}`)) {
          expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'limit' } });
        }
      },
    );

    it.each(['', 'x', 'e30', 'null', '%00', 'ä', 'A'.repeat(10_000)])('cursor=%.20s on every list', async (cursor) => {
      for (const { body } of await each(`cursor=${cursor.startsWith('%') ? cursor : encodeURIComponent(cursor)}`)) {
        expect(body.error.code).toBe('INVALID_REQUEST');
      }
    });

    it('a cursor that was edited, or that belongs to another list, project or set of filters', async () => {
      const { body } = await client.get(`/v1/datasets/${datasetId}/items?limit=1`);
      const cursor: string = body.next_cursor;
      await client.get(`/v1/datasets/${datasetId}/items?limit=2&cursor=${cursor}`);
      for (const at of [0, Math.floor(cursor.length / 2), cursor.length - 1]) {
        const edited = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
        if (at < cursor.length - 1) await client.get(`/v1/datasets/${datasetId}/items?cursor=${edited}`, 400);
      }
      for (const path of ['/v1/datasets?', '/v1/traces?', '/v1/queue?', `/v1/datasets/${datasetId}/items?version=1&`]) {
        await client.get(`${path}cursor=${cursor}`, 400);
      }
    });

    it.each(['limit=1&limit=2', 'cursor=a&cursor=b', 'limit[]=1', 'limit[a]=1'])(
      '%s: repeated or bracketed parameters',
      async (query) => {
        for (const { body } of await each(query)) expect(body.error.code).toBe('INVALID_REQUEST');
      },
    );

    it.each([
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T25:00:00Z',
      '2026-01-01',
      'yesterday',
      '',
      '0',
    ])('after=%s is no time', async (time) => {
      await client.get(`/v1/traces?after=${encodeURIComponent(time)}`, 400);
    });
  });

  it('an id that is no id of ours is not found, on every route that takes one', async () => {
    const strange = [
      'x',
      '1',
      'null',
      '__proto__',
      "' OR 1=1 --",
      '%',
      '_',
      'é',
      '019A0C3E-7B1D-7C55-8F0E-3D8A4A1F2B6C',
      'a'.repeat(300),
      '\u0000',
      '..%2F',
    ];
    // A use case is any project id: one that nobody has used is an empty list.
    const routes = routesOf(api).filter(({ method, path }) => method === 'get' && /:(?!useCaseId)\w+/.test(path));
    expect(routes.length).toBeGreaterThan(8);
    for (const route of routes) {
      for (const id of strange) {
        const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
        const path = pathTo(route, Object.fromEntries(names.map((name) => [name, encodeURIComponent(id)])));
        const query =
          route.path.endsWith('/annotations') || route.path.startsWith('/v1/traces')
            ? `?project_id=${lab.projectId}`
            : '';
        const { status, body } = await api.admin.begin('get', path + query);
        expect([route.path, id, status, body.error?.code]).toEqual([route.path, id, 404, 'NOT_FOUND']);
      }
    }
  });

  it('metacharacters of SQL and LIKE match literally', async () => {
    for (const text of ["'; DROP TABLE spans; --", '%', '_', '\\', '*', "' OR '1'='1"]) {
      const { body } = await client.get(`/v1/traces?q=${encodeURIComponent(text)}`);
      expect(body.items).toEqual([]);
      expect((await api.admin.get(`/v1/datasets?project_id=${encodeURIComponent(text)}`)).body.items).toEqual([]);
    }
  });
});
