import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { newId } from '@assay/shared/ids';
import { ADMIN_KEY } from './test-config';
import { startTestApp, type TestApp } from './test-app';

const LINES = { 'content-type': 'application/x-ndjson' };

describe('GET /v1/datasets/:id/items/export', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  async function dataset(): Promise<string> {
    const { body } = await api.admin.post('/v1/datasets', { project_id: `p-${newId()}`, name: 'd' }, 201);
    return `/v1/datasets/${body.id}`;
  }
  const load = (path: string, lines: string): Promise<any> =>
    api.admin.raw('post', `${path}/items/import`, lines, 200, LINES);
  const exported = async (path: string, query = ''): Promise<string> =>
    (await api.admin.get(`${path}/items/export${query}`)).text;
  const withoutIds = (text: string): string => text.replace(/"id":"[^"]*"|"created_at":"[^"]*"/g, '');

  it('200: NDJSON, one line an item, in the order sent', async () => {
    const path = await dataset();
    const { body } = await api.admin.post(
      `${path}/items/batch`,
      { items: [{ input: 'a', expected_output: { b: 1 }, metadata: { c: 2 } }, { input: [0] }] },
      201,
    );
    const answer = await api.admin.get(`${path}/items/export`);
    expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
    const lines = answer.text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      body.items.map(({ id, input, expected_output, metadata, created_at }: any) => ({
        id,
        input,
        expected_output,
        metadata,
        created_at,
      })),
    );
    expect(Object.keys(JSON.parse(lines[0] as string))).toEqual([
      'id',
      'input',
      'expected_output',
      'metadata',
      'created_at',
    ]);
  });

  it('an empty dataset is an empty body', async () => {
    expect(await exported(await dataset())).toBe('');
  });

  it('importing an export gives the same items, exactly', async () => {
    const values = [
      '0',
      '12345678901234567890',
      '1e400',
      '"\\u0000"',
      '"\\ud800"',
      '{"z":1,"10":2}',
      '"a\\nb"',
      '"é😀"',
      '{"__proto__":1.5}',
    ];
    const path = await dataset();
    await load(
      path,
      values
        .map((value) => `{"input":${value},"expected_output":${value},"metadata":{"b":1,"a":[9007199254740993]}}`)
        .join('\n'),
    );
    const first = await exported(path);
    for (const value of values) expect(first).toContain(`"input":${value},"expected_output":${value}`);
    const copy = await dataset();
    await load(copy, first);
    expect(withoutIds(await exported(copy))).toBe(withoutIds(first));
  });

  it('a version is exported as it stood then', async () => {
    const path = await dataset();
    await load(path, '{"input":1}\n{"input":2}');
    const [first, second] = (await api.admin.get(`${path}/items`)).body.items;
    await api.admin.patch(`${path}/items/${first.id}`, { input: 'one' });
    await api.admin.delete(`${path}/items/${second.id}`);
    const read = async (query: string): Promise<unknown[]> =>
      (await exported(path, query))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).input);
    expect(await read('')).toEqual(['one']);
    expect(await read('?version=1')).toEqual([]);
    expect(await read('?version=2')).toEqual([1, 2]);
    expect(await read('?version=3')).toEqual(['one', 2]);
    expect(await read('?version=4')).toEqual(['one']);
  });

  it('many items and large ones, each once', async () => {
    const path = await dataset();
    const sizes = Array.from({ length: 3_000 }, (_, index) => (index % 500 === 499 ? 2_000_000 : index % 90));
    await load(
      path,
      sizes.map((size, index) => JSON.stringify({ input: { index, text: 'x'.repeat(size) } })).join('\n'),
    );
    const found = (await exported(path)).match(/"index":\d+/g);
    expect(found).toEqual(sizes.map((_, index) => `"index":${index}`));
  });

  /** Begins an export and reads nothing of it yet. */
  function begin(path: string): Promise<{ read(): Promise<string>; headers: object }> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${ADMIN_KEY}` };
      get(`${api.url}${path}/items/export`, { headers, agent: false }, (response) => {
        const read = async (): Promise<string> => {
          let text = '';
          for await (const part of response.setEncoding('utf8')) text += part;
          return text;
        };
        resolve({ read, headers: response.headers });
      }).on('error', reject);
    });
  }

  /** More than fits into the buffers of a connection, and no compression makes it small. */
  async function large(): Promise<string> {
    const path = await dataset();
    const line = (_: unknown, index: number): string =>
      JSON.stringify({ input: { index, text: randomBytes(40_000).toString('base64') } });
    await load(path, Array.from({ length: 300 }, line).join('\n'));
    return path;
  }

  it('is a snapshot: what is added, changed or removed meanwhile does not show', async () => {
    const path = await large();
    const whole = await exported(path);
    const running = await begin(path);
    const items = (await api.admin.get(`${path}/items?version=2&limit=200`)).body.items;
    await api.admin.delete(`${path}/items/${items[199].id}`);
    await api.admin.patch(`${path}/items/${items[150].id}`, { input: 'changed' });
    await api.admin.post(`${path}/items`, { input: 'added' }, 201);
    expect((await running.read()) === whole).toBe(true);
  });

  it('is cut off, not ended, when the dataset is deleted meanwhile', async () => {
    const path = await large();
    const running = await begin(path);
    await api.admin.delete(path);
    await expect(running.read()).rejects.toThrow(/aborted|terminated|hang up/);
  });

  it('errors before the first byte are envelopes', async () => {
    const { body, headers } = await api.admin.get('/v1/datasets/ds-1/items/export', 404);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body.error.code).toBe('NOT_FOUND');
  });
});
