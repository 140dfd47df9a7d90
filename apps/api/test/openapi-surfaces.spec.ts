import { startTestApp, type TestApp } from './test-app';

interface Surfaces {
  readonly components: { schemas: Record<string, { properties: Record<string, any>; required?: string[] }> };
  readonly paths: Record<string, Record<string, { tags?: string[] }>>;
  readonly tags: { name: string; description: string }[];
  readonly 'x-tagGroups': { name: string; tags: string[] }[];
}

describe('the surfaces in the OpenAPI document', () => {
  let api: TestApp;
  let document: Surfaces;
  beforeAll(async () => {
    api = await startTestApp();
    document = (await api.admin.get('/openapi.json')).body;
  });
  afterAll(() => api.close());

  const tagsWhere = (belongs: (path: string) => boolean): string[] => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      belongs(path) ? Object.values(item) : [],
    );
    return [...new Set(operations.flatMap(({ tags }) => tags ?? ['none']))].sort();
  };

  it.each([
    ['Use cases', /^\/api\/v1\//],
    ['Datasets and runs', /^\/api\/(?!v1\/)/],
    ['Namespaces', /^\/namespaces/],
  ])('%s has its own tag and group', (tag, paths) => {
    expect(tagsWhere((path) => paths.test(path))).toEqual([tag]);
    expect(tagsWhere((path) => !paths.test(path))).not.toContain(tag);
    const groups = document['x-tagGroups'].filter(({ tags }) => tags.includes(tag));
    expect(groups.map(({ tags }) => tags)).toEqual([[tag]]);
  });

  it.each(['CreateUseCaseDatasetDto', 'UseCaseDatasetDto', 'CreateDatasetDto', 'DatasetDto'])(
    '%s: what assertions and schemas are is said, not any JSON value',
    (name) => {
      const { default_assertions, input_schema } = document.components.schemas[name]?.properties ?? {};
      expect(default_assertions).toMatchObject({ type: 'array', nullable: true, items: { required: ['type'] } });
      const { properties } = default_assertions.items;
      expect(Object.keys(properties)).toEqual(['type', 'value', 'path', 'criteria', 'weight']);
      expect(properties.type.enum).toContain('llm_grade');
      expect(input_schema.oneOf.map(({ type }: { type: string }) => type)).toEqual(['object', 'boolean']);
    },
  );

  it.each(['UseCaseDatasetDto', 'UseCaseItemDto', 'RunsItemDto', 'RunsRunDto', 'RunsScoreDto', 'NamespaceDatasetDto'])(
    '%s: an answer carries every field, those without a value as null',
    (name) => {
      const { properties, required } = document.components.schemas[name] ?? { properties: {} };
      expect(required).toEqual(Object.keys(properties));
    },
  );

  it('every tag is described once and stands in one group', () => {
    const used = tagsWhere(() => true);
    expect(document.tags.map(({ name }) => name).sort()).toEqual(used);
    expect(document['x-tagGroups'].flatMap(({ tags }) => tags).sort()).toEqual(used);
    expect(document.tags.filter(({ description }) => description === '')).toEqual([]);
  });
});
