import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import type { ApiClient } from './api-client';
import { run, score } from './factories/lab';
import { Space } from './factories/space';
import { span } from './factories/spans';
import { nameOf, NOTHING, pathTo, type Route, routesOf } from './routes';
import { startTestApp, type TestApp } from './test-app';

/** A body that every endpoint which takes one can use: each ignores the fields that it does not know. */
const ANY_BODY = { input: 'x', items: [{ input: 'x' }], description: 'x' };

describe('datasets that are deleted softly', () => {
  let api: TestApp;
  let space: Space;
  let client: ApiClient;
  let place: string;

  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    space = await Space.open(api);
    ({ client } = space);
    place = `/namespaces/${space.namespace}/projects/${space.project}`;
  });

  /** A dataset with two items, an experiment with a run, and a collection; `hide` deletes it softly. */
  async function used(): Promise<Used> {
    const { id } = await space.dataset({ name: 'used' });
    const items = [{ input: 'q', expected_output: 'Paris' }, { input: 'r' }];
    const added = await client.post(`/v1/datasets/${id}/items/batch`, { items }, 201);
    const itemIds: string[] = added.body.items.map((item: { id: string }) => item.id);
    const { id: experimentId } = (await client.post('/v1/experiments', { name: 'e', dataset_id: id }, 201)).body;
    const runs = [run(itemIds[0] as string, { scores: [score(1)] })];
    const submitted = await client.post(`/v1/experiments/${experimentId}/runs`, { runs }, 201);
    const { id: collectionId } = await space.collection({ datasetId: id, members: itemIds });
    const hide = async (): Promise<void> => void (await client.delete(`${place}/datasets/used`));
    return { id, itemIds, experimentId, runId: submitted.body.run_ids[0], collectionId, hide };
  }

  interface Used {
    readonly id: string;
    readonly itemIds: string[];
    readonly experimentId: string;
    readonly runId: string;
    readonly collectionId: string;
    hide(): Promise<void>;
  }

  const call = (
    by: ApiClient,
    route: Route,
    values: Record<string, string>,
  ): PromiseLike<{ status: number; text: string }> => {
    const begun = by.begin(route.method as 'get', pathTo(route, values));
    if (route.method === 'get' || route.method === 'delete') return begun;
    return route.path.endsWith('/import')
      ? begun.set('content-type', 'application/x-ndjson').send('{"input":"x"}\n')
      : begun.send(ANY_BODY);
  };

  describe('are hidden everywhere', () => {
    it('on every route that names a dataset or an item by id, on every surface, for admins too', async () => {
      const { id, itemIds, hide } = await used();
      const item = itemIds[0] as string;
      // What the process remembers of the dataset must not show it.
      await client.post(`/v1/datasets/${id}/items`, { input: 'warm' }, 201);
      await hide();
      const routes = routesOf(api).filter(
        (route) =>
          /^\/v1\/datasets\/:id|^\/api\/v1\/datasets\/|^\/api\/datasets\/:datasetId/.test(route.path) &&
          !route.path.endsWith('/restore'),
      );
      expect(routes.length).toBeGreaterThan(25);
      const values = (dataset: string, of: string, route: Route): Record<string, string> => ({
        id: route.path.includes('/items/:id') ? of : dataset,
        datasetId: dataset,
        item_id: of,
        itemId: of,
      });
      for (const by of [client, api.admin]) {
        const seen: Record<string, unknown> = {};
        for (const route of routes) {
          const hidden = await call(by, route, values(id, item, route));
          const missing = await call(by, route, values(NOTHING, NOTHING, route));
          const text = hidden.text.replaceAll(id, NOTHING).replaceAll(item, NOTHING);
          // An admin may be told of the item what a stranger is told of the dataset.
          seen[nameOf(route)] = [hidden.status, missing.status, by === api.admin || text === missing.text];
        }
        const expected = routes.map((route) => [nameOf(route), [seen[nameOf(route)]].flat()[1]] as const);
        for (const [name, status] of expected) expect([name, seen[name]]).toEqual([name, [status, status, true]]);
        const notFound = expected.filter(([, status]) => status === 404);
        expect(notFound.length).toBeGreaterThan(20);
      }
      const { rows } = await api.app
        .get(Database)
        .run<{ count: number }>('SELECT count(*)::int AS count FROM dataset_items i WHERE i.dataset_id = $1', [id]);
      expect(rows[0]?.count).toBe(3);
    });

    it('in the lists of every surface', async () => {
      const { hide } = await used();
      const { id: other } = await space.dataset({ name: 'other' });
      await hide();
      const lists = [
        (await client.get('/v1/datasets')).body.items,
        (await client.get(`${place}/datasets`)).body.datasets,
        (await client.get('/api/datasets')).body.datasets,
        (await client.get(`/api/v1/use-cases/${space.projectId}/datasets`)).body,
      ];
      expect(lists.map((list) => list.map((row: { id: string }) => row.id))).toEqual(lists.map(() => [other]));
      const totals = [
        (await client.get(`${place}/datasets`)).body.total,
        (await client.get('/api/datasets')).body.pagination.total,
      ];
      expect(totals).toEqual([1, 1]);
    });

    it('for the conversion of annotations, new experiments and collections', async () => {
      const { id, collectionId, hide } = await used();
      await client.post('/v1/traces/ingest', { spans: [span({ trace_id: 't', input: 'x' })] }, 201);
      const note = { trace_id: 't', annotator: 'a', label: 'l' };
      const { id: annotation } = (await client.post('/v1/annotations', note, 201)).body;
      await hide();
      const answers = [
        await client.post(`/v1/annotations/${annotation}/to-dataset-item`, { dataset_id: id }, 404),
        await client.post('/v1/experiments', { name: 'e', dataset_id: id }, 404),
        await client.post('/v1/collections', { name: 'n', dataset_id: id }, 404),
        await client.patch(`/v1/collections/${collectionId}`, { dataset_id: id }, 404),
        await client.post(`${place}/collections`, { name: 'n', datasetId: id }, 404),
      ];
      for (const { body } of answers) expect(body.error.details).toMatchObject({ resource: 'dataset', id });
    });
  });

  it('the name is free again at once, and only one of 50 requests gets it', async () => {
    const { hide } = await used();
    await hide();
    const race = Array.from({ length: 50 }, () =>
      client
        .begin('post', '/v1/datasets')
        .send({ name: 'used' })
        .then(({ status }) => status),
    );
    expect((await Promise.all(race)).sort()).toEqual([201, ...Array<number>(49).fill(409)]);
    await client.delete(`${place}/datasets/used`);
    await space.dataset({ name: 'used' });
  });

  it('experiments stay: dataset_item_count is 0, new runs are 422, scores on their runs are taken', async () => {
    const { id, itemIds, experimentId, runId, hide } = await used();
    await hide();
    const summary = (await client.get(`/v1/experiments/${experimentId}/summary`)).body;
    expect(summary).toMatchObject({ dataset_item_count: 0, run_count: 1 });
    expect((await client.get(`/v1/experiments/${experimentId}`)).body.dataset_id).toBe(id);
    expect((await client.get(`/v1/experiments/${experimentId}/runs`)).body.items).toHaveLength(1);
    const runs = [run(itemIds[1] as string)];
    const { error } = (await client.post(`/v1/experiments/${experimentId}/runs`, { runs }, 422)).body;
    expect(error.code).toBe('INVALID_DATASET_ITEM');
    const target = { target_type: 'run', target_id: runId };
    await client.post('/v1/scores', { ...target, scorer_name: 'human', value: 1 }, 201);
    const computed = await client.post('/v1/scores', { ...target, scorer_name: 'exact_match' }, 200);
    expect(computed.body.score).toBeNull();
    await client.get(`/v1/experiments/${experimentId}/compare/${experimentId}`);
  });

  it('collections become standalone', async () => {
    const { collectionId, itemIds, hide } = await used();
    await hide();
    const { body } = await client.get(`/v1/collections/${collectionId}`);
    expect(body).toMatchObject({ dataset_id: null, members: itemIds });
  });

  it('an import that runs meanwhile ends with 404 and leaves nothing', async () => {
    const { id, hide } = await used();
    const lines = client
      .begin('post', `/v1/datasets/${id}/items/import`)
      .set('content-type', 'application/x-ndjson')
      .send('{"input":"x"}\n'.repeat(20_000))
      .then(({ status }) => status);
    await hide();
    const status = await lines;
    expect([200, 404]).toContain(status);
    const restored = (await api.admin.post(`/v1/datasets/${id}/restore`, {}, 200)).body;
    expect(restored.item_count).toBe(status === 200 ? 20_002 : 2);
  });

  it('DELETE on the other surfaces is permanent: nothing to restore, and 404 for what is hidden', async () => {
    const paths = [(id: string) => `/v1/datasets/${id}`, (id: string) => `/api/datasets/${id}`];
    for (const path of paths) {
      const { id } = await space.dataset();
      await client.delete(path(id));
      await api.admin.post(`/v1/datasets/${id}/restore`, {}, 404);
    }
    const { id } = await space.dataset();
    await client.delete(`/api/v1/datasets/${id}`, 204);
    await api.admin.post(`/v1/datasets/${id}/restore`, {}, 404);
    const hidden = await used();
    await hidden.hide();
    await client.delete(`/v1/datasets/${hidden.id}`, 404);
    await api.admin.post(`/v1/datasets/${hidden.id}/restore`, {}, 200);
  });

  describe('GET /v1/datasets/deleted', () => {
    const listed = async (query: string): Promise<any> =>
      (await api.admin.get(`/v1/datasets/deleted?project_id=${space.projectId}${query}`)).body;
    const idsOf = (page: { items: { id: string }[] }): string[] => page.items.map(({ id }) => id);

    it('200: the datasets as they were, with the time of their deletion; restored ones and others are not among them', async () => {
      const { id, hide } = await used();
      const { id: live } = await space.dataset({ name: 'live' });
      const before = (await client.get(`/v1/datasets/${id}`)).body;
      expect(await listed('')).toEqual({ items: [], next_cursor: null, limit: 50 });
      await hide();
      const { items } = await listed('');
      expect(items).toEqual([{ ...before, deleted_at: expect.any(String) }]);
      expect(Date.parse(items[0].deleted_at)).toBeGreaterThanOrEqual(Date.parse(before.created_at));
      await client.delete(`/v1/datasets/${live}`);
      await api.admin.post(`/v1/datasets/${items[0].id}/restore`, {}, 200);
      expect((await listed('')).items).toEqual([]);
    });

    it('the last deleted first, by cursors, also several of one name', async () => {
      const gone: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        gone.unshift((await space.dataset({ name: 'again' })).id);
        await client.delete(`${place}/datasets/again`);
      }
      const first = await listed('&limit=2');
      const rest = await listed(`&limit=2&cursor=${first.next_cursor}`);
      expect([idsOf(first), idsOf(rest), rest.next_cursor]).toEqual([gone.slice(0, 2), gone.slice(2), null]);
    });

    it('400: PROJECT_REQUIRED without a project, and for a cursor of another list; an unknown project is an empty page', async () => {
      const { body } = await api.admin.get('/v1/datasets/deleted', 400);
      expect(body.error.code).toBe('PROJECT_REQUIRED');
      expect((await api.admin.get(`/v1/datasets/deleted?project_id=${newId()}`)).body.items).toEqual([]);
      for (const name of ['a', 'b']) await space.dataset({ name });
      const { next_cursor } = (await client.get('/v1/datasets?limit=1')).body;
      await api.admin.get(`/v1/datasets/deleted?project_id=${space.projectId}&cursor=${next_cursor}`, 400);
    });

    it('403: for anyone but an admin', async () => {
      expect((await client.get('/v1/datasets/deleted', 403)).body.error.code).toBe('FORBIDDEN');
    });
  });

  describe('POST /v1/datasets/:id/restore', () => {
    it('200: the dataset is as it was, everywhere; its collections stay standalone', async () => {
      const { id, itemIds, experimentId, collectionId, hide } = await used();
      const before = (await client.get(`/v1/datasets/${id}`)).body;
      await hide();
      const { body } = await api.admin.post(`/v1/datasets/${id}/restore`, undefined, 200);
      expect(body).toEqual(before);
      expect((await client.get(`/v1/datasets/${id}`)).body).toEqual(before);
      const items = (await client.get(`/v1/datasets/${id}/items`)).body.items;
      expect(items.map((item: { id: string }) => item.id)).toEqual(itemIds);
      expect((await client.get(`/v1/experiments/${experimentId}/summary`)).body.dataset_item_count).toBe(2);
      await client.post(`/v1/experiments/${experimentId}/runs`, { runs: [run(itemIds[1] as string)] }, 201);
      expect((await client.get(`/v1/collections/${collectionId}`)).body.dataset_id).toBeNull();
      expect((await client.get(`${place}/datasets/used`)).body.collections).toEqual([]);
      await client.post(`/v1/datasets/${id}/items`, { input: 'new' }, 201);
    });

    it('409: when the name is taken meanwhile; once it is free, it works', async () => {
      const { id, hide } = await used();
      await hide();
      await space.dataset({ name: 'used' });
      const { error } = (await api.admin.post(`/v1/datasets/${id}/restore`, {}, 409)).body;
      expect(error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
      await client.patch(`${place}/datasets/used`, { name: 'moved' });
      await api.admin.post(`/v1/datasets/${id}/restore`, {}, 200);
    });

    it('200: again, also when 50 requests race, and for one that was never deleted', async () => {
      const { id, hide } = await used();
      await hide();
      const race = Array.from({ length: 50 }, () => api.admin.post(`/v1/datasets/${id}/restore`, {}, 200));
      const answers = await Promise.all(race);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('403: for anyone but an admin; 404: for a dataset that is not there', async () => {
      const { id, hide } = await used();
      await hide();
      expect((await client.post(`/v1/datasets/${id}/restore`, {}, 403)).body.error.code).toBe('FORBIDDEN');
      for (const unknown of [NOTHING, 'x', newId()]) await api.admin.post(`/v1/datasets/${unknown}/restore`, {}, 404);
    });
  });
});
