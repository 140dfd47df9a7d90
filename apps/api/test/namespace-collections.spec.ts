import { newId } from '@assay/shared/ids';
import type { ApiClient } from './api-client';
import { Space } from './factories/space';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('collections of namespaces', () => {
  let api: TestApp;
  let space: Space;
  let client: ApiClient;
  let slug: string;
  let project: string;

  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    space = await Space.open(api);
    ({ client, namespace: slug, project } = space);
  });

  it('POST /namespaces/:slug/projects/:projectSlug/collections 201: id, name, members, datasetId, tags, metadata', async () => {
    const { id: datasetId } = await space.dataset();
    const body = { name: 'clips', members: ['b', 'a', 'b'], datasetId, tags: ['t'], metadata: { k: 1 } };
    const made = await client.post(`/namespaces/${slug}/projects/${project}/collections`, body, 201);
    expect(made.body).toEqual({ id: expect.any(String), ...body, members: ['b', 'a'] });
    const bare = await client.post(`/namespaces/${slug}/projects/${project}/collections`, { name: 'bare' }, 201);
    expect(bare.body).toEqual({
      id: expect.any(String),
      name: 'bare',
      members: [],
      datasetId: null,
      tags: [],
      metadata: null,
    });
    expect((await client.get(`/v1/collections/${made.body.id}`)).body).toMatchObject({
      project_id: space.projectId,
      dataset_id: datasetId,
    });
  });

  it('GET /namespaces/:slug/projects/:projectSlug/collections: pages, newest first', async () => {
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) made.unshift((await space.collection({ members: ['m'] })).id);
    const { body } = await client.get(`/namespaces/${slug}/projects/${project}/collections?pageSize=2`);
    expect(body).toMatchObject({ page: 1, pageSize: 2, total: 3, totalPages: 2 });
    const last = await client.get(`/namespaces/${slug}/projects/${project}/collections?pageSize=2&page=2`);
    const rows = [...body.collections, ...last.body.collections];
    expect(rows.map((row: { id: string }) => row.id)).toEqual(made);
    expect(Object.keys(rows[0]).sort()).toEqual(['datasetId', 'id', 'members', 'metadata', 'name', 'tags']);
    await client.get(`/namespaces/${slug}/projects/${project}/collections?pageSize=201`, 400);
  });

  it('GET and DELETE by id', async () => {
    const made = await space.collection({ members: ['m'] });
    const path = `/namespaces/${slug}/projects/${project}/collections/${made.id}`;
    expect((await client.get(path)).body).toEqual(made);
    expect((await client.delete(path)).body).toEqual({ success: true });
    for (const id of [made.id, NOTHING, 'x', '%00']) {
      await client.get(`/namespaces/${slug}/projects/${project}/collections/${id}`, 404);
      await client.delete(`/namespaces/${slug}/projects/${project}/collections/${id}`, 404);
    }
  });

  it('PATCH name, addMembers, removeMembers, datasetId, tags, metadata; null clears', async () => {
    const { id: datasetId } = await space.dataset();
    const { id } = await space.collection({ members: ['a', 'b'] });
    const path = `/namespaces/${slug}/projects/${project}/collections/${id}`;
    const change = { name: 'new', addMembers: ['c', 'b'], removeMembers: ['a'], datasetId, tags: ['t'], metadata: {} };
    const changed = (await client.patch(path, change)).body;
    expect(changed).toEqual({ id, name: 'new', members: ['b', 'c'], datasetId, tags: ['t'], metadata: {} });
    expect((await client.patch(path, {})).body).toEqual(changed);
    const cleared = (await client.patch(path, { datasetId: null, tags: null, metadata: null })).body;
    expect(cleared).toEqual({ ...changed, datasetId: null, tags: [], metadata: null });
  });

  it('addMembers of 50 requests at once lose nothing', async () => {
    const { id } = await space.collection();
    const path = `/namespaces/${slug}/projects/${project}/collections/${id}`;
    const members = Array.from({ length: 50 }, (_, index) => `node-${index}`);
    await Promise.all(members.map((member) => client.patch(path, { addMembers: [member] })));
    expect([...(await client.get(path)).body.members].sort()).toEqual([...members].sort());
  });

  it('409: names are unique in the project', async () => {
    await space.collection({ name: 'taken' });
    const { id } = await space.collection();
    await client.post(`/namespaces/${slug}/projects/${project}/collections`, { name: 'taken' }, 409);
    const path = `/namespaces/${slug}/projects/${project}/collections/${id}`;
    expect((await client.patch(path, { name: 'taken' }, 409)).body.error.code).toBe('CONFLICT');
    await (await Space.open(api)).collection({ name: 'taken' });
  });

  it('404: a dataset of another project, a project or collection of another key', async () => {
    const other = await Space.open(api);
    const { id: foreign } = await other.dataset();
    const path = `/namespaces/${slug}/projects/${project}/collections`;
    await client.post(path, { name: 'n', datasetId: foreign }, 404);
    const { id } = await space.collection();
    await client.patch(`${path}/${id}`, { datasetId: foreign }, 404);
    await other.client.get(`${path}/${id}`, 404);
    await other.client.post(path, { name: 'n' }, 404);
    await other.client.get(`/namespaces/${other.namespace}/projects/${other.project}/collections/${id}`, 404);
    await api.admin.get(`/namespaces/${other.namespace}/projects/${other.project}/collections/${id}`, 404);
  });

  it.each([
    ['name', {}],
    ['members', { name: 'n', members: 'm' }],
    ['members[0]', { name: 'n', members: [{}] }],
    ['datasetId', { name: 'n', datasetId: 1 }],
    ['tags', { name: 'n', tags: 't' }],
    ['metadata', { name: 'n', metadata: 1 }],
  ])('400: %s of %j', async (field, body) => {
    const { error } = (await client.post(`/namespaces/${slug}/projects/${project}/collections`, body, 400)).body;
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
  });

  it('400: addMembers beyond the 10,000 that a collection may have, named as in the body', async () => {
    const { id } = await space.collection({ members: Array.from({ length: 10_000 }, (_, index) => `node-${index}`) });
    const path = `/namespaces/${slug}/projects/${project}/collections/${id}`;
    const { error } = (await client.patch(path, { addMembers: ['more'] }, 400)).body;
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'addMembers', limit: 10_000 } });
  });

  it('a repeat with the same Idempotency-Key makes one collection', async () => {
    const path = `/namespaces/${slug}/projects/${project}/collections`;
    const headers = { 'idempotency-key': newId() };
    const first = await client.raw('post', path, '{"name":"once"}', 201, headers);
    const again = await client.raw('post', path, '{"name":"once"}', 201, headers);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
  });
});
