import { newId } from '@assay/shared/ids';
import { startTestApp, type TestApp } from './test-app';

describe('dataset versions', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  async function dataset(): Promise<string> {
    const { body } = await api.admin.post('/v1/datasets', { project_id: `p-${newId()}`, name: 'd' }, 201);
    return `/v1/datasets/${body.id}`;
  }
  const add = async (path: string, input: unknown): Promise<any> =>
    (await api.admin.post(`${path}/items`, { input }, 201)).body;
  const load = (path: string, lines: string): Promise<any> =>
    api.admin.raw('post', `${path}/items/import`, lines, 200, { 'content-type': 'application/x-ndjson' });

  async function walk(path: string, version: number | undefined, limit = 2): Promise<any[]> {
    const items: any[] = [];
    let query = `limit=${limit}${version === undefined ? '' : `&version=${version}`}`;
    for (;;) {
      const { body } = await api.admin.get(`${path}/items?${query}`);
      items.push(...body.items);
      if (body.next_cursor === null) return items;
      query = `${query.replace(/&cursor=.*/, '')}&cursor=${body.next_cursor}`;
    }
  }
  const inputs = async (path: string, version?: number): Promise<unknown[]> =>
    (await walk(path, version)).map((item) => item.input);

  it('every version stays readable, as it stood then', async () => {
    const path = await dataset();
    const a = await add(path, 'a');
    const b = await add(path, 'b');
    await api.admin.patch(`${path}/items/${a.id}`, { input: 'A' });
    await load(path, '{"input":"c"}\n{"input":"d"}\n');
    await api.admin.delete(`${path}/items/${b.id}`);
    const c = (await walk(path, undefined)).find((item) => item.input === 'c');
    await api.admin.patch(`${path}/items/${c.id}`, { input: 'C' });
    await api.admin.post(`${path}/items/batch`, { items: [{ input: 'e' }, { input: 'f' }] }, 201);
    await api.admin.delete(`${path}/items/${c.id}`);
    const history = [
      [],
      ['a'],
      ['a', 'b'],
      ['A', 'b'],
      ['A', 'b', 'c', 'd'],
      ['A', 'c', 'd'],
      ['A', 'C', 'd'],
      ['A', 'C', 'd', 'e', 'f'],
      ['A', 'd', 'e', 'f'],
    ];
    for (const [index, expected] of history.entries()) expect(await inputs(path, index + 1)).toEqual(expected);
    expect(await inputs(path)).toEqual(history.at(-1));
    expect((await api.admin.get(path)).body).toMatchObject({ version: 9, item_count: 4 });
  });

  it('an item tells the version in which its revision came, imported ones included', async () => {
    const path = await dataset();
    const a = await add(path, 'a');
    await load(path, '{"input":"b"}\n{"input":"c"}');
    await api.admin.patch(`${path}/items/${a.id}`, { input: 'A' });
    const shown = async (version?: number): Promise<unknown[]> =>
      (await walk(path, version)).map((item) => [item.input, item.version]);
    expect(await shown()).toEqual([
      ['A', 4],
      ['b', 3],
      ['c', 3],
    ]);
    expect(await shown(3)).toEqual([
      ['a', 2],
      ['b', 3],
      ['c', 3],
    ]);
    const [, b] = await walk(path, undefined);
    expect((await api.admin.get(`${path}/items/${b.id}`)).body).toEqual(b);
    const revised = (await api.admin.patch(`${path}/items/${b.id}`, { metadata: { x: 1 } })).body;
    expect(revised).toMatchObject({ version: 5, created_at: b.created_at });
  });

  it('a version above the current is 404, however large', async () => {
    const path = await dataset();
    await add(path, 'a');
    for (const version of ['3', '2147483647', '2147483648', '99999999999999']) {
      const { body } = await api.admin.get(`${path}/items?version=${version}`, 404);
      expect(body.error).toMatchObject({ code: 'NOT_FOUND', details: { current_version: 2 } });
      await api.admin.get(`${path}/items/export?version=${version}`, 404);
    }
    await api.admin.get(`${path}/items/export?version=0`, 400);
  });

  it('a walk of a version is not moved by what happens meanwhile', async () => {
    const path = await dataset();
    const items = [];
    for (const input of ['a', 'b', 'c', 'd', 'e']) items.push(await add(path, input));
    const first = (await api.admin.get(`${path}/items?version=6&limit=2`)).body;
    await api.admin.delete(`${path}/items/${items[3].id}`);
    await api.admin.patch(`${path}/items/${items[4].id}`, { input: 'E' });
    await add(path, 'f');
    const rest = (await api.admin.get(`${path}/items?version=6&limit=5&cursor=${first.next_cursor}`)).body;
    expect([...first.items, ...rest.items]).toEqual(items);
  });
});
