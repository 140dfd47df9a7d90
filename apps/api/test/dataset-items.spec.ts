import { newId } from '@assay/shared/ids';
import { anyTime } from './answer-forms';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('dataset items', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  async function dataset(more: object = {}): Promise<string> {
    const { body } = await api.admin.post('/v1/datasets', { project_id: `p-${newId()}`, name: 'd', ...more }, 201);
    return `/v1/datasets/${body.id}`;
  }
  const add = async (path: string, item: object): Promise<any> =>
    (await api.admin.post(`${path}/items`, item, 201)).body;
  const state = async (path: string): Promise<object> => {
    const { version, item_count } = (await api.admin.get(path)).body;
    return { version, item_count };
  };

  /** Values that come back as they were sent: the text between the keys is compared. */
  const EXACT = [
    '0',
    'false',
    '""',
    '[]',
    '{}',
    '-0',
    '12345678901234567890',
    '0.1000000000000000055511151231257827',
    '1e400',
    '"\\u0000"',
    '"\\ud800"',
    '"😀"',
    '{"__proto__":1}',
    '{"z":1,"10":2}',
    `${'['.repeat(1000)}${']'.repeat(1000)}`,
  ];

  describe('POST /v1/datasets/:id/items', () => {
    it('201: answers the whole item and raises the version by 1', async () => {
      const path = await dataset();
      const item = await add(path, {
        input: 'What is the capital of France?',
        expected_output: 'Paris',
        metadata: { source: 'manual' },
      });
      expect(item).toEqual({
        id: expect.any(String),
        dataset_id: path.slice('/v1/datasets/'.length),
        input: 'What is the capital of France?',
        expected_output: 'Paris',
        metadata: { source: 'manual' },
        version: 2,
        created_at: anyTime,
        updated_at: item.created_at,
      });
      expect((await api.admin.get(`${path}/items/${item.id}`)).body).toEqual(item);
      expect((await api.admin.get(`${path}/items`)).body.items).toEqual([item]);
      expect(await state(path)).toEqual({ version: 2, item_count: 1 });
    });

    it('201: optional fields without a value are null, null means absent, unknown fields are ignored', async () => {
      const path = await dataset();
      const item = await add(path, { input: '', expected_output: null, metadata: null, id: 'mine' });
      expect(item).toMatchObject({ input: '', expected_output: null, metadata: null });
      expect(item.id).not.toBe('mine');
    });

    it.each(EXACT)('201: a value comes back as it was sent: %.40s', async (value) => {
      const path = await dataset();
      const body = `{"input":${value},"expected_output":${value === 'null' ? '1' : value}}`;
      const added = await api.admin.raw('post', `${path}/items`, body, 201);
      const { id } = JSON.parse(added.text.replace(/"input":.*,"metadata"/, '"metadata"'));
      const expected = `"input":${value},"expected_output":${value},"metadata":null`;
      expect(added.text).toContain(expected);
      expect((await api.admin.get(`${path}/items/${id}`)).text).toContain(expected);
      expect((await api.admin.get(`${path}/items`)).text).toContain(expected);
    });

    it.each([
      ['missing input', {}, 'input'],
      ['input null', { input: null }, 'input'],
      ['metadata of the wrong type', { input: 1, metadata: 'x' }, 'metadata'],
      ['U+0000 in metadata', { input: 1, metadata: { 'a\u0000': 1 } }, 'metadata'],
      ['no object', [1], ''],
    ])('400: %s', async (_, body, field) => {
      const path = await dataset();
      const answer = await api.admin.post(`${path}/items`, body, 400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
      expect(await state(path)).toEqual({ version: 1, item_count: 0 });
    });

    it('400: a value nested deeper than 1,000 levels', async () => {
      const path = await dataset();
      await api.admin.raw('post', `${path}/items`, `{"input":${'['.repeat(1001)}${']'.repeat(1001)}}`, 400);
    });
  });

  describe('POST /v1/datasets/:id/items/batch', () => {
    it('201: created_count and items in the order sent, in one version', async () => {
      const path = await dataset();
      const items = Array.from({ length: 1000 }, (_, index) => ({ input: { index }, metadata: { index } }));
      const { body } = await api.admin.post(`${path}/items/batch`, { items }, 201);
      expect(body.created_count).toBe(1000);
      expect(body.items.map((item: any) => item.input.index)).toEqual(items.map((item) => item.input.index));
      expect(new Set(body.items.map((item: any) => item.version))).toEqual(new Set([2]));
      expect(await state(path)).toEqual({ version: 2, item_count: 1000 });
      const listed = (await api.admin.get(`${path}/items?limit=200`)).body;
      expect(listed.items).toEqual(body.items.slice(0, 200));
    });

    it('400: names the item and field that is wrong, and adds nothing', async () => {
      const path = await dataset();
      const items = [{ input: 1 }, { input: 2 }, { input: 3 }, { expected_output: 4 }];
      const { body } = await api.admin.post(`${path}/items/batch`, { items }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'items[3].input' } });
      expect(await state(path)).toEqual({ version: 1, item_count: 0 });
    });

    it.each([
      ['no items', { items: [] }],
      ['1,001 items', { items: Array.from({ length: 1001 }, () => ({ input: 1 })) }],
      ['no list', { items: {} }],
      ['nothing', {}],
    ])('400: %s', async (_, body) => {
      const answer = await api.admin.post(`${await dataset()}/items/batch`, body, 400);
      expect(answer.body.error.details.field).toBe('items');
    });
  });

  describe('GET /v1/datasets/:id/items', () => {
    it('oldest first, every item once under a walk, also while items are added and removed', async () => {
      const path = await dataset();
      const items: any[] = [];
      for (let index = 0; index < 7; index += 1) items.push(await add(path, { input: index }));
      const seen: number[] = [];
      let cursor = '';
      do {
        const { body } = await api.admin.get(`${path}/items?limit=2${cursor}`);
        seen.push(...body.items.map((item: any) => item.input));
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
        if (seen.length === 2) await api.admin.delete(`${path}/items/${items[0].id}`);
        if (seen.length === 4) await api.admin.delete(`${path}/items/${items[5].id}`);
      } while (cursor !== '');
      expect(seen).toEqual([0, 1, 2, 3, 4, 6]);
    });

    it('an empty dataset is an empty page', async () => {
      const { body } = await api.admin.get(`${await dataset()}/items`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'version=0', 'version=-1', 'version=x', 'version=1.5'])(
      '400: %s',
      async (query) => {
        await api.admin.get(`${await dataset()}/items?${query}`, 400);
      },
    );

    it('400: a cursor of another dataset, or of another version', async () => {
      const path = await dataset();
      await add(path, { input: 1 });
      await add(path, { input: 2 });
      const { next_cursor: cursor } = (await api.admin.get(`${path}/items?limit=1`)).body;
      await api.admin.get(`${path}/items?cursor=${cursor}`);
      await api.admin.get(`${await dataset()}/items?cursor=${cursor}`, 400);
      await api.admin.get(`${path}/items?version=3&cursor=${cursor}`, 400);
    });
  });

  describe('PATCH /v1/datasets/:id/items/:item_id', () => {
    it('makes a new revision of the same item: an absent field stays, null clears', async () => {
      const path = await dataset();
      const item = await add(path, { input: 'a', expected_output: 'b', metadata: { c: 1 } });
      const first = (await api.admin.patch(`${path}/items/${item.id}`, { input: 'A' })).body;
      expect(first).toEqual({ ...item, input: 'A', version: 3, updated_at: anyTime });
      const second = (await api.admin.patch(`${path}/items/${item.id}`, { expected_output: null, metadata: null }))
        .body;
      expect(second).toEqual({ ...first, expected_output: null, metadata: null, version: 4, updated_at: anyTime });
      expect((await api.admin.get(`${path}/items`)).body.items).toEqual([second]);
      expect(await state(path)).toEqual({ version: 4, item_count: 1 });
    });

    it('a request that changes nothing does not raise the version', async () => {
      const path = await dataset();
      const values = { input: { a: 1.5, z: [1, 'é'] }, expected_output: 0, metadata: { m: true } };
      const item = await add(path, values);
      for (const body of [{}, { input: values.input }, values, { unknown: 1 }]) {
        expect((await api.admin.patch(`${path}/items/${item.id}`, body)).body).toEqual(item);
      }
      const respelled = '{"input":{"a":15e-1,"z":[1.0,"\\u00e9"]},"expected_output":-0}';
      expect((await api.admin.raw('patch', `${path}/items/${item.id}`, respelled, 200)).body).toEqual(item);
      expect(await state(path)).toEqual({ version: 2, item_count: 1 });
    });

    it('another order of keys is another value', async () => {
      const path = await dataset();
      const item = await add(path, { input: { a: 1, b: 2 } });
      const { text } = await api.admin.patch(`${path}/items/${item.id}`, { input: { b: 2, a: 1 } });
      expect(text).toContain('{"b":2,"a":1}');
      expect(await state(path)).toEqual({ version: 3, item_count: 1 });
    });

    it.each([{ input: null }, { metadata: [] }])('400: %j', async (body) => {
      const path = await dataset();
      const item = await add(path, { input: 1 });
      await api.admin.patch(`${path}/items/${item.id}`, body, 400);
    });
  });

  describe('DELETE /v1/datasets/:id/items/:item_id', () => {
    it('removes the item, once', async () => {
      const path = await dataset();
      const item = await add(path, { input: 1 });
      const { body } = await api.admin.delete(`${path}/items/${item.id}`);
      expect(body).toEqual({ deleted: true, id: item.id });
      await api.admin.get(`${path}/items/${item.id}`, 404);
      await api.admin.patch(`${path}/items/${item.id}`, { input: 2 }, 404);
      await api.admin.delete(`${path}/items/${item.id}`, 404);
      expect(await state(path)).toEqual({ version: 3, item_count: 0 });
    });
  });

  it.each([NOTHING, 'item-1'])('404: an id that no item has: %s', async (id) => {
    const path = await dataset();
    await api.admin.get(`${path}/items/${id}`, 404);
    await api.admin.patch(`${path}/items/${id}`, { input: 1 }, 404);
    await api.admin.patch(`${path}/items/${id}`, {}, 404);
    await api.admin.delete(`${path}/items/${id}`, 404);
  });

  it('404: an item of another dataset', async () => {
    const item = await add(await dataset(), { input: 1 });
    const path = await dataset();
    await api.admin.get(`${path}/items/${item.id}`, 404);
    await api.admin.patch(`${path}/items/${item.id}`, { input: 2 }, 404);
    await api.admin.delete(`${path}/items/${item.id}`, 404);
  });

  describe('schemas', () => {
    const SCHEMAS = {
      input_schema: { type: 'object', required: ['q'], properties: { q: { type: 'string', pattern: '^[a-z]+$' } } },
      expected_output_schema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'integer' },
    };

    it('an item that does not fit is 400 with the failing path', async () => {
      const path = await dataset(SCHEMAS);
      const wrong = await api.admin.post(`${path}/items`, { input: { q: 'A1' } }, 400);
      expect(wrong.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'input', path: '/q' } });
      const output = await api.admin.post(`${path}/items`, { input: { q: 'a' }, expected_output: 'x' }, 400);
      expect(output.body.error.details).toMatchObject({ field: 'expected_output', path: '' });
      await add(path, { input: { q: 'a' }, expected_output: 1 });
      await add(path, { input: { q: 'a' } });
      expect(await state(path)).toEqual({ version: 3, item_count: 2 });
    });

    it('a batch with an item that does not fit is refused whole', async () => {
      const path = await dataset(SCHEMAS);
      const items = [{ input: { q: 'a' } }, { input: { q: 1 } }];
      const { body } = await api.admin.post(`${path}/items/batch`, { items }, 400);
      expect(body.error.details).toMatchObject({ field: 'items[1].input', path: '/q' });
      expect(await state(path)).toEqual({ version: 1, item_count: 0 });
    });

    it('PATCH checks what it is given', async () => {
      const path = await dataset(SCHEMAS);
      const item = await add(path, { input: { q: 'a' }, expected_output: 1 });
      await api.admin.patch(`${path}/items/${item.id}`, { input: 'x' }, 400);
      await api.admin.patch(`${path}/items/${item.id}`, { expected_output: 1.5 }, 400);
      await api.admin.patch(`${path}/items/${item.id}`, { expected_output: null });
    });

    it('a new schema applies to later writes only, in every process', async () => {
      const path = await dataset();
      const item = await add(path, { input: 1 });
      const other = await startTestApp({}, { url: api.databaseUrl });
      try {
        await other.admin.patch(path, { input_schema: { type: 'string' } });
        await api.admin.post(`${path}/items`, { input: 2 }, 400);
        await api.admin.post(`${path}/items/batch`, { items: [{ input: 2 }] }, 400);
        await add(path, { input: 'two' });
        await other.admin.patch(path, { input_schema: null });
        await add(path, { input: 3 });
      } finally {
        await other.close();
      }
      expect((await api.admin.get(`${path}/items`)).body.items.map((row: any) => row.input)).toEqual([1, 'two', 3]);
      expect((await api.admin.get(`${path}/items/${item.id}`)).body).toEqual(item);
    });
  });
});
