import { startTestApp, type TestApp } from './test-app';

describe('projects and API keys', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  describe('POST /v1/projects', () => {
    it('201: creates a project with the id that the caller chose', async () => {
      const { body } = await api.admin.post('/v1/projects', { id: 'made', name: ' Support bot ' }, 201);
      expect(body).toEqual({
        id: 'made',
        name: 'Support bot',
        retention_days: null,
        created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      });
    });

    it('400: without an id', async () => {
      const { body } = await api.admin.post('/v1/projects', { name: 'x' }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'id' } });
    });

    it('409: for an id that is taken', async () => {
      await api.admin.post('/v1/projects', { id: 'taken' }, 201);
      const { body } = await api.admin.post('/v1/projects', { id: 'taken' }, 409);
      expect(body.error.code).toBe('CONFLICT');
    });

    it('403: for a key of a project', async () => {
      const client = await api.clientOf('p403');
      const { body } = await client.post('/v1/projects', { id: 'other' }, 403);
      expect(body.error).toMatchObject({ code: 'FORBIDDEN', details: { required: 'admin' } });
    });
  });

  describe('API keys', () => {
    it('the key is answered once, listed without it, and works until it is revoked', async () => {
      const made = await api.admin.post('/v1/projects/keyed/api-keys', { name: 'ci', role: 'write' }, 201);
      const client = api.admin.with(made.body.key);
      await client.post('/v1/projects', { id: 'x' }, 403);
      const listed = await api.admin.get('/v1/projects/keyed/api-keys');
      expect(listed.body.items).toEqual([
        { ...made.body, key: undefined, last_used_at: listed.body.items[0].last_used_at },
      ]);
      expect(listed.text).not.toContain(made.body.key);
      await api.admin.delete(`/v1/projects/keyed/api-keys/${made.body.id}`);
      await client.post('/v1/projects', { id: 'x' }, 401);
    });
  });
});
