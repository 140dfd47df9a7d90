import { connect, type Socket } from 'node:net';
import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { ADMIN_KEY } from './test-config';
import { startTestApp, type TestApp } from './test-app';

const LINES = { 'content-type': 'application/x-ndjson' };

describe('POST /v1/datasets/:id/items/import', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  async function dataset(more: object = {}, on = api): Promise<string> {
    const { body } = await on.admin.post('/v1/datasets', { project_id: `p-${newId()}`, name: 'd', ...more }, 201);
    return `/v1/datasets/${body.id}`;
  }
  const load = async (path: string, lines: string | Buffer, headers: Record<string, string> = LINES): Promise<any> =>
    (await api.admin.raw('post', `${path}/items/import`, lines, 200, headers)).body;
  const inputs = async (path: string): Promise<unknown[]> =>
    (await api.admin.get(`${path}/items?limit=200`)).body.items.map((item: any) => item.input);
  const state = async (path: string, on = api): Promise<object> => {
    const { version, item_count } = (await on.admin.get(path)).body;
    return { version, item_count };
  };

  /** Begins an upload on a bare connection, so that a test decides what is sent and when it breaks. */
  function upload(
    path: string,
    body: string,
    on = api,
    ...headers: string[]
  ): { socket: Socket; answer: Promise<string> } {
    const socket = connect(Number(new URL(on.url).port), '127.0.0.1');
    const head = [
      `POST ${path}/items/import HTTP/1.1`,
      'host: 127.0.0.1',
      `authorization: Bearer ${ADMIN_KEY}`,
      'content-type: application/x-ndjson',
      'transfer-encoding: chunked',
      ...headers,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`);
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    return { socket, answer };
  }

  /** Waits until a condition of the database holds. */
  async function until(sql: string, on = api): Promise<void> {
    const database = on.app.get(Database);
    while ((await database.run<{ is: boolean }>(`SELECT (${sql}) AS is`)).rows[0]?.is !== true);
  }
  const COPIES = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%' AND state = 'active'`;

  const TRANSACTIONS = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`;

  it('200: a mixed result, with the reason of each skipped line', async () => {
    const path = await dataset();
    const body = await load(
      path,
      [
        '{"input":"a","expected_output":"A","metadata":{"m":1},"id":"mine","created_at":"2020-01-01T00:00:00Z"}',
        '{"input":"b"}',
        '{"expected_output":"x"}',
        '{"input":"c"}',
        '',
        '["input"]',
        '{"input":',
        '5',
        '{"input":null}',
        '12345678901234567890123',
        '{"input":1,"metadata":[]}',
        '{"input":1,"metadata":{"a":"\\u0000"}}',
        '{"input":0}',
      ].join('\n'),
    );
    expect(body).toEqual({
      imported_count: 4,
      skipped_count: 8,
      skipped: [
        { line: 3, reason: 'Missing required field: input' },
        { line: 6, reason: 'Not a JSON object' },
        { line: 7, reason: 'Invalid JSON' },
        { line: 8, reason: 'Not a JSON object' },
        { line: 9, reason: 'Missing required field: input' },
        { line: 10, reason: 'Not a JSON object' },
        { line: 11, reason: 'metadata must be an object' },
        { line: 12, reason: 'metadata must not hold U+0000 or a lone surrogate' },
      ],
    });
    expect(await inputs(path)).toEqual(['a', 'b', 'c', 0]);
    expect(await state(path)).toEqual({ version: 2, item_count: 4 });
    const [first] = (await api.admin.get(`${path}/items?limit=1`)).body.items;
    expect(first).toMatchObject({ expected_output: 'A', metadata: { m: 1 }, version: 2 });
    expect(first.id).not.toBe('mine');
  });

  it('if all lines are invalid, imported_count is 0 and no version increment occurs', async () => {
    const path = await dataset();
    expect(await load(path, 'x\n{}\n')).toMatchObject({ imported_count: 0, skipped_count: 2 });
    expect(await load(path, '')).toEqual({ imported_count: 0, skipped_count: 0, skipped: [] });
    expect(await state(path)).toEqual({ version: 1, item_count: 0 });
  });

  it('LF or CRLF; a BOM and blank lines are tolerated: not counted, but they keep line numbers', async () => {
    const path = await dataset();
    const body = await load(path, '\ufeff{"input":1}\r\n\r\n  \t\n{"input":2}\n\nbad\r\n{"input":3}\r\n');
    expect(body).toEqual({ imported_count: 3, skipped_count: 1, skipped: [{ line: 6, reason: 'Invalid JSON' }] });
    expect(await inputs(path)).toEqual([1, 2, 3]);
    expect(await load(path, '\ufeff')).toMatchObject({ imported_count: 0, skipped_count: 0 });
  });

  it('at most the first 1,000 skipped lines are listed, all are counted', async () => {
    const path = await dataset();
    const body = await load(path, `${'x\n'.repeat(1500)}{"input":1}`);
    expect(body).toMatchObject({ imported_count: 1, skipped_count: 1500 });
    expect(body.skipped).toHaveLength(1000);
    expect(body.skipped[999]).toEqual({ line: 1000, reason: 'Invalid JSON' });
  });

  it('a line over 16 MiB is skipped as too long, one of 16 MiB is not', async () => {
    const path = await dataset();
    const limit = 16 * 1024 * 1024;
    const line = (bytes: number): string => `{"input":"${'x'.repeat(bytes - '{"input":""}'.length)}"}`;
    const body = await load(
      path,
      Buffer.from(`${line(limit + 1)}\r\n${line(limit)}\r\n{"input":1}\n${line(limit + 2)}`),
    );
    expect(body).toEqual({
      imported_count: 2,
      skipped_count: 2,
      skipped: [
        { line: 1, reason: 'Line too long' },
        { line: 4, reason: 'Line too long' },
      ],
    });
  });

  it('invalid UTF-8 and nesting that is too deep are skipped with a reason', async () => {
    const path = await dataset();
    const deep = `{"input":${'['.repeat(1001)}${']'.repeat(1001)}}\n`;
    const body = await load(
      path,
      Buffer.concat([Buffer.from([0x22, 0xff, 0x0a]), Buffer.from(deep), Buffer.from('{"input":1}')]),
    );
    expect(body).toEqual({
      imported_count: 1,
      skipped_count: 2,
      skipped: [
        { line: 1, reason: 'Invalid UTF-8' },
        { line: 2, reason: 'input is nested deeper than 1000 levels' },
      ],
    });
  });

  it('schema failures are skipped with their path', async () => {
    const path = await dataset({
      input_schema: { type: 'object', properties: { q: { type: 'string' } } },
      expected_output_schema: { type: 'integer' },
    });
    const body = await load(path, '{"input":{"q":1}}\n{"input":{"q":"a"},"expected_output":"x"}\n{"input":{"q":"a"}}');
    expect(body).toMatchObject({
      imported_count: 1,
      skipped: [
        { line: 1, reason: 'input/q must be string' },
        { line: 2, reason: 'expected_output must be integer' },
      ],
    });
  });

  it('values come back as they were sent', async () => {
    const path = await dataset();
    const values = [
      '0',
      '12345678901234567890',
      '1e400',
      '"\\u0000"',
      '"\\ud800"',
      '{"z":1,"10":{"__proto__":2}}',
      '"\\\\N\\t"',
      '"é😀"',
    ];
    await load(path, values.map((value) => `{"input":${value},"expected_output":${value}}`).join('\n'));
    const { text } = await api.admin.get(`${path}/items`);
    for (const value of values) expect(text).toContain(`"input":${value},"expected_output":${value}`);
  });

  it('application/jsonl, with parameters, is read too', async () => {
    const path = await dataset();
    expect(await load(path, '{"input":1}', { 'content-type': 'application/jsonl; charset=utf-8' })).toMatchObject({
      imported_count: 1,
    });
  });

  it('any number of lines comes in one version, in the order sent', async () => {
    const path = await dataset();
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, index) =>
      JSON.stringify({ input: { index, text: 'é'.repeat(index % 50) } }),
    );
    expect(await load(path, lines.join('\n'))).toEqual({ imported_count: count, skipped_count: 0, skipped: [] });
    expect(await state(path)).toEqual({ version: 2, item_count: count });
    const { text } = await api.admin.get(`${path}/items/export`);
    expect(text.match(/"index":\d+/g)).toEqual(lines.map((_, index) => `"index":${index}`));
  });

  it.each([['application/json'], ['text/plain'], ['multipart/form-data']])('415: %s', async (type) => {
    const path = await dataset();
    const { body } = await api.admin.raw('post', `${path}/items/import`, '{"input":1}', 415, { 'content-type': type });
    expect(body.error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('415: lines on an endpoint that takes JSON', async () => {
    const answer = await api.admin
      .begin('post', `${await dataset()}/items`)
      .set(LINES)
      .send('{"input":1}\n');
    expect([answer.status, answer.body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('404: for a dataset that does not exist, or belongs to another project', async () => {
    const client = await api.clientOf(`p-${newId()}`);
    await client.raw('post', `${await dataset()}/items/import`, '{"input":1}', 404, LINES);
    await client.raw('post', '/v1/datasets/ds-1/items/import', '{"input":1}', 404, LINES);
  });

  describe('while it streams', () => {
    it('nothing is visible, other writers are not blocked, and all of it comes at the end', async () => {
      const path = await dataset();
      const { socket, answer } = upload(path, '{"input":"streamed"}\n', api, 'connection: close');
      await until(`(${COPIES}) > 0`);
      await api.admin.post(`${path}/items`, { input: 'meanwhile' }, 201);
      expect(await inputs(path)).toEqual(['meanwhile']);
      expect(await state(path)).toEqual({ version: 2, item_count: 1 });
      socket.write('0\r\n\r\n');
      expect(await answer).toContain('{"imported_count":1,"skipped_count":0,"skipped":[]}');
      expect(await state(path)).toEqual({ version: 3, item_count: 2 });
    });

    it('if the connection breaks, nothing of it is visible', async () => {
      const path = await dataset();
      const { socket, answer } = upload(path, '{"input":1}\n'.repeat(10_000));
      await until(`(${COPIES}) > 0`);
      socket.destroy();
      await answer;
      await until(`(${COPIES}) = 0`);
      expect(await inputs(path)).toEqual([]);
      expect(await state(path)).toEqual({ version: 1, item_count: 0 });
      expect(await load(path, '{"input":2}')).toMatchObject({ imported_count: 1 });
    });

    it('deleting the dataset does not wait for it: the import ends with 404, and leaves nothing', async () => {
      const path = await dataset();
      const { socket, answer } = upload(path, '{"input":1}\n', api, 'connection: close');
      await until(`(${COPIES}) > 0`);
      await api.admin.delete(path);
      socket.write('0\r\n\r\n');
      expect(await answer).toMatch(/^HTTP\/1.1 404 .*"code":"NOT_FOUND"/s);
      const id = path.split('/').at(-1);
      const { rows } = await api.app.get(Database).run('SELECT 1 FROM dataset_items WHERE dataset_id = $1', [id]);
      expect(rows).toEqual([]);
    });
  });

  it('if no byte arrives for the idle time, the answer is 400, the connection closes and nothing is visible', async () => {
    const impatient = await startTestApp({ importIdleTimeoutMs: 200 });
    try {
      const path = await dataset({}, impatient);
      const { answer } = upload(path, '{"input":1}\n', impatient);
      expect(await answer).toMatch(/^HTTP\/1.1 400 .*connection: close.*"code":"INVALID_REQUEST"/is);
      expect(await state(path, impatient)).toEqual({ version: 1, item_count: 0 });
    } finally {
      await impatient.close();
    }
  });

  it('503 UNAVAILABLE with Retry-After when too many imports run, so that others keep their connections', async () => {
    const small = await startTestApp({ databasePoolSize: 4 });
    try {
      const path = await dataset({}, small);
      const first = upload(path, '{"input":1}\n', small);
      await until(`(${COPIES}) > 0`, small);
      const second = await small.admin.raw('post', `${path}/items/import`, '{"input":1}', 503, LINES);
      expect(second.body.error.code).toBe('UNAVAILABLE');
      expect(second.headers['retry-after']).toBe('5');
      first.socket.destroy();
      await until(`(${TRANSACTIONS}) = 0`, small);
      // The place is given back when the process hears that the transaction has ended: before this answer.
      await small.admin.get(path);
      await small.admin.raw('post', `${path}/items/import`, '{"input":1}', 200, LINES);
    } finally {
      await small.close();
    }
  });
});
