import { Database } from '@assay/database';
import { collectionItemIds } from '@assay/datasets';
import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import { Lab } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

/** Reads and single-row writes take at most two statements, finding the project of an unknown id included. */
const BUDGET = 2;
const PATH = '/v1/collections';

describe('collections', () => {
  let api: TestApp;
  let lab: Lab;
  let projectId: string;

  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  beforeEach(async () => {
    lab = await Lab.open(api);
    ({ projectId } = lab);
  });

  async function made(body: object = {}): Promise<any> {
    return (await lab.client.post('/v1/collections', { name: newId(), ...body }, 201)).body;
  }

  const numbered = (count: number, prefix = 'node-'): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  describe('POST /v1/collections 201', () => {
    it('a collection on its own, with nothing but a name', async () => {
      const { body } = await api.admin.post('/v1/collections', { project_id: projectId, name: ' edge cases ' }, 201);
      expect(body).toEqual({
        id: expect.any(String),
        project_id: projectId,
        name: 'edge cases',
        members: [],
        dataset_id: null,
        tags: [],
        metadata: null,
        created_at: expect.stringMatching(/\.\d{3}Z$/),
        updated_at: body.created_at,
      });
      expect((await lab.client.get(`/v1/collections/${body.id}`)).body).toEqual(body);
    });

    it('members, a dataset, tags and metadata; null is absent', async () => {
      const { id, itemIds } = await lab.dataset(2);
      const values = { members: itemIds, dataset_id: id, tags: ['a'], metadata: { depth: { of: [1] } } };
      expect(await made(values)).toMatchObject(values);
      const absent = { members: null, dataset_id: null, tags: null, metadata: null };
      expect(await made(absent)).toMatchObject({ members: [], dataset_id: null, tags: [], metadata: null });
    });

    it('members are opaque: any text is kept, and one that stands twice counts once at its first place', async () => {
      const members = ['b', 'a', 'b', 'A', '{"quoted"}', 'a,b', 'é', '日本', ' x', '\\', 'NULL', 'a'];
      const { members: kept } = await made({ members });
      expect(kept).toEqual([...new Set(members)]);
    });

    it('in a project that is new, by an unbound token', async () => {
      const project = `p-${newId()}`;
      const { statements } = await countStatements(() =>
        api.admin.post('/v1/collections', { project_id: project, name: 'first' }, 201),
      );
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
      expect((await api.admin.get(`/v1/collections?project_id=${project}`)).body.items).toHaveLength(1);
    });
  });

  describe('POST /v1/collections refused', () => {
    it.each([
      ['name', {}],
      ['name', { name: ' ' }],
      ['name', { name: 'x'.repeat(1_025) }],
      ['members', { name: 'n', members: 'a' }],
      ['members[1]', { name: 'n', members: ['a', ''] }],
      ['members[0]', { name: 'n', members: [1] }],
      ['members[0]', { name: 'n', members: ['x'.repeat(513)] }],
      ['members[0]', { name: 'n', members: ['\u0000'] }],
      ['members', { name: 'n', members: Array.from({ length: 10_001 }, String) }],
      ['dataset_id', { name: 'n', dataset_id: 1 }],
      ['tags', { name: 'n', tags: 'a' }],
      ['metadata', { name: 'n', metadata: [] }],
    ])('400: %s of %j', async (field, body) => {
      const { error } = (await lab.client.post('/v1/collections', body, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('400: a project is required of an unbound token', async () => {
      const { error } = (await api.admin.post('/v1/collections', { name: 'n' }, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'project_id' } });
    });

    it('404: a dataset that is not there, or in another project', async () => {
      const other = await (await Lab.open(api)).dataset();
      for (const dataset_id of [NOTHING, 'no-id', other.id]) {
        const { error } = (await lab.client.post('/v1/collections', { name: 'n', dataset_id }, 404)).body;
        expect(error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'dataset', id: dataset_id } });
      }
    });

    it('409: a name is unique in its project, also when 50 requests race', async () => {
      const race = Array.from({ length: 50 }, () =>
        lab.client
          .begin('post', PATH)
          .send({ name: 'one' })
          .then(({ status }) => status),
      );
      const statuses = await Promise.all(race);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(49);
      const { error } = (await lab.client.post('/v1/collections', { name: ' one ' }, 409)).body;
      expect(error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
      await (await Lab.open(api)).client.post('/v1/collections', { name: 'one' }, 201);
    });
  });

  describe('GET /v1/collections', () => {
    it('the collections of a project, newest first, by cursors', async () => {
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) ids.unshift((await made()).id);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await api.admin.get(`/v1/collections?project_id=${projectId}&limit=2${cursor}`);
        seen.push(...body.items.map((item: { id: string }) => item.id));
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
      } while (cursor !== '');
      expect(seen).toEqual(ids);
    });

    it('400 PROJECT_REQUIRED without a project; an unknown project is an empty page', async () => {
      const { error } = (await api.admin.get('/v1/collections', 400)).body;
      expect(error.code).toBe('PROJECT_REQUIRED');
      expect((await api.admin.get(`/v1/collections?project_id=${newId()}`)).body.items).toEqual([]);
    });
  });

  describe('PATCH /v1/collections/:id', () => {
    it('members are added at the end and removed; those that are there, or not, do not matter', async () => {
      const { id } = await made({ members: ['a', 'b', 'c'] });
      const path = `/v1/collections/${id}`;
      const change = { add_members: ['d', 'b', 'e', 'd'], remove_members: ['a', 'z'] };
      expect((await lab.client.patch(path, change)).body.members).toEqual(['b', 'c', 'd', 'e']);
      expect((await lab.client.patch(path, { remove_members: ['e'] })).body.members).toEqual(['b', 'c', 'd']);
      expect((await lab.client.patch(path, { add_members: ['a'] })).body.members).toEqual(['b', 'c', 'd', 'a']);
    });

    it('removal comes first: a member in both goes to the end', async () => {
      const { id } = await made({ members: ['a', 'b'] });
      const { body } = await lab.client.patch(`/v1/collections/${id}`, { add_members: ['a'], remove_members: ['a'] });
      expect(body.members).toEqual(['b', 'a']);
    });

    it('each field on its own; what is absent stays, null clears', async () => {
      const { id: dataset } = await lab.dataset();
      const before = await made({ members: ['a'], tags: ['t'], metadata: { k: 1 } });
      const path = `/v1/collections/${before.id}`;
      expect((await lab.client.patch(path, {})).body).toEqual(before);
      const steps: [object, object][] = [
        [{ name: ' renamed ' }, { name: 'renamed' }],
        [{ dataset_id: dataset }, { dataset_id: dataset }],
        [{ tags: ['u', 'v'] }, { tags: ['u', 'v'] }],
        [{ metadata: { other: true } }, { metadata: { other: true } }],
        [{ dataset_id: null }, { dataset_id: null }],
        [{ tags: null }, { tags: [] }],
        [{ metadata: null }, { metadata: null }],
      ];
      let state = before;
      for (const [body, shown] of steps) {
        const after = (await lab.client.patch(path, body)).body;
        expect(after).toEqual({ ...state, ...shown, updated_at: after.updated_at });
        state = after;
      }
      expect(Date.parse(state.updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at));
    });

    it('requests that add members at the same time lose nothing', async () => {
      const { id } = await made({ members: ['first'] });
      const { id: dataset } = await lab.dataset();
      const path = `/v1/collections/${id}`;
      const adds = numbered(50).map((member, index) =>
        lab.client.patch(path, {
          add_members: [member, 'shared'],
          remove_members: [`gone-${index}`],
          ...(index % 5 === 0 ? { dataset_id: dataset } : {}),
        }),
      );
      await Promise.all(adds);
      const { members, dataset_id } = (await lab.client.get(path)).body;
      expect(members[0]).toBe('first');
      expect([...members].sort()).toEqual([...numbered(50), 'first', 'shared'].sort());
      expect(dataset_id).toBe(dataset);
    });

    it('adding and removing at the same time: each takes effect once', async () => {
      const { id } = await made({ members: numbered(25, 'old-') });
      const path = `/v1/collections/${id}`;
      const removals = numbered(25, 'old-').map((member) => lab.client.patch(path, { remove_members: [member] }));
      const adds = numbered(25, 'new-').map((member) => lab.client.patch(path, { add_members: [member] }));
      await Promise.all([...removals, ...adds]);
      expect([...(await lab.client.get(path)).body.members].sort()).toEqual(numbered(25, 'new-').sort());
    });

    it('10,000 members and no more: 400, and nothing is changed', async () => {
      const { id } = await made({ members: numbered(9_999) });
      const path = `/v1/collections/${id}`;
      await lab.client.patch(path, { add_members: ['node-0', 'last'] });
      const { error } = (await lab.client.patch(path, { add_members: ['more'], name: 'renamed' }, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'add_members', limit: 10_000 } });
      const { members, name } = (await lab.client.get(path)).body;
      expect([members.length, members.at(-1), name === 'renamed']).toEqual([10_000, 'last', false]);
      await lab.client.patch(path, { remove_members: ['last'], add_members: ['more'] });
    });

    it.each([
      ['name', { name: null }],
      ['name', { name: '' }],
      ['add_members', { add_members: null }],
      ['add_members[0]', { add_members: [' '] }],
      ['remove_members', { remove_members: {} }],
      ['dataset_id', { dataset_id: 7 }],
    ])('400: %s of %j', async (field, body) => {
      const { id } = await made();
      const { error } = (await lab.client.patch(`/v1/collections/${id}`, body, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('404: an unknown collection, or dataset to put it into; 409: a name that is taken', async () => {
      await made({ name: 'taken' });
      const { id } = await made();
      await lab.client.patch(`/v1/collections/${NOTHING}`, { name: 'x' }, 404);
      await lab.client.patch(`/v1/collections/x`, {}, 404);
      const { error } = (await lab.client.patch(`/v1/collections/${id}`, { dataset_id: NOTHING }, 404)).body;
      expect(error.details.resource).toBe('dataset');
      const taken = (await lab.client.patch(`/v1/collections/${id}`, { name: 'taken' }, 409)).body;
      expect(taken.error.code).toBe('CONFLICT');
    });
  });

  describe('DELETE /v1/collections/:id', () => {
    it('once, and its name is free again; its items stay', async () => {
      const { id: dataset, itemIds } = await lab.dataset(1);
      const { id } = await made({ name: 'n', members: itemIds, dataset_id: dataset });
      const path = `/v1/collections/${id}`;
      expect((await lab.client.delete(path)).body).toEqual({ deleted: true, id });
      for (const again of [lab.client.delete(path, 404), lab.client.get(path, 404)]) await again;
      await made({ name: 'n' });
      expect((await lab.client.get(`/v1/datasets/${dataset}/items`)).body.items).toHaveLength(1);
    });
  });

  it('a dataset holds 1,000 collections and no more, wherever they come from', async () => {
    const { id: dataset } = await lab.dataset();
    const { rows } = await api.app.get(Database).run<{ id: string }>(
      `INSERT INTO collections (project_id, id, name, dataset_id, created_at, updated_at)
       SELECT $1, gen_random_uuid(), 'filling ' || n, $2::uuid, $3, $3 FROM generate_series(1, 1000) n RETURNING id`,
      [projectId, dataset, '2026-01-01T00:00:00Z'],
    );
    const { error } = (await lab.client.post('/v1/collections', { name: 'n', dataset_id: dataset }, 400)).body;
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'dataset_id', limit: 1_000 } });
    const { id } = await made();
    await lab.client.patch(`/v1/collections/${id}`, { dataset_id: dataset }, 400);
    await lab.client.patch(`/v1/collections/${rows[0]?.id}`, { dataset_id: dataset });
  });

  it('a collection becomes one on its own when its dataset is deleted for good', async () => {
    const { id: dataset } = await lab.dataset();
    const { id } = await made({ dataset_id: dataset, members: ['a'] });
    await lab.client.delete(`/v1/datasets/${dataset}`);
    expect((await lab.client.get(`/v1/collections/${id}`)).body).toMatchObject({ dataset_id: null, members: ['a'] });
  });

  it('the items of a collection are its members that may be ids of items, in order', async () => {
    const { itemIds } = await lab.dataset(3);
    const [first, second, third] = itemIds as [string, string, string];
    const { id } = await made({ members: [third, 'node', first, second.toUpperCase(), NOTHING] });
    const database = api.app.get(Database);
    expect(await collectionItemIds(database, projectId, id)).toEqual([third, first, NOTHING]);
    for (const [project, unknown] of [
      [projectId, NOTHING],
      [projectId, 'x'],
      ['other', id],
    ] as const)
      expect(await collectionItemIds(database, project, unknown)).toBeUndefined();
  });

  it('each endpoint takes at most two statements, with an admin token too', async () => {
    const { id: dataset } = await lab.dataset();
    const fresh = await startTestApp({ keyCacheMs: 600_000 }, { url: api.databaseUrl });
    try {
      const bound = fresh.admin.with(lab.client.token);
      await Promise.all([fresh.admin.get('/v1/datasets?project_id=warm'), bound.get('/v1/datasets')]);
      for (const client of [fresh.admin, bound]) {
        const { id } = await made();
        const { id: other } = await made();
        const { id: third } = await made();
        const calls: (() => Promise<unknown>)[] = [
          () => client.post('/v1/collections', { project_id: projectId, name: newId(), dataset_id: dataset }, 201),
          () => client.get(`/v1/collections?project_id=${projectId}`),
          () => client.get(`/v1/collections/${id}`),
          () => client.patch(`/v1/collections/${other}`, { add_members: ['x'], dataset_id: dataset }),
          () => client.delete(`/v1/collections/${third}`),
        ];
        for (const call of calls) {
          const { statements } = await countStatements(call);
          expect(statements.length).toBeLessThanOrEqual(BUDGET);
        }
      }
    } finally {
      await fresh.close();
    }
  });
});
