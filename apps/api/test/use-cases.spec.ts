import { newId } from '@assay/shared/ids';
import { anyId, anyTime } from './answer-forms';
import type { Answer, ApiClient } from './api-client';
import { Lab } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

const TIMES = { created_at: anyTime, updated_at: anyTime };

describe('/api/v1: use cases', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const useCase = (): string => newId();

  async function dataset(useCaseId = useCase(), more: object = {}): Promise<any> {
    const body = { name: `dataset ${newId()}`, ...more };
    return (await api.admin.post(`/api/v1/use-cases/${useCaseId}/datasets`, body, 201)).body;
  }
  const item = async (datasetId: string, input: object = { question: 'a' }): Promise<any> =>
    (await api.admin.post(`/api/v1/datasets/${datasetId}/items`, { input }, 201)).body;
  const itemsOf = async (datasetId: string, query = ''): Promise<any[]> =>
    (await api.admin.get(`/api/v1/datasets/${datasetId}/items${query}`)).body;

  describe('every call of the examples', () => {
    const SCHEMA = {
      type: 'object',
      properties: { company_name: { type: 'string' }, question: { type: 'string' } },
      required: ['company_name', 'question'],
    };
    const NAMED = { name: 'FAQ Test Cases', description: 'Common FAQ questions for testing' };
    const ASSERTIONS = [
      { type: 'not_contains', value: "I don't know" },
      { type: 'contains', value: 'Acme' },
    ];

    it('List Datasets', async () => {
      const useCaseId = useCase();
      const { id } = await dataset(useCaseId, NAMED);
      const { body } = await api.admin.get(`/api/v1/use-cases/${useCaseId}/datasets`);
      expect(body).toEqual([{ id, use_case_id: useCaseId, ...NAMED, item_count: 0, ...TIMES }]);
    });

    it('Create Dataset', async () => {
      const useCaseId = useCase();
      const { body } = await api.admin.post(
        `/api/v1/use-cases/${useCaseId}/datasets`,
        { ...NAMED, input_schema: SCHEMA, default_assertions: ASSERTIONS },
        201,
      );
      expect(body).toEqual({
        id: anyId,
        use_case_id: useCaseId,
        ...NAMED,
        input_schema: SCHEMA,
        expected_output_schema: null,
        default_assertions: ASSERTIONS,
        ...TIMES,
      });
    });

    it('Get Dataset: with item_count and eval_run_count (experiments on this dataset)', async () => {
      const lab = await Lab.open(api);
      const made = await dataset(lab.projectId, { ...NAMED, input_schema: SCHEMA, default_assertions: ASSERTIONS });
      await item(made.id, { company_name: 'Acme Inc', question: 'What are your business hours?' });
      for (let count = 0; count < 2; count += 1) await lab.experiment(made.id);
      const { body } = await api.admin.get(`/api/v1/datasets/${made.id}`);
      expect(body).toEqual({ ...made, item_count: 1, eval_run_count: 2, updated_at: anyTime });
    });

    it('Update Dataset', async () => {
      const made = await dataset();
      const changed = {
        name: 'Updated Name',
        description: 'Updated description',
        default_assertions: [{ type: 'contains', value: 'success' }],
      };
      const { body } = await api.admin.patch(`/api/v1/datasets/${made.id}`, changed);
      expect(body).toEqual({ ...made, ...changed, updated_at: anyTime });
    });

    it('Delete Dataset: 204 without a body', async () => {
      const made = await dataset();
      const answer = await api.admin.delete(`/api/v1/datasets/${made.id}`, 204);
      expect([answer.text, answer.headers['content-type']]).toEqual(['', undefined]);
      await api.admin.get(`/api/v1/datasets/${made.id}`, 404);
    });

    it('List Dataset Items, Create Dataset Item', async () => {
      const made = await dataset();
      const first = {
        input: { company_name: 'Acme Inc', question: 'What are your business hours?' },
        expected_output: { contains: ['9 AM', '5 PM', 'Monday', 'Friday'] },
        metadata: { category: 'hours', source: 'manual' },
      };
      const { body } = await api.admin.post(`/api/v1/datasets/${made.id}/items`, first, 201);
      expect(body).toEqual({ id: anyId, dataset_id: made.id, ...first, ...TIMES });
      expect(await itemsOf(made.id)).toEqual([body]);
    });

    it('Batch Create Items', async () => {
      const made = await dataset();
      const questions = ['What are your business hours?', 'How do I contact support?', "What's your return policy?"];
      const items = questions.map((question) => ({ input: { company_name: 'Acme Inc', question } }));
      const { body } = await api.admin.post(`/api/v1/datasets/${made.id}/items/batch`, { items }, 201);
      const shown = { id: anyId, dataset_id: made.id, expected_output: null, metadata: null, ...TIMES };
      expect(body).toEqual({ created_count: 3, items: items.map((one) => ({ ...shown, ...one })) });
      expect(await itemsOf(made.id)).toEqual(body.items);
    });

    it('Update Item', async () => {
      const made = await item((await dataset()).id);
      const changed = {
        input: { company_name: 'Acme Inc', question: 'Updated question' },
        expected_output: { contains: ['expected', 'words'] },
      };
      const { body } = await api.admin.patch(`/api/v1/datasets/items/${made.id}`, changed);
      expect(body).toEqual({ ...made, ...changed, updated_at: anyTime });
      expect(await itemsOf(made.dataset_id)).toEqual([body]);
    });

    it('Creating a Test Dataset', async () => {
      const made = await dataset(useCase(), {
        name: 'FAQ Tests',
        default_assertions: [{ type: 'not_contains', value: 'I dont know' }],
      });
      const questions = ['What are your hours?', 'How do I reset my password?', 'Where are you located?'];
      const items = questions.map((question) => ({ input: { question } }));
      const { body } = await api.admin.post(`/api/v1/datasets/${made.id}/items/batch`, { items }, 201);
      expect(body.created_count).toBe(3);
      expect((await api.admin.get(`/api/v1/datasets/${made.id}`)).body).toMatchObject({ item_count: 3 });
    });

    it('bodies as curl sends them: with the white space that they are printed with', async () => {
      const path = `/api/v1/use-cases/${useCase()}/datasets`;
      const printed = [
        '{',
        '    "name": "FAQ Tests",',
        '    "default_assertions": [',
        '      {"type": "not_contains", "value": "I dont know"}',
        '    ]',
        '  }',
      ];
      const made = (await api.admin.raw('post', path, printed.join('\n'), 201)).body;
      expect(made).toMatchObject({ name: 'FAQ Tests', default_assertions: [{ type: 'not_contains' }] });
      const items = [
        '{',
        '    "items": [',
        '      {"input": {"question": "What are your hours?"}},',
        '      {"input": {"question": "Where are you located?"}}',
        '    ]',
        '  }',
      ];
      const { body } = await api.admin.raw('post', `/api/v1/datasets/${made.id}/items/batch`, items.join('\r\n'), 201);
      expect(body.items.map((one: any) => one.input.question)).toEqual([
        'What are your hours?',
        'Where are you located?',
      ]);
    });

    it('Importing from JSON: a file of items, as requests sends it', async () => {
      const { id } = await dataset();
      const body =
        '{"items": [{"input": {"question": "Caf\\u00e9 \\ud83d\\ude00?"}, "expected_output": {"contains": ["9 AM"]}}]}';
      const answer = await api.admin.raw('post', `/api/v1/datasets/${id}/items/batch`, body, 201);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expect(answer.body).toMatchObject({
        created_count: 1,
        items: [{ input: { question: 'Café 😀?' }, metadata: null }],
      });
      expect(await itemsOf(id)).toEqual(answer.body.items);
    });

    it('Delete Item: 204 without a body', async () => {
      const made = await item((await dataset()).id);
      const answer = await api.admin.delete(`/api/v1/datasets/items/${made.id}`, 204);
      expect([answer.text, answer.headers['content-type']]).toEqual(['', undefined]);
      expect(await itemsOf(made.dataset_id)).toEqual([]);
      await api.admin.delete(`/api/v1/datasets/items/${made.id}`, 404);
    });
  });

  describe('a use case is a project', () => {
    it('use_case_id is the project id: what is made here is there on /v1, and the other way round', async () => {
      const lab = await Lab.open(api);
      const here = await dataset(lab.projectId);
      const there = await lab.dataset(2);
      const onV1 = await lab.client.get('/v1/datasets');
      expect(onV1.body.items.map((one: any) => one.id)).toEqual([there.id, here.id]);
      const { body } = await lab.client.get(`/api/v1/use-cases/${lab.projectId}/datasets`);
      expect(body.map((one: any) => [one.id, one.item_count])).toEqual([
        [there.id, 2],
        [here.id, 0],
      ]);
    });

    it('any project id, not only a UUID: the path carries it encoded', async () => {
      for (const useCaseId of [`p ${newId()}/ü?`, `%2F${newId()}`]) {
        const path = `/api/v1/use-cases/${encodeURIComponent(useCaseId)}/datasets`;
        const made = await api.admin.post(path, { name: 'd' }, 201);
        expect(made.body.use_case_id).toBe(useCaseId);
        expect((await api.admin.get(path)).body).toHaveLength(1);
        expect(
          (await api.admin.get(`/v1/datasets?project_id=${encodeURIComponent(useCaseId)}`)).body.items,
        ).toHaveLength(1);
      }
    });

    it('a write makes the project; a list of one that is not known is empty', async () => {
      const useCaseId = useCase();
      expect((await api.admin.get(`/api/v1/use-cases/${useCaseId}/datasets`)).body).toEqual([]);
      await dataset(useCaseId);
      await api.admin.get(`/v1/projects/${useCaseId}/summary`);
    });

    it.each(['x'.repeat(129), '\u007f', 'ingest'])('what cannot be a project id is 400: %j', async (useCaseId) => {
      const path = `/api/v1/use-cases/${encodeURIComponent(useCaseId)}/datasets`;
      for (const answer of [await api.admin.get(path, 400), await api.admin.post(path, { name: 'd' }, 400)]) {
        expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'useCaseId' } });
      }
    });

    it('a key of another project gets 404 for every path, as if nothing were there', async () => {
      const useCaseId = useCase();
      const made = await item((await dataset(useCaseId)).id);
      const stranger = await api.clientOf(useCase());
      const calls: [(id: string) => Promise<Answer>, string][] = [
        [(id) => stranger.get(`/api/v1/use-cases/${id}/datasets`, 404), useCaseId],
        [(id) => stranger.post(`/api/v1/use-cases/${id}/datasets`, { name: 'd' }, 404), useCaseId],
        [(id) => stranger.get(`/api/v1/datasets/${id}`, 404), made.dataset_id],
        [(id) => stranger.patch(`/api/v1/datasets/${id}`, { name: 'd' }, 404), made.dataset_id],
        [(id) => stranger.delete(`/api/v1/datasets/${id}`, 404), made.dataset_id],
        [(id) => stranger.get(`/api/v1/datasets/${id}/items`, 404), made.dataset_id],
        [(id) => stranger.post(`/api/v1/datasets/${id}/items`, { input: {} }, 404), made.dataset_id],
        [(id) => stranger.post(`/api/v1/datasets/${id}/items/batch`, { items: [{ input: {} }] }, 404), made.dataset_id],
        [(id) => stranger.patch(`/api/v1/datasets/items/${id}`, { input: {} }, 404), made.id],
        [(id) => stranger.delete(`/api/v1/datasets/items/${id}`, 404), made.id],
      ];
      for (const [call, id] of calls) {
        const [foreign, absent] = [await call(id), await call(NOTHING)];
        expect(foreign.text.replaceAll(id, NOTHING)).toBe(absent.text);
      }
      expect(await itemsOf(made.dataset_id)).toEqual([made]);
    });
  });

  describe('datasets', () => {
    it('names are unique on every surface: 409 CONFLICT', async () => {
      const lab = await Lab.open(api);
      const path = `/api/v1/use-cases/${lab.projectId}/datasets`;
      await lab.client.post('/v1/datasets', { name: 'taken' }, 201);
      const { body } = await lab.client.post(path, { name: ' taken ' }, 409);
      expect(body.error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
      const other = await lab.client.post(path, { name: 'other' }, 201);
      await lab.client.patch(`/api/v1/datasets/${other.body.id}`, { name: 'taken' }, 409);
    });

    it('PATCH: what is absent stays, null clears, and tags or metadata of /v1 are not touched', async () => {
      const { body: made } = await api.admin.post(
        '/v1/datasets',
        { project_id: useCase(), name: 'n', description: 'd', tags: ['t'], metadata: { a: 1 }, input_schema: {} },
        201,
      );
      const path = `/api/v1/datasets/${made.id}`;
      const { body } = await api.admin.patch(path, { description: null, input_schema: null, tags: [], metadata: null });
      expect(body).toMatchObject({ name: 'n', description: null, input_schema: null });
      expect((await api.admin.get(`/v1/datasets/${made.id}`)).body).toMatchObject({ tags: ['t'], metadata: { a: 1 } });
      await api.admin.patch(path, { name: null }, 400);
    });

    it('lists are bare arrays, newest first; skip and limit where they are given', async () => {
      const useCaseId = useCase();
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) ids.unshift((await dataset(useCaseId)).id);
      const path = `/api/v1/use-cases/${useCaseId}/datasets`;
      const listed = async (query: string): Promise<string[]> =>
        (await api.admin.get(`${path}${query}`)).body.map((one: any) => one.id);
      expect(await listed('')).toEqual(ids);
      expect(await listed('?skip=1&limit=1')).toEqual([ids[1]]);
      expect(await listed('?skip=3')).toEqual([]);
    });
  });

  describe('assertions', () => {
    it('every type of the list, with value, path, criteria and weight', async () => {
      const default_assertions = [
        { type: 'contains', value: 'success' },
        { type: 'not_contains', value: 'error' },
        { type: 'equals', value: 'yes', weight: 0 },
        { type: 'regex', value: '\\d{4}', weight: 0.5 },
        { type: 'json_match', path: '$.status', value: 'ok', weight: 1 },
        { type: 'llm_grade', criteria: 'Is the response helpful?' },
      ];
      const made = await dataset(useCase(), { default_assertions });
      expect(made.default_assertions).toEqual(default_assertions);
      const { body } = await api.admin.patch(`/api/v1/datasets/${made.id}`, { default_assertions: null });
      expect(body.default_assertions).toBeNull();
    });

    it.each([
      { type: 'unknown', value: 'a' },
      { type: 'regex', value: '(' },
      { type: 'json_match', path: 'status', value: 'ok' },
      { type: 'contains' },
      { type: 'llm_grade' },
      { type: 'contains', value: 'a', weight: 1.1 },
    ])('malformed ones are 400 at the time they are written: %j', async (assertion) => {
      const useCaseId = useCase();
      const path = `/api/v1/use-cases/${useCaseId}/datasets`;
      const { body } = await api.admin.post(path, { name: 'n', default_assertions: [assertion] }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'default_assertions' } });
      const made = await dataset(useCaseId);
      await api.admin.patch(`/api/v1/datasets/${made.id}`, { default_assertions: [assertion] }, 400);
      await api.admin.post(
        `/api/v1/datasets/${made.id}/items`,
        { input: {}, metadata: { assertions: [assertion] } },
        400,
      );
      expect((await api.admin.get(path)).body).toEqual([expect.objectContaining({ id: made.id, item_count: 0 })]);
    });

    it('an expected output that spells assertions is read as such, because the item was made here', async () => {
      const { id } = await dataset();
      const path = `/api/v1/datasets/${id}/items`;
      const made = await api.admin.post(path, { input: {}, expected_output: { regex: ['a'] } }, 201);
      const malformed = { input: {}, expected_output: { regex: ['('] } };
      await api.admin.post(path, malformed, 400);
      await api.admin.post(`${path}/batch`, { items: [malformed] }, 400);
      await api.admin.patch(`/api/v1/datasets/items/${made.body.id}`, malformed, 400);
      await api.admin.post(path, { input: {}, expected_output: { regex: ['('], answer: 'b' } }, 201);
      await api.admin.post(`/v1/datasets/${id}/items`, malformed, 201);
    });
  });

  describe('items', () => {
    it('skip (default 0) and limit (default 100, maximum 1,000), in the order sent', async () => {
      const { id } = await dataset();
      const items = Array.from({ length: 1_000 }, (_, index) => ({ input: { index } }));
      for (let batch = 0; batch < 2; batch += 1) {
        await api.admin.post(`/api/v1/datasets/${id}/items/batch`, { items }, 201);
      }
      const indices = async (query: string): Promise<number[]> =>
        (await itemsOf(id, query)).map((one) => one.input.index);
      const upTo = (from: number, count: number): number[] =>
        Array.from({ length: count }, (_, n) => (from + n) % 1_000);
      expect(await indices('')).toEqual(upTo(0, 100));
      expect(await indices('?skip=95&limit=10')).toEqual(upTo(95, 10));
      expect(await indices('?limit=1000')).toEqual(upTo(0, 1_000));
      expect(await indices('?skip=1990&limit=1000')).toEqual(upTo(990, 10));
      expect(await indices('?skip=2000')).toEqual([]);
    });

    it.each(['limit=0', 'limit=1001', 'limit=x', 'skip=-1', 'skip=x', 'skip=1.5', 'limit=1&limit=2'])(
      '400: ?%s',
      async (query) => {
        const { id } = await dataset();
        const { body } = await api.admin.get(`/api/v1/datasets/${id}/items?${query}`, 400);
        expect(body.error.code).toBe('INVALID_REQUEST');
      },
    );

    it('skipping further than any list goes is an empty page', async () => {
      const { id } = await dataset();
      expect(await itemsOf(id, '?skip=999999999999999')).toEqual([]);
    });

    it.each(['a text', 1, 1e400, [{}], null, true])(
      'input and expected_output are objects; else 400: %j',
      async (value) => {
        const { id } = await dataset();
        const made = await item(id);
        const text = value === 1e400 ? '1e400' : JSON.stringify(value);
        const refused = async (method: 'post' | 'patch', path: string, body: string): Promise<void> => {
          const answer = await api.admin.raw(method, path, body, 400);
          expect(answer.body.error.details.field).toMatch(/input|expected_output/);
        };
        await refused('post', `/api/v1/datasets/${id}/items`, `{"input":${text}}`);
        await refused('post', `/api/v1/datasets/${id}/items/batch`, `{"items":[{"input":{}},{"input":${text}}]}`);
        await refused('patch', `/api/v1/datasets/items/${made.id}`, `{"input":${text}}`);
        if (value === null) return;
        await refused('post', `/api/v1/datasets/${id}/items`, `{"input":{},"expected_output":${text}}`);
        await refused('patch', `/api/v1/datasets/items/${made.id}`, `{"expected_output":${text}}`);
        expect(await itemsOf(id)).toEqual([made]);
      },
    );

    it('objects come back as they were sent: digits, key order, U+0000', async () => {
      const { id } = await dataset();
      const input = '{"z":12345678901234567890,"10":1.10,"__proto__":"\\u0000\\ud800"}';
      const made = await api.admin.raw('post', `/api/v1/datasets/${id}/items`, `{"input":${input}}`, 201);
      expect(made.text).toContain(`"input":${input}`);
      expect((await api.admin.get(`/api/v1/datasets/${id}/items`)).text).toContain(`"input":${input}`);
    });

    it('an item of /v1 that is no object is shown as it is', async () => {
      const { id } = await dataset();
      await api.admin.post(`/v1/datasets/${id}/items`, { input: 'a text', expected_output: 'Paris' }, 201);
      expect(await itemsOf(id)).toMatchObject([{ input: 'a text', expected_output: 'Paris' }]);
    });

    it('a batch is atomic: an item that does not fit the schema keeps the others out', async () => {
      const { id } = await dataset(useCase(), { input_schema: { type: 'object', required: ['question'] } });
      const items = [{ input: { question: 'a' } }, { input: { answer: 'b' } }];
      const { body } = await api.admin.post(`/api/v1/datasets/${id}/items/batch`, { items }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'items[1].input' } });
      expect(await itemsOf(id)).toEqual([]);
      await api.admin.post(`/api/v1/datasets/${id}/items/batch`, { items: [] }, 400);
    });

    it('items are changed by their id alone, in the newest revision; the version rises by 1', async () => {
      const { id } = await dataset();
      const made = await item(id);
      for (const question of ['b', 'c'])
        await api.admin.patch(`/api/v1/datasets/items/${made.id}`, { input: { question } });
      expect(await itemsOf(id)).toMatchObject([{ id: made.id, input: { question: 'c' } }]);
      expect((await api.admin.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 4, item_count: 1 });
      const cleared = await api.admin.patch(`/api/v1/datasets/items/${made.id}`, { metadata: { a: 1 } });
      expect(cleared.body).toMatchObject({ input: { question: 'c' }, metadata: { a: 1 } });
    });

    it('50 changes of one item at once: each is a version', async () => {
      const { id } = await dataset();
      const made = await item(id);
      const changes = Array.from({ length: 50 }, (_, index) => ({ input: { index } }));
      await Promise.all(changes.map((body) => api.admin.patch(`/api/v1/datasets/items/${made.id}`, body)));
      expect((await api.admin.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 52, item_count: 1 });
    });

    it.each([NOTHING, 'x', '\u0000'])('404 for an item that is not there: %j', async (id) => {
      const path = `/api/v1/datasets/items/${encodeURIComponent(id)}`;
      const { body } = await api.admin.patch(path, { input: {} }, 404);
      expect(body.error.code).toBe('NOT_FOUND');
      await api.admin.delete(path, 404);
    });
  });

  it('Idempotency-Key works on POSTs, errors have the one envelope, and a read key does not write', async () => {
    const useCaseId = useCase();
    const writer = await api.clientOf(useCaseId);
    const path = `/api/v1/use-cases/${useCaseId}/datasets`;
    const twice = (client: ApiClient): Promise<Answer> =>
      client.raw('post', path, '{"name":"once"}', 201, { 'idempotency-key': 'k' });
    const [first, second] = [await twice(writer), await twice(writer)];
    expect([second.text, second.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    const reader = await api.clientOf(useCaseId, 'read');
    expect((await reader.get(path)).body).toHaveLength(1);
    expect((await reader.post(path, { name: 'x' }, 403)).body.error.code).toBe('FORBIDDEN');
    expect((await writer.post(path, {}, 400)).body.error).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
