import { newId } from '@assay/shared/ids';
import { anyTime } from './answer-forms';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('datasets', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const anyProject = (): string => `p-${newId()}`;

  async function made(projectId: string, more: object = {}): Promise<any> {
    const { body } = await api.admin.post('/v1/datasets', { project_id: projectId, name: 'made', ...more }, 201);
    return body;
  }

  describe('POST /v1/datasets 201', () => {
    it('starts at version 1 with item_count 0; optional fields without a value are null', async () => {
      const projectId = anyProject();
      const dataset = await made(projectId, { name: 'baseline', description: 'Optional description' });
      expect(dataset).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        project_id: projectId,
        name: 'baseline',
        description: 'Optional description',
        tags: [],
        metadata: null,
        input_schema: null,
        expected_output_schema: null,
        default_assertions: null,
        version: 1,
        item_count: 0,
        created_at: anyTime,
        updated_at: dataset.created_at,
      });
      expect((await api.admin.get(`/v1/datasets/${dataset.id}`)).body).toEqual(dataset);
    });

    it('name is trimmed', async () => {
      expect((await made(anyProject(), { name: '  spaced \n' })).name).toBe('spaced');
    });

    it('keeps tags, metadata and schemas', async () => {
      const more = {
        tags: ['a', 'b,"c'],
        metadata: { owner: { team: 'x' }, big: [1, null] },
        input_schema: { type: 'string' },
        expected_output_schema: true,
      };
      expect(await made(anyProject(), more)).toMatchObject(more);
    });

    it('null for an optional field means absent', async () => {
      const absent = {
        description: null,
        tags: null,
        metadata: null,
        input_schema: null,
        expected_output_schema: null,
      };
      expect(await made(anyProject(), absent)).toMatchObject({ ...absent, tags: [] });
    });

    it('a bound token needs no project_id', async () => {
      const projectId = anyProject();
      const client = await api.clientOf(projectId);
      const { body } = await client.post('/v1/datasets', { name: 'bound' }, 201);
      expect(body.project_id).toBe(projectId);
    });

    it('the same name in another project is another dataset', async () => {
      await made(anyProject(), { name: 'same' });
      await made(anyProject(), { name: 'same' });
    });
  });

  describe('POST /v1/datasets 400', () => {
    const refused = async (body: object): Promise<any> => (await api.admin.post('/v1/datasets', body, 400)).body.error;

    it('missing name', async () => {
      expect(await refused({ project_id: 'p' })).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'name' } });
    });

    it.each(['', '  \t'])('name is non-empty after trimming: %j', async (name) => {
      expect(await refused({ project_id: 'p', name })).toMatchObject({ details: { field: 'name' } });
    });

    it('missing project_id is INVALID_REQUEST', async () => {
      expect(await refused({ name: 'x' })).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'project_id' } });
    });

    it.each([
      ['name', 5],
      ['description', 5],
      ['tags', 'a'],
      ['tags', ['']],
      ['metadata', [1]],
      ['metadata', { a: '\u0000' }],
      ['name', '\ud800'],
    ])('a known field of the wrong type: %s %j', async (field, value) => {
      const error = await refused({ project_id: 'p', name: 'n', [field]: value });
      expect(error.code).toBe('INVALID_REQUEST');
      expect(error.details.field).toContain(field);
    });

    it.each([
      [{ type: 'nonsense' }, '/type'],
      [{ $ref: 'https://elsewhere/schema' }, '/$ref'],
      [{ pattern: '(?=look-ahead)' }, '/pattern'],
      ['a string', ''],
    ])('a schema that cannot be used, with the path to what is wrong: %j', async (schema, path) => {
      const error = await refused({ project_id: 'p', name: 'n', input_schema: schema });
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'input_schema', path } });
    });
  });

  describe('409', () => {
    it('duplicate name in project is CONFLICT, after trimming too', async () => {
      const projectId = anyProject();
      await made(projectId, { name: 'taken' });
      const { body } = await api.admin.post('/v1/datasets', { project_id: projectId, name: ' taken ' }, 409);
      expect(body.error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
    });

    it('PATCH to a name that is taken is CONFLICT', async () => {
      const projectId = anyProject();
      await made(projectId, { name: 'taken' });
      const other = await made(projectId, { name: 'other' });
      const { body } = await api.admin.patch(`/v1/datasets/${other.id}`, { name: 'taken' }, 409);
      expect(body.error.code).toBe('CONFLICT');
    });
  });

  describe('GET /v1/datasets', () => {
    it('newest first, walked with cursors, every dataset once', async () => {
      const projectId = anyProject();
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.unshift((await made(projectId, { name: `d${index}` })).id);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await api.admin.get(`/v1/datasets?project_id=${projectId}&limit=2${cursor}`);
        expect(body.limit).toBe(2);
        seen.push(...body.items.map((dataset: any) => dataset.id));
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
      } while (cursor !== '');
      expect(seen).toEqual(ids);
    });

    it('PROJECT_REQUIRED without a project', async () => {
      expect((await api.admin.get('/v1/datasets', 400)).body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('an unknown project is an empty page', async () => {
      const { body } = await api.admin.get(`/v1/datasets?project_id=${anyProject()}`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it('a cursor of another project is 400', async () => {
      const projectId = anyProject();
      await made(projectId, { name: 'a' });
      await made(projectId, { name: 'b' });
      const { body } = await api.admin.get(`/v1/datasets?project_id=${projectId}&limit=1`);
      await api.admin.get(`/v1/datasets?project_id=${anyProject()}&cursor=${body.next_cursor}`, 400);
    });
  });

  describe('PATCH /v1/datasets/:id', () => {
    it('an absent field stays, null clears, metadata is replaced whole; the version stays, updated_at changes', async () => {
      const dataset = await made(anyProject(), {
        description: 'd',
        tags: ['t'],
        metadata: { a: 1 },
        input_schema: { type: 'string' },
      });
      const renamed = await api.admin.patch(`/v1/datasets/${dataset.id}`, { name: ' new ', metadata: { b: 2 } });
      expect(renamed.body).toEqual({ ...dataset, name: 'new', metadata: { b: 2 }, updated_at: anyTime });
      expect(renamed.body.updated_at >= dataset.updated_at).toBe(true);
      const cleared = { description: null, tags: null, metadata: null, input_schema: null };
      const { body } = await api.admin.patch(`/v1/datasets/${dataset.id}`, cleared);
      expect(body).toEqual({ ...renamed.body, ...cleared, tags: [], updated_at: anyTime });
    });

    it('a body that gives nothing changes nothing', async () => {
      const dataset = await made(anyProject());
      expect((await api.admin.patch(`/v1/datasets/${dataset.id}`, { unknown: 1 })).body).toEqual(dataset);
    });

    it.each([{ name: null }, { name: '' }, { input_schema: { type: 5 } }])('400: %j', async (body) => {
      const dataset = await made(anyProject());
      await api.admin.patch(`/v1/datasets/${dataset.id}`, body, 400);
    });
  });

  describe('DELETE /v1/datasets/:id', () => {
    it('is permanent: dataset and items go, and the name is free again', async () => {
      const projectId = anyProject();
      const dataset = await made(projectId, { name: 'gone' });
      const item = await api.admin.post(`/v1/datasets/${dataset.id}/items`, { input: 1 }, 201);
      const { body } = await api.admin.delete(`/v1/datasets/${dataset.id}`);
      expect(body).toEqual({ deleted: true, id: dataset.id });
      await api.admin.get(`/v1/datasets/${dataset.id}`, 404);
      await api.admin.get(`/v1/datasets/${dataset.id}/items`, 404);
      await api.admin.get(`/v1/datasets/${dataset.id}/items/${item.body.id}`, 404);
      await api.admin.post(`/v1/datasets/${dataset.id}/items`, { input: 1 }, 404);
      await api.admin.delete(`/v1/datasets/${dataset.id}`, 404);
      await made(projectId, { name: 'gone' });
    });
  });

  describe('404', () => {
    it.each([NOTHING, 'ds-1', 'x%00y', '..%2F'])('an id that no dataset has, UUID or not: %s', async (id) => {
      for (const [method, path, body] of [
        ['get', '', undefined],
        ['patch', '', { name: 'x' }],
        ['patch', '', {}],
        ['delete', '', undefined],
        ['get', '/items', undefined],
        ['post', '/items', { input: 1 }],
        ['post', '/items/batch', { items: [{ input: 1 }] }],
        ['get', '/items/export', undefined],
      ] as const) {
        const sent = api.admin.begin(method, `/v1/datasets/${id}${path}`);
        const answer = await (body === undefined ? sent : sent.send(body));
        expect([method, path, answer.status, answer.body.error.code]).toEqual([method, path, 404, 'NOT_FOUND']);
      }
    });

    it('a dataset of another project is as if it did not exist', async () => {
      const client = await api.clientOf(anyProject());
      const dataset = await made(anyProject());
      const item = (await api.admin.post(`/v1/datasets/${dataset.id}/items`, { input: 1 }, 201)).body;
      const foreign = (await client.get(`/v1/datasets/${dataset.id}`, 404)).text;
      const absent = (await client.get(`/v1/datasets/${NOTHING}`, 404)).text;
      expect(foreign.replace(dataset.id, '')).toBe(absent.replace(NOTHING, ''));
      await client.patch(`/v1/datasets/${dataset.id}`, { name: 'x' }, 404);
      await client.delete(`/v1/datasets/${dataset.id}`, 404);
      await client.get(`/v1/datasets/${dataset.id}/items`, 404);
      await client.post(`/v1/datasets/${dataset.id}/items`, { input: 1 }, 404);
      await client.post(`/v1/datasets/${dataset.id}/items/batch`, { items: [{ input: 1 }] }, 404);
      await client.get(`/v1/datasets/${dataset.id}/items/${item.id}`, 404);
      await client.patch(`/v1/datasets/${dataset.id}/items/${item.id}`, { input: 2 }, 404);
      await client.delete(`/v1/datasets/${dataset.id}/items/${item.id}`, 404);
      await client.get(`/v1/datasets/${dataset.id}/items/export`, 404);
      expect((await api.admin.get(`/v1/datasets/${dataset.id}`)).body).toMatchObject({ version: 2, item_count: 1 });
    });
  });

  it('403: a read key reads but does not write', async () => {
    const projectId = anyProject();
    const dataset = await made(projectId);
    const reader = await api.clientOf(projectId, 'read');
    await reader.get(`/v1/datasets/${dataset.id}`);
    await reader.get(`/v1/datasets/${dataset.id}/items`);
    await reader.get(`/v1/datasets/${dataset.id}/items/export`);
    await reader.post('/v1/datasets', { name: 'x' }, 403);
    await reader.patch(`/v1/datasets/${dataset.id}`, { name: 'x' }, 403);
    await reader.post(`/v1/datasets/${dataset.id}/items`, { input: 1 }, 403);
    await reader.delete(`/v1/datasets/${dataset.id}`, 403);
  });
});
