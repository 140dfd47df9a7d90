import { newId } from '@assay/shared/ids';
import { startTestApp, type TestApp } from './test-app';

describe('races on datasets', () => {
  let api: TestApp;
  let other: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
    other = await startTestApp({}, { url: api.databaseUrl });
  });
  afterAll(async () => {
    await other.close();
    await api.close();
  });

  const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)));
  /** Alternates between two processes' worth of service on one database. */
  const admin = (index: number): TestApp['admin'] => (index % 2 === 0 ? api : other).admin;

  async function dataset(more: object = {}): Promise<string> {
    const { body } = await api.admin.post('/v1/datasets', { project_id: `p-${newId()}`, name: 'd', ...more }, 201);
    return `/v1/datasets/${body.id}`;
  }

  async function allItems(path: string, version?: number): Promise<any[]> {
    const items: any[] = [];
    for (let cursor = ''; ;) {
      const at = version === undefined ? '' : `&version=${version}`;
      const { body } = await api.admin.get(`${path}/items?limit=200${at}${cursor}`);
      items.push(...body.items);
      if (body.next_cursor === null) return items;
      cursor = `&cursor=${body.next_cursor}`;
    }
  }

  it('one of 50 requests with the same name wins, the others are CONFLICT', async () => {
    const body = { project_id: `p-${newId()}`, name: 'same' };
    const answers = await times(50, async (index) => admin(index).begin('post', '/v1/datasets').send(body));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array<number>(49).fill(409)]);
    const codes = answers.filter((answer) => answer.status === 409).map((answer) => answer.body.error.code);
    expect(new Set(codes)).toEqual(new Set(['CONFLICT']));
  });

  it('100 concurrent adds: each has a version of its own, and every version one item more', async () => {
    const path = await dataset();
    const answers = await times(100, (index) => admin(index).post(`${path}/items`, { input: index }, 201));
    const versions = answers.map((answer) => answer.body.version as number).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
    expect((await api.admin.get(path)).body).toMatchObject({ version: 101, item_count: 100 });
    for (const version of [2, 37, 101]) expect(await allItems(path, version)).toHaveLength(version - 1);
  });

  it('version and count stay exact under adds, batches, patches and deletes at once', async () => {
    const path = await dataset();
    const { body } = await api.admin.post(
      `${path}/items/batch`,
      { items: Array.from({ length: 40 }, (_, index) => ({ input: index })) },
      201,
    );
    const ids = body.items.map((item: any) => item.id);
    await Promise.all([
      times(25, (index) => admin(index).post(`${path}/items`, { input: 'added' }, 201)),
      times(10, (index) =>
        admin(index).post(`${path}/items/batch`, { items: [{ input: 'x' }, { input: 'y' }, { input: 'z' }] }, 201),
      ),
      times(20, (index) => admin(index).patch(`${path}/items/${ids[index]}`, { input: 'changed' })),
      times(20, (index) => admin(index).delete(`${path}/items/${ids[20 + index]}`)),
    ]);
    expect((await api.admin.get(path)).body).toMatchObject({
      version: 2 + 25 + 10 + 20 + 20,
      item_count: 40 + 25 + 30 - 20,
    });
    const items = await allItems(path);
    expect(items).toHaveLength(75);
    expect(new Set(items.map((item) => item.id)).size).toBe(75);
    expect(items.filter((item) => item.input === 'changed')).toHaveLength(20);
    expect((await allItems(path, 2)).map((item) => item.input)).toEqual(body.items.map((item: any) => item.input));
  });

  it('50 deletes of one item: one succeeds, the version rises by 1', async () => {
    const path = await dataset();
    const item = (await api.admin.post(`${path}/items`, { input: 1 }, 201)).body;
    const answers = await times(50, async (index) => admin(index).begin('delete', `${path}/items/${item.id}`));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array<number>(49).fill(404)]);
    expect((await api.admin.get(path)).body).toMatchObject({ version: 3, item_count: 0 });
  });

  it('50 patches of one item: each makes a revision, none is lost', async () => {
    const path = await dataset();
    const item = (await api.admin.post(`${path}/items`, { input: 'first' }, 201)).body;
    const answers = await times(50, (index) => admin(index).patch(`${path}/items/${item.id}`, { input: index }));
    const byVersion = new Map(answers.map(({ body }) => [body.version as number, body.input as number]));
    expect([...byVersion.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 3));
    for (const version of [3, 20, 52]) expect((await allItems(path, version))[0].input).toBe(byVersion.get(version));
    expect((await api.admin.get(path)).body).toMatchObject({ version: 52, item_count: 1 });
  });

  it('50 patches to the same value: one makes a revision', async () => {
    const path = await dataset();
    const item = (await api.admin.post(`${path}/items`, { input: 'old' }, 201)).body;
    await times(50, (index) => admin(index).patch(`${path}/items/${item.id}`, { input: 'new' }));
    expect((await api.admin.get(path)).body).toMatchObject({ version: 3, item_count: 1 });
  });

  it('no item gets past a schema that was set before it was stored', async () => {
    const path = await dataset();
    const add = async (index: number): Promise<void> => {
      await admin(index).begin('post', `${path}/items`).send({ input: index });
    };
    const guard = other.admin.patch(path, { input_schema: { type: 'string' } });
    const [, { body: guarded }] = await Promise.all([times(60, add), guard]);
    const { version } = guarded;
    const items = await allItems(path);
    expect(items.every((item) => item.version <= version)).toBe(true);
    expect((await api.admin.get(path)).body).toMatchObject({ version, item_count: items.length });
  });

  it('deleting the dataset while items are added: every add is 201 or 404, and nothing stays', async () => {
    const path = await dataset();
    const adds = times(60, async (index) => admin(index).begin('post', `${path}/items`).send({ input: index }));
    const [answers] = await Promise.all([adds, api.admin.delete(path)]);
    expect(answers.every(({ status }) => status === 201 || status === 404)).toBe(true);
    await api.admin.get(path, 404);
  });

  it('imports while others write: all items are there, and each request raised the version by 1', async () => {
    const path = await dataset();
    const lines = Array.from({ length: 200 }, (_, index) => JSON.stringify({ input: `line ${index}` })).join('\n');
    const load = (index: number): Promise<unknown> =>
      admin(index).raw('post', `${path}/items/import`, lines, 200, { 'content-type': 'application/x-ndjson' });
    await Promise.all([
      times(6, load),
      times(50, (index) => admin(index).post(`${path}/items`, { input: 'single' }, 201)),
    ]);
    expect((await api.admin.get(path)).body).toMatchObject({ version: 57, item_count: 6 * 200 + 50 });
    const items = await allItems(path);
    expect(items).toHaveLength(1250);
    const singles = items.filter((item) => item.input === 'single').map((item) => item.version);
    const imports = new Set(items.filter((item) => item.input !== 'single').map((item) => item.version));
    expect([...singles, ...imports].sort((a, b) => a - b)).toEqual(Array.from({ length: 56 }, (_, index) => index + 2));
  });
});
