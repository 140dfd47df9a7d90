import { newId } from '@assay/shared/ids';
import { Space } from './factories/space';
import { startTestApp, type TestApp } from './test-app';

describe('namespaces and the projects in them', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const slug = (): string => `s-${newId()}`;

  describe('POST /namespaces', () => {
    it('201: with a name and without', async () => {
      const named = { slug: slug(), name: ' Vision team ' };
      const { body } = await api.admin.post('/namespaces', named, 201);
      expect(body).toEqual({
        id: expect.any(String),
        slug: named.slug,
        name: 'Vision team',
        createdAt: expect.stringMatching(/\.\d{3}Z$/),
      });
      expect((await api.admin.get(`/namespaces/${named.slug}`)).body).toEqual(body);
      expect((await api.admin.post('/namespaces', { slug: slug(), name: null }, 201)).body.name).toBeNull();
    });

    it.each(['a', '0', 'a-b', 'a_b.c', 'x'.repeat(64), '9-lives'])('201: the slug %s', async (text) => {
      await api.admin.post('/namespaces', { slug: text }, 201);
    });

    it.each([undefined, null, 7, '', ' ', 'A', 'a b', '-a', 'a-', '.', '..', 'a/b', 'é', 'x'.repeat(65), 'a\n'])(
      '400: the slug %j',
      async (text) => {
        const { error } = (await api.admin.post('/namespaces', { slug: text }, 400)).body;
        expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'slug' } });
      },
    );

    it('409: a slug that is taken, also when 50 requests race', async () => {
      const body = { slug: slug() };
      const race = Array.from({ length: 50 }, () =>
        api.admin
          .begin('post', '/namespaces')
          .send(body)
          .then(({ status }) => status),
      );
      const statuses = await Promise.all(race);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(49);
      const { error } = (await api.admin.post('/namespaces', body, 409)).body;
      expect(error).toMatchObject({ code: 'CONFLICT', details: { field: 'slug' } });
    });

    it('403: only admins make and list namespaces and projects', async () => {
      const { client, namespace } = await Space.open(api);
      const refused = [
        await client.post('/namespaces', { slug: slug() }, 403),
        await client.get('/namespaces', 403),
        await client.get(`/namespaces/${namespace}`, 403),
        await client.post(`/namespaces/${namespace}/projects`, { slug: slug() }, 403),
        await client.get(`/namespaces/${namespace}/projects`, 403),
      ];
      expect(refused.map(({ body }) => body.error.code)).toEqual(refused.map(() => 'FORBIDDEN'));
    });

    it('a repeat with the same Idempotency-Key is one namespace', async () => {
      const text = JSON.stringify({ slug: slug() });
      const headers = { 'idempotency-key': newId() };
      const first = await api.admin.raw('post', '/namespaces', text, 201, headers);
      const again = await api.admin.raw('post', '/namespaces', text, 201, headers);
      expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    });
  });

  describe('GET /namespaces', () => {
    it('newest first, in numbered pages', async () => {
      const made = [slug(), slug(), slug()];
      for (const text of made) await api.admin.post('/namespaces', { slug: text }, 201);
      const { body } = await api.admin.get('/namespaces?pageSize=2');
      expect(body.namespaces.map((row: { slug: string }) => row.slug)).toEqual([made[2], made[1]]);
      expect(body).toMatchObject({ page: 1, pageSize: 2, totalPages: Math.ceil(body.total / 2) });
      const second = (await api.admin.get('/namespaces?pageSize=2&page=2')).body;
      expect(second.namespaces[0].slug).toBe(made[0]);
    });

    it('404: GET /namespaces/:slug of one that is not there', async () => {
      for (const text of [slug(), 'Not-A-Slug', 'a%2Fb']) {
        const { error } = (await api.admin.get(`/namespaces/${text}`, 404)).body;
        expect(error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'namespace' } });
      }
    });
  });

  describe('POST /namespaces/:slug/projects', () => {
    it('201: the server makes the id, and the project is the same on /v1', async () => {
      const { namespace } = await Space.open(api);
      const { body } = await api.admin.post(`/namespaces/${namespace}/projects`, { slug: 'robots', name: 'R' }, 201);
      expect(body).toEqual({
        id: expect.any(String),
        projectId: body.id,
        namespace,
        slug: 'robots',
        name: 'R',
        createdAt: expect.stringMatching(/\.\d{3}Z$/),
      });
      const client = await api.clientOf(body.id);
      const { body: dataset } = await client.post('/v1/datasets', { name: 'shared' }, 201);
      const { body: listed } = await client.get(`/namespaces/${namespace}/projects/robots/datasets`);
      expect(listed.datasets).toEqual([{ id: dataset.id, name: 'shared', description: null, tags: [] }]);
      expect((await api.admin.get('/v1/projects?limit=1')).body.items[0]).toMatchObject({ id: body.id, name: 'R' });
      await api.admin.post('/v1/projects', { id: body.id }, 409);
    });

    it('a slug is unique in its namespace only: 409 CONFLICT there, another project elsewhere', async () => {
      const [one, other] = [await Space.open(api), await Space.open(api)];
      const path = `/namespaces/${one.namespace}/projects`;
      const made = await api.admin.post(path, { slug: 'same' }, 201);
      const { error } = (await api.admin.post(path, { slug: 'same' }, 409)).body;
      expect(error).toMatchObject({ code: 'CONFLICT', details: { field: 'slug' } });
      const elsewhere = await api.admin.post(`/namespaces/${other.namespace}/projects`, { slug: 'same' }, 201);
      expect(elsewhere.body.id).not.toBe(made.body.id);
    });

    it('409: one of 50 requests at once gets the slug', async () => {
      const { namespace } = await Space.open(api);
      const race = Array.from({ length: 50 }, () =>
        api.admin
          .begin('post', `/namespaces/${namespace}/projects`)
          .send({ slug: 'one' })
          .then(({ status }) => status),
      );
      expect((await Promise.all(race)).sort()).toEqual([201, ...Array<number>(49).fill(409)]);
      expect((await api.admin.get(`/namespaces/${namespace}/projects`)).body.total).toBe(2);
    });

    it('400: a bad slug; 404: a namespace that is not there', async () => {
      const { namespace } = await Space.open(api);
      await api.admin.post(`/namespaces/${namespace}/projects`, { slug: 'No' }, 400);
      await api.admin.post(`/namespaces/${namespace}/projects`, {}, 400);
      for (const text of [slug(), 'NO', '%00'])
        await api.admin.post(`/namespaces/${text}/projects`, { slug: 'a' }, 404);
    });
  });

  describe('GET /namespaces/:slug/projects', () => {
    it('the projects of one namespace, newest first, in numbered pages', async () => {
      const { namespace, project } = await Space.open(api);
      const path = `/namespaces/${namespace}/projects`;
      const { body: second } = await api.admin.post(path, { slug: 'second' }, 201);
      const { body } = await api.admin.get(path);
      expect(body).toMatchObject({ page: 1, pageSize: 50, total: 2, totalPages: 1 });
      expect(body.projects[0]).toEqual(second);
      const last = (await api.admin.get(`${path}?page=2&pageSize=1`)).body;
      expect(last.projects.map((row: { slug: string }) => row.slug)).toEqual([project]);
      await api.admin.post('/namespaces', { slug: `${namespace.slice(0, 50)}-empty` }, 201);
      const empty = (await api.admin.get(`/namespaces/${namespace.slice(0, 50)}-empty/projects`)).body;
      expect(empty).toEqual({ projects: [], page: 1, pageSize: 50, total: 0, totalPages: 0 });
      await api.admin.get(`/namespaces/${slug()}/projects`, 404);
    });

    it('GET /namespaces/:slug/projects/:projectSlug: for admins and keys of the project; 404 for others', async () => {
      const space = await Space.open(api);
      const path = `/namespaces/${space.namespace}/projects/${space.project}`;
      const { body } = await api.admin.get(path);
      expect(body).toMatchObject({ id: space.projectId, projectId: space.projectId, namespace: space.namespace });
      expect((await space.client.get(path)).body).toEqual(body);
      const stranger = await api.clientOf(`p-${newId()}`);
      const foreign = await stranger.get(path, 404);
      const missing = await stranger.get(`/namespaces/${space.namespace}/projects/nothing`, 404);
      expect(foreign.text.replaceAll(space.project, 'nothing')).toBe(missing.text);
    });
  });
});
