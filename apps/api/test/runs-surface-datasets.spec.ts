import { newId } from '@assay/shared/ids';
import { anyId, anyTime } from './answer-forms';
import type { Answer, ApiClient } from './api-client';
import { Lab } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

const TIMES = { createdAt: anyTime, updatedAt: anyTime };

describe('/api: datasets and items', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const project = (): Promise<ApiClient> => api.clientOf(newId());
  const dataset = async (client: ApiClient, more: object = {}): Promise<any> =>
    (await client.post('/api/datasets', { name: `dataset ${newId()}`, ...more }, 201)).body;
  const item = async (client: ApiClient, datasetId: string, input: unknown = 'a'): Promise<any> =>
    (await client.post(`/api/datasets/${datasetId}/items`, { input }, 201)).body;
  const inProject = (projectId: string, method: 'get' | 'post', path: string, body?: object) =>
    api.admin.begin(method, path).set('x-project-id', projectId).send(body);

  describe('datasets', () => {
    it('POST answers 201 with id, name, description, metadata, version, createdAt, updatedAt', async () => {
      const body = { name: ' capitals ', description: 'd', metadata: { owner: 'a' } };
      const made = await dataset(await project(), body);
      expect(made).toEqual({ id: anyId, ...body, name: 'capitals', version: 1, ...TIMES });
    });

    it('optional fields without a value are null', async () => {
      expect(await dataset(await project())).toMatchObject({ description: null, metadata: null });
    });

    it('GET of one also gives items: the first page of them', async () => {
      const client = await project();
      const made = await dataset(client);
      const items: any[] = [];
      for (let count = 0; count < 11; count += 1) items.push(await item(client, made.id, count));
      const { body } = await client.get(`/api/datasets/${made.id}`);
      expect(body).toEqual({ ...made, version: 12, updatedAt: anyTime, items: items.slice(0, 10) });
    });

    it('PATCH answers 200: an absent field stays, null clears, metadata is replaced whole', async () => {
      const client = await project();
      const made = await dataset(client, { description: 'd', metadata: { a: 1 } });
      const path = `/api/datasets/${made.id}`;
      const changed = await client.patch(path, { name: 'new', metadata: { b: 2 } });
      expect(changed.body).toEqual({ ...made, name: 'new', metadata: { b: 2 }, updatedAt: anyTime });
      const cleared = await client.patch(path, { description: null, metadata: null });
      expect(cleared.body).toEqual({ ...changed.body, description: null, metadata: null, updatedAt: anyTime });
      await client.patch(path, { name: null }, 400);
    });

    it('PATCH leaves alone what this surface does not show: tags and schemas of /v1', async () => {
      const client = await project();
      const body = { name: 'n', tags: ['t'], input_schema: { type: 'string' } };
      const { id } = (await client.post('/v1/datasets', body, 201)).body;
      await client.patch(`/api/datasets/${id}`, { description: 'd', tags: [], input_schema: null });
      expect((await client.get(`/v1/datasets/${id}`)).body).toMatchObject({ ...body, description: 'd' });
    });

    it('DELETE answers {"success": true}, and the dataset is gone', async () => {
      const client = await project();
      const { id } = await dataset(client);
      expect((await client.delete(`/api/datasets/${id}`)).body).toEqual({ success: true });
      await client.get(`/api/datasets/${id}`, 404);
      await client.delete(`/api/datasets/${id}`, 404);
    });

    it('names are unique on every surface: 409 CONFLICT', async () => {
      const client = await project();
      await client.post('/v1/datasets', { name: 'taken' }, 201);
      const { body } = await client.post('/api/datasets', { name: 'taken' }, 409);
      expect(body.error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
      const other = await dataset(client);
      await client.patch(`/api/datasets/${other.id}`, { name: 'taken' }, 409);
    });
  });

  describe('items', () => {
    it('POST answers 201 with id, datasetId, input, expectedOutput, metadata, version, createdAt, updatedAt', async () => {
      const client = await project();
      const { id } = await dataset(client);
      const body = { input: { a: [1] }, expectedOutput: 'Paris', metadata: { source: 'manual' } };
      const made = await client.post(`/api/datasets/${id}/items`, body, 201);
      expect(made.body).toEqual({ id: anyId, datasetId: id, ...body, version: 2, ...TIMES });
      expect((await client.get(`/api/datasets/${id}/items/${made.body.id}`)).body).toEqual(made.body);
      const onV1 = (await client.get(`/v1/datasets/${id}/items/${made.body.id}`)).body;
      expect(onV1).toMatchObject({ input: { a: [1] }, expected_output: 'Paris' });
    });

    it('PATCH makes a new revision: what is absent stays, null clears', async () => {
      const client = await project();
      const { id } = await dataset(client);
      const body = { input: 'a', expectedOutput: 'b', metadata: { c: 1 } };
      const made = (await client.post(`/api/datasets/${id}/items`, body, 201)).body;
      const changed = await client.patch(`/api/datasets/${id}/items/${made.id}`, { input: 0, expectedOutput: null });
      expect(changed.body).toEqual({ ...made, input: 0, expectedOutput: null, version: 3, updatedAt: anyTime });
      await client.patch(`/api/datasets/${id}/items/${made.id}`, { input: null }, 400);
    });

    it('DELETE answers {"success": true}', async () => {
      const client = await project();
      const { id } = await dataset(client);
      const made = await item(client, id);
      expect((await client.delete(`/api/datasets/${id}/items/${made.id}`)).body).toEqual({ success: true });
      await client.get(`/api/datasets/${id}/items/${made.id}`, 404);
      await client.delete(`/api/datasets/${id}/items/${made.id}`, 404);
    });

    it('values come back as they were sent: digits, key order, U+0000', async () => {
      const client = await project();
      const { id } = await dataset(client);
      const value = '{"z":12345678901234567890,"10":1.10,"__proto__":"\\u0000\\ud800"}';
      const sent = `{"input":${value},"expectedOutput":${value}}`;
      const made = await client.raw('post', `/api/datasets/${id}/items`, sent, 201);
      const listed = await client.get(`/api/datasets/${id}/items`);
      for (const { text } of [made, listed]) {
        expect(text).toContain(`"input":${value}`);
        expect(text).toContain(`"expectedOutput":${value}`);
      }
    });

    it('input is required, not null; a schema of the dataset holds here too', async () => {
      const client = await project();
      const schema = { type: 'string' };
      const { id } = (await client.post('/v1/datasets', { name: 'n', input_schema: schema }, 201)).body;
      for (const body of [{}, { input: null }, { input: 5 }]) {
        const refused = await client.post(`/api/datasets/${id}/items`, body, 400);
        expect(refused.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'input' } });
      }
    });

    it('errors name expectedOutput, as the body does', async () => {
      const client = await project();
      const schema = { type: 'object', properties: { expected_output: { type: 'string' } } };
      const made = { name: 'n', expected_output_schema: schema };
      const { id } = (await client.post('/v1/datasets', made, 201)).body;
      const { id: itemId } = await item(client, id);
      const bad = { input: 'a', expectedOutput: { expected_output: 1 } };
      const refused = [
        await client.post(`/api/datasets/${id}/items`, bad, 400),
        await client.patch(`/api/datasets/${id}/items/${itemId}`, bad, 400),
      ];
      for (const { body } of refused) {
        const { details, message } = body.error;
        expect(details).toMatchObject({ field: 'expectedOutput', path: '/expected_output' });
        expect(details.errors).toMatchObject([{ field: 'expectedOutput', path: '/expected_output' }]);
        expect(message).toMatch(/^expectedOutput\/expected_output /);
      }
    });
  });

  describe('pages', () => {
    it('page from 0, perPage default 10, pagination {total, page, perPage, hasMore}; datasets newest first', async () => {
      const client = await project();
      const ids: string[] = [];
      for (let count = 0; count < 12; count += 1) ids.unshift((await dataset(client)).id);
      const page = async (query: string): Promise<[string[], object]> => {
        const { datasets, pagination } = (await client.get(`/api/datasets${query}`)).body;
        return [datasets.map((one: any) => one.id), pagination];
      };
      expect(await page('')).toEqual([ids.slice(0, 10), { total: 12, page: 0, perPage: 10, hasMore: true }]);
      expect(await page('?page=1')).toEqual([ids.slice(10), { total: 12, page: 1, perPage: 10, hasMore: false }]);
      expect(await page('?page=2&perPage=4')).toEqual([
        ids.slice(8),
        { total: 12, page: 2, perPage: 4, hasMore: false },
      ]);
      expect(await page('?page=7')).toEqual([[], { total: 12, page: 7, perPage: 10, hasMore: false }]);
    });

    it('items in the order sent', async () => {
      const client = await project();
      const { id } = await dataset(client);
      for (let count = 0; count < 5; count += 1) await item(client, id, count);
      const { body } = await client.get(`/api/datasets/${id}/items?page=1&perPage=2`);
      expect(body.items.map((one: any) => one.input)).toEqual([2, 3]);
      expect(body.pagination).toEqual({ total: 5, page: 1, perPage: 2, hasMore: true });
    });

    it.each(['perPage=201', 'perPage=0', 'perPage=x', 'page=-1', 'page=x', 'page=0.5'])('400: ?%s', async (query) => {
      const client = await project();
      const { id } = await dataset(client);
      for (const path of ['/api/datasets', `/api/datasets/${id}/items`]) {
        expect((await client.get(`${path}?${query}`, 400)).body.error.code).toBe('INVALID_REQUEST');
      }
      await client.get('/api/datasets?perPage=200&page=999999999999999');
    });
  });

  describe('the project is that of the token, else X-Project-Id, else default', () => {
    it('of the token', async () => {
      const lab = await Lab.open(api);
      const { id } = await dataset(lab.client);
      expect((await api.admin.get(`/v1/datasets/${id}`)).body.project_id).toBe(lab.projectId);
    });

    it('of X-Project-Id, for a token that is not bound to one', async () => {
      const projectId = newId();
      const made = await inProject(projectId, 'post', '/api/datasets', { name: 'd' });
      expect((await api.admin.get(`/v1/datasets/${made.body.id}`)).body.project_id).toBe(projectId);
      const listed = await inProject(projectId, 'get', '/api/datasets');
      expect(listed.body.datasets).toEqual([made.body]);
    });

    it('default, where neither names one', async () => {
      const made = await dataset(api.admin);
      expect((await api.admin.get(`/v1/datasets/${made.id}`)).body.project_id).toBe('default');
      expect((await api.admin.get('/api/datasets?perPage=200')).body.datasets).toContainEqual(made);
    });

    it('an id says its project itself; one that the header names must be that', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset(1);
      await api.admin.get(`/api/datasets/${id}`);
      expect((await inProject(lab.projectId, 'get', `/api/datasets/${id}`)).status).toBe(200);
      expect((await inProject(newId(), 'get', `/api/datasets/${id}`)).status).toBe(404);
    });

    it('a header that names no possible project is 400', async () => {
      const { status, body } = await inProject('x'.repeat(129), 'get', '/api/datasets');
      expect([status, body.error.details.field]).toEqual([400, 'X-Project-Id']);
    });

    it('a key of another project gets 404 for every path, as if nothing were there', async () => {
      const owner = await project();
      const { id } = await dataset(owner);
      const made = await item(owner, id);
      const stranger = await project();
      const calls: ((datasetId: string, itemId: string) => Promise<Answer>)[] = [
        (datasetId) => stranger.get(`/api/datasets/${datasetId}`, 404),
        (datasetId) => stranger.patch(`/api/datasets/${datasetId}`, { name: 'x' }, 404),
        (datasetId) => stranger.delete(`/api/datasets/${datasetId}`, 404),
        (datasetId) => stranger.get(`/api/datasets/${datasetId}/items`, 404),
        (datasetId) => stranger.post(`/api/datasets/${datasetId}/items`, { input: 1 }, 404),
        (datasetId, itemId) => stranger.get(`/api/datasets/${datasetId}/items/${itemId}`, 404),
        (datasetId, itemId) => stranger.patch(`/api/datasets/${datasetId}/items/${itemId}`, { input: 1 }, 404),
        (datasetId, itemId) => stranger.delete(`/api/datasets/${datasetId}/items/${itemId}`, 404),
      ];
      for (const call of calls) {
        const [foreign, absent] = [await call(id, made.id), await call(NOTHING, NOTHING)];
        expect(foreign.text.replaceAll(id, NOTHING).replaceAll(made.id, NOTHING)).toBe(absent.text);
      }
      expect((await owner.get(`/api/datasets/${id}/items`)).body.items).toEqual([made]);
    });
  });

  it('Idempotency-Key works on POSTs, errors have the one envelope, and a read key does not write', async () => {
    const projectId = newId();
    const writer = await api.clientOf(projectId);
    const twice = (): Promise<Answer> =>
      writer.raw('post', '/api/datasets', '{"name":"once"}', 201, { 'idempotency-key': 'k' });
    const [first, second] = [await twice(), await twice()];
    expect([second.text, second.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    const reader = await api.clientOf(projectId, 'read');
    expect((await reader.get('/api/datasets')).body.datasets).toHaveLength(1);
    expect((await reader.post('/api/datasets', { name: 'x' }, 403)).body.error.code).toBe('FORBIDDEN');
    expect((await writer.post('/api/datasets', {}, 400)).body.error.code).toBe('INVALID_REQUEST');
  });
});
