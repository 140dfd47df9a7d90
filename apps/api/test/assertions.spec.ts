import { newId } from '@assay/shared/ids';
import { startTestApp, type TestApp } from './test-app';

describe('assertions', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const DEFAULTS = [
    { type: 'not_contains', value: "I don't know" },
    { type: 'contains', value: 'Acme', weight: 0.25 },
    { type: 'json_match', path: '$.status', value: 'ok' },
  ];

  async function dataset(more: object = {}): Promise<any> {
    const body = { project_id: `p-${newId()}`, name: 'graded', ...more };
    return (await api.admin.post('/v1/datasets', body, 201)).body;
  }

  describe('default_assertions of a dataset', () => {
    it('are answered as they were sent, changed by PATCH and cleared by null', async () => {
      const made = await dataset({ default_assertions: DEFAULTS });
      expect(made.default_assertions).toEqual(DEFAULTS);
      const path = `/v1/datasets/${made.id}`;
      expect((await api.admin.get(path)).body.default_assertions).toEqual(DEFAULTS);
      expect((await api.admin.patch(path, { description: 'other' })).body.default_assertions).toEqual(DEFAULTS);
      const others = [{ type: 'contains', value: 'success' }];
      expect((await api.admin.patch(path, { default_assertions: others })).body.default_assertions).toEqual(others);
      const cleared = (await api.admin.patch(path, { default_assertions: null })).body;
      expect(cleared).toMatchObject({ default_assertions: null, version: 1 });
    });

    it.each<[string, unknown, string]>([
      ['no list', { type: 'contains', value: 'a' }, ''],
      ['an unknown type', [{ type: 'includes', value: 'a' }], '/0/type'],
      ['a missing value', [DEFAULTS[0], { type: 'contains' }], '/1/value'],
      ['an invalid regex', [{ type: 'regex', value: '[' }], '/0/value'],
      ['an invalid JSONPath', [{ type: 'json_match', path: '$[', value: 1 }], '/0/path'],
      ['no criteria', [{ type: 'llm_grade' }], '/0/criteria'],
      ['a weight beyond 1', [{ type: 'contains', value: 'a', weight: 2 }], '/0/weight'],
      ['a lone surrogate', [{ type: 'contains', value: '\ud800' }], ''],
    ])('malformed assertions are 400 when they are written: %s', async (_what, default_assertions, path) => {
      const body = { project_id: `p-${newId()}`, name: 'graded', default_assertions };
      const { error } = (await api.admin.post('/v1/datasets', body, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'default_assertions' } });
      expect(error.details.path ?? '').toBe(path);
      const { id } = await dataset();
      await api.admin.patch(`/v1/datasets/${id}`, { default_assertions }, 400);
      expect((await api.admin.get(`/v1/datasets/${id}`)).body.default_assertions).toBeNull();
    });
  });

  describe('assertions of an item', () => {
    const BAD = { assertions: [{ type: 'regex', value: '(' }] };

    it('malformed metadata.assertions are 400 with their place, on every way to write an item', async () => {
      const { id } = await dataset();
      const items = `/v1/datasets/${id}/items`;
      const { error } = (await api.admin.post(items, { input: 1, metadata: BAD }, 400)).body;
      expect(error).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'metadata', path: '/assertions/0/value' },
      });
      const batch = { items: [{ input: 1 }, { input: 2, metadata: BAD }] };
      expect((await api.admin.post(`${items}/batch`, batch, 400)).body.error.details.field).toBe('items[1].metadata');
      const { body: item } = await api.admin.post(items, { input: 1, metadata: { assertions: [] } }, 201);
      await api.admin.patch(`${items}/${item.id}`, { metadata: BAD }, 400);
      expect((await api.admin.get(items)).body.items).toEqual([item]);
    });

    it('an import skips lines whose metadata.assertions are malformed', async () => {
      const { id } = await dataset();
      const lines = [{ input: 1 }, { input: 2, metadata: BAD }].map((line) => JSON.stringify(line)).join('\n');
      const { body } = await api.admin.raw('post', `/v1/datasets/${id}/items/import`, lines, 200, {
        'content-type': 'application/x-ndjson',
      });
      expect(body).toMatchObject({ imported_count: 1, skipped_count: 1 });
      expect(body.skipped[0]).toMatchObject({
        line: 2,
        reason: expect.stringContaining('metadata/assertions/0/value'),
      });
    });

    it('an expected output that spells assertions is checked once the dataset has default_assertions', async () => {
      const { id } = await dataset();
      const items = `/v1/datasets/${id}/items`;
      const bad = { input: 1, expected_output: { regex: '(' } };
      await api.admin.post(items, bad, 201);
      await api.admin.patch(`/v1/datasets/${id}`, { default_assertions: DEFAULTS });
      const { error } = (await api.admin.post(items, bad, 400)).body;
      expect(error.details).toMatchObject({ field: 'expected_output', path: '/regex' });
      await api.admin.post(items, { input: 1, expected_output: { regex: '(', other: 1 } }, 201);
      await api.admin.patch(`/v1/datasets/${id}`, { default_assertions: null });
      await api.admin.post(items, bad, 201);
    });
  });
});
