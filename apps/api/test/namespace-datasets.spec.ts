import { newId } from '@assay/shared/ids';
import type { ApiClient } from './api-client';
import { Space } from './factories/space';
import { startTestApp, type TestApp } from './test-app';

describe('datasets of namespaces', () => {
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

  const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

  describe('every call of the seed, as printed', () => {
    const body = { name: 'training-v2', description: 'Q1 training data' };

    it('POST /namespaces/:slug/projects/:projectSlug/datasets 201', async () => {
      const made = await client.post(`/namespaces/${slug}/projects/${project}/datasets`, body, 201);
      expect(made.body).toEqual({
        id: expect.any(String),
        name: 'training-v2',
        description: 'Q1 training data',
        tags: [],
        projectId: space.projectId,
        metadata: null,
        createdAt: expect.stringMatching(STAMP),
        updatedAt: made.body.createdAt,
      });
    });

    it('GET /namespaces/:slug/projects/:projectSlug/datasets 200', async () => {
      const { id } = await space.dataset(body);
      const listed = await client.get(`/namespaces/${slug}/projects/${project}/datasets`);
      expect(listed.body).toEqual({
        datasets: [{ id, name: 'training-v2', description: 'Q1 training data', tags: [] }],
        page: 1,
        pageSize: 50,
        total: 1,
        totalPages: 1,
      });
    });

    it('GET /namespaces/:slug/projects/:projectSlug/datasets/:name 200', async () => {
      const { id } = await space.dataset(body);
      const clips = { name: 'front-camera-clips', members: ['nodeId1', 'nodeId2'] };
      const detections = { name: 'good-detections', members: ['nodeId3'] };
      const first = await space.collection({ ...clips, datasetId: id });
      const second = await space.collection({ ...detections, datasetId: id });
      await space.collection({ name: 'of none' });
      const got = await client.get(`/namespaces/${slug}/projects/${project}/datasets/training-v2`);
      expect(got.body).toEqual({
        id,
        name: 'training-v2',
        description: 'Q1 training data',
        tags: [],
        collections: [
          { id: first.id, ...clips },
          { id: second.id, ...detections },
        ],
      });
    });

    it('PATCH /namespaces/:slug/projects/:projectSlug/datasets/:name 200: only what is given is updated', async () => {
      const made = await space.dataset({ ...body, tags: ['a'], metadata: { k: 1 } });
      const path = `/namespaces/${slug}/projects/${project}/datasets/training-v2`;
      const described = (await client.patch(path, { description: 'Q2' })).body;
      expect(described).toEqual({ ...made, description: 'Q2', updatedAt: described.updatedAt });
      const renamed = (await client.patch(path, { name: 'training-v3', tags: ['b'], metadata: { k: 2 } })).body;
      expect(renamed).toMatchObject({ id: made.id, name: 'training-v3', tags: ['b'], metadata: { k: 2 } });
      await client.get(path, 404);
      const cleared = { description: null, tags: null, metadata: null };
      const next = `/namespaces/${slug}/projects/${project}/datasets/training-v3`;
      expect((await client.patch(next, cleared)).body).toMatchObject({ description: null, tags: [], metadata: null });
      expect((await client.patch(next, {})).body).toMatchObject({ id: made.id, name: 'training-v3' });
    });

    it('DELETE /namespaces/:slug/projects/:projectSlug/datasets/:name 200: collections become standalone', async () => {
      const { id } = await space.dataset(body);
      const { id: inside } = await space.collection({ datasetId: id, members: ['nodeId1'] });
      const path = `/namespaces/${slug}/projects/${project}/datasets/training-v2`;
      expect((await client.delete(path)).body).toEqual({ success: true });
      const collection = await client.get(`/namespaces/${slug}/projects/${project}/collections/${inside}`);
      expect(collection.body).toMatchObject({ datasetId: null, members: ['nodeId1'] });
      await client.get(path, 404);
      await client.delete(path, 404);
    });

    it('400: name missing', async () => {
      const { error } = (await client.post(`/namespaces/${slug}/projects/${project}/datasets`, {}, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'name' } });
    });

    it('404: namespace or project not found, on every endpoint', async () => {
      for (const [namespace, of] of [
        ['nowhere', project],
        [slug, 'nothing'],
        ['NO SLUG', project],
        [slug, 'a/b'],
      ] as const) {
        const path = `/namespaces/${encodeURIComponent(namespace)}/projects/${encodeURIComponent(of)}/datasets`;
        const answers = [
          await api.admin.post(path, body, 404),
          await api.admin.get(path, 404),
          await api.admin.get(`${path}/x`, 404),
          await api.admin.patch(`${path}/x`, { name: 'y' }, 404),
          await api.admin.delete(`${path}/x`, 404),
        ];
        for (const { body: answer } of answers)
          expect(answer.error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'project' } });
      }
    });

    it('404: dataset not found', async () => {
      for (const name of ['nothing', '%F0%9F%98%80', 'x'.repeat(2_000)]) {
        const path = `/namespaces/${slug}/projects/${project}/datasets/${name}`;
        const answers = [
          await client.get(path, 404),
          await client.patch(path, { description: 'd' }, 404),
          await client.patch(path, {}, 404),
          await client.delete(path, 404),
        ];
        for (const answer of answers)
          expect(answer.body.error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'dataset' } });
      }
    });

    it('409: the name exists already in this project, also when 50 requests race', async () => {
      const path = `/namespaces/${slug}/projects/${project}/datasets`;
      const race = Array.from({ length: 50 }, () =>
        client
          .begin('post', path)
          .send(body)
          .then(({ status }) => status),
      );
      expect((await Promise.all(race)).sort()).toEqual([201, ...Array<number>(49).fill(409)]);
      const { error } = (await client.post(path, { name: ' training-v2 ' }, 409)).body;
      expect(error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
      await client.post('/v1/datasets', { name: 'training-v2' }, 409);
    });
  });

  it('409: PATCH to a name that is taken', async () => {
    await space.dataset({ name: 'taken' });
    await space.dataset({ name: 'other' });
    const path = `/namespaces/${slug}/projects/${project}/datasets/other`;
    expect((await client.patch(path, { name: 'taken' }, 409)).body.error.code).toBe('CONFLICT');
    expect((await client.patch(path, { name: 'other' })).body.name).toBe('other');
  });

  it.each([
    'with space',
    'a/b',
    'a%2Fb',
    '50%',
    'ключ',
    '名前 😀',
    'q?x=1&y#z',
    '"quoted"',
    '..a',
    'x'.repeat(1_024),
    '日'.repeat(341),
  ])('a name with odd characters, URL-encoded: %s', async (name) => {
    const { id } = await space.dataset({ name });
    const path = `/namespaces/${slug}/projects/${project}/datasets/${encodeURIComponent(name)}`;
    expect((await client.get(path)).body).toMatchObject({ id, name });
    expect((await client.patch(path, { description: 'd' })).body).toMatchObject({ id, description: 'd' });
    expect((await client.delete(path)).body).toEqual({ success: true });
  });

  it.each([
    ['name', { name: null }],
    ['name', { name: ' ' }],
    ['description', { description: 1 }],
    ['tags', { tags: {} }],
    ['tags[0]', { tags: [''] }],
    ['metadata', { metadata: 'x' }],
  ])('400: PATCH %s of %j', async (field, body) => {
    await space.dataset({ name: 'd' });
    const path = `/namespaces/${slug}/projects/${project}/datasets/d`;
    expect((await client.patch(path, body, 400)).body.error).toMatchObject({ details: { field } });
  });

  describe('pages', () => {
    it('newest first, each row once, with totals; a page beyond the end is empty', async () => {
      const names: string[] = [];
      for (let count = 0; count < 5; count += 1) names.unshift((await space.dataset()).name);
      const path = `/namespaces/${slug}/projects/${project}/datasets`;
      const seen: string[] = [];
      for (const page of [1, 2, 3]) {
        const { body } = await client.get(`${path}?page=${page}&pageSize=2`);
        expect(body).toMatchObject({ page, pageSize: 2, total: 5, totalPages: 3 });
        seen.push(...body.datasets.map((row: { name: string }) => row.name));
      }
      expect(seen).toEqual(names);
      const beyond = { datasets: [], pageSize: 200, total: 5, totalPages: 1 };
      for (const page of [2, 999_999_999_999_999])
        expect((await client.get(`${path}?page=${page}&pageSize=200`)).body).toEqual({ ...beyond, page });
    });

    it('an empty project: total 0, totalPages 0', async () => {
      const { body } = await client.get(`/namespaces/${slug}/projects/${project}/datasets`);
      expect(body).toEqual({ datasets: [], page: 1, pageSize: 50, total: 0, totalPages: 0 });
    });

    it('pageSize over 200 is 400, as is anything that is no page', async () => {
      for (const [field, value] of [
        ['pageSize', '201'],
        ['pageSize', '0'],
        ['pageSize', 'x'],
        ['page', '0'],
        ['page', '-1'],
        ['page', '1.5'],
        ['page', ''],
      ] as const) {
        const path = `/namespaces/${slug}/projects/${project}/datasets?${field}=${value}`;
        const { error } = (await client.get(path, 400)).body;
        expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
      }
      await client.get(`/namespaces/${slug}/projects/${project}/datasets?pageSize=200`);
    });
  });

  it('a key of another project gets 404, alike to a project that is not there; a read key may not write', async () => {
    await space.dataset({ name: 'd' });
    const stranger = await api.clientOf(`p-${newId()}`);
    const foreign = await stranger.get(`/namespaces/${slug}/projects/${project}/datasets/d`, 404);
    const missing = await stranger.get(`/namespaces/${slug}/projects/nothing/datasets/d`, 404);
    expect(foreign.text.replaceAll(project, 'nothing')).toBe(missing.text);
    const reader = await api.clientOf(space.projectId, 'read');
    await reader.get(`/namespaces/${slug}/projects/${project}/datasets/d`);
    await reader.delete(`/namespaces/${slug}/projects/${project}/datasets/d`, 403);
    await api.admin.get(`/namespaces/${slug}/projects/${project}/datasets/d`);
  });

  it('a repeat with the same Idempotency-Key makes one dataset, and another body is refused', async () => {
    const path = `/namespaces/${slug}/projects/${project}/datasets`;
    const headers = { 'idempotency-key': newId() };
    const first = await client.raw('post', path, '{"name":"once"}', 201, headers);
    const again = await client.raw('post', path, '{"name":"once"}', 201, headers);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    const { error } = (await client.raw('post', path, '{"name":"twice"}', 422, headers)).body;
    expect(error.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await client.get(path)).body.total).toBe(1);
  });
});
