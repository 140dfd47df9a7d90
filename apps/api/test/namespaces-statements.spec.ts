import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { Space } from './factories/space';
import { routesUnder } from './routes';
import { startTestApp, type TestApp } from './test-app';

/** What the seed does in three or four round trips. */
const BUDGET = 2;

describe('statements of the endpoints of namespaces', () => {
  let api: TestApp;
  /** Another process on the same database: it knows the keys, and nothing of what the first has made. */
  let fresh: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
    // However slow the machine, the keys of a test are remembered to its end.
    fresh = await startTestApp({ keyCacheMs: 600_000 }, { url: api.databaseUrl });
  });
  afterAll(async () => {
    await fresh.close();
    await api.close();
  });

  interface Made {
    readonly client: ApiClient;
    /** The path of the project. */
    readonly path: string;
    readonly datasetId: string;
    readonly collectionId: string;
  }

  const IN_PROJECT: [string, (made: Made) => Promise<unknown>][] = [
    ['GET /namespaces/:slug/projects/:projectSlug', ({ client, path }) => client.get(path)],
    [
      'POST /namespaces/:slug/projects/:projectSlug/datasets',
      ({ client, path }) => client.post(`${path}/datasets`, { name: newId() }, 201),
    ],
    [
      'GET /namespaces/:slug/projects/:projectSlug/datasets',
      ({ client, path }) => client.get(`${path}/datasets?page=1&pageSize=10`),
    ],
    [
      'GET /namespaces/:slug/projects/:projectSlug/datasets (beyond the end)',
      ({ client, path }) => client.get(`${path}/datasets?page=9`),
    ],
    [
      'GET /namespaces/:slug/projects/:projectSlug/datasets/:name',
      ({ client, path }) => client.get(`${path}/datasets/the%20one`),
    ],
    [
      'PATCH /namespaces/:slug/projects/:projectSlug/datasets/:name',
      ({ client, path }) => client.patch(`${path}/datasets/the%20one`, { description: 'd' }),
    ],
    [
      'PATCH /namespaces/:slug/projects/:projectSlug/datasets/:name (its name)',
      ({ client, path }) => client.patch(`${path}/datasets/the%20one`, { name: 'other' }),
    ],
    [
      'PATCH /namespaces/:slug/projects/:projectSlug/datasets/:name (nothing)',
      ({ client, path }) => client.patch(`${path}/datasets/the%20one`, {}),
    ],
    [
      'DELETE /namespaces/:slug/projects/:projectSlug/datasets/:name',
      ({ client, path }) => client.delete(`${path}/datasets/the%20one`),
    ],
    [
      'POST /namespaces/:slug/projects/:projectSlug/collections',
      ({ client, path, datasetId }) => client.post(`${path}/collections`, { name: newId(), datasetId }, 201),
    ],
    [
      'GET /namespaces/:slug/projects/:projectSlug/collections',
      ({ client, path }) => client.get(`${path}/collections`),
    ],
    [
      'GET /namespaces/:slug/projects/:projectSlug/collections/:id',
      ({ client, path, collectionId }) => client.get(`${path}/collections/${collectionId}`),
    ],
    [
      'PATCH /namespaces/:slug/projects/:projectSlug/collections/:id',
      ({ client, path, collectionId, datasetId }) =>
        client.patch(`${path}/collections/${collectionId}`, { addMembers: ['x'], removeMembers: ['y'], datasetId }),
    ],
    [
      'PATCH /namespaces/:slug/projects/:projectSlug/collections/:id (nothing)',
      ({ client, path, collectionId }) => client.patch(`${path}/collections/${collectionId}`, {}),
    ],
    [
      'DELETE /namespaces/:slug/projects/:projectSlug/collections/:id',
      ({ client, path, collectionId }) => client.delete(`${path}/collections/${collectionId}`),
    ],
  ];

  const OF_NAMESPACES: [string, (slug: string) => Promise<unknown>][] = [
    ['POST /namespaces', (slug) => fresh.admin.post('/namespaces', { slug }, 201)],
    ['GET /namespaces', () => fresh.admin.get('/namespaces')],
    ['GET /namespaces/:slug', (slug) => fresh.admin.get(`/namespaces/${slug}`)],
    ['POST /namespaces/:slug/projects', (slug) => fresh.admin.post(`/namespaces/${slug}/projects`, { slug: 'p' }, 201)],
    ['GET /namespaces/:slug/projects', (slug) => fresh.admin.get(`/namespaces/${slug}/projects`)],
  ];

  it('every endpoint is counted', () => {
    const counted = [...OF_NAMESPACES, ...IN_PROJECT].map(([name]) => name.replace(/ \(.*/, ''));
    expect([...new Set(counted)].sort()).toEqual(routesUnder(api, '/namespaces'));
  });

  /** A project that the other process has not seen, with its key known there. */
  async function make(isBound: boolean): Promise<Made> {
    const space = await Space.open(api);
    const dataset = await space.dataset({ name: 'the one' });
    const collection = await space.collection({ members: ['y'] });
    const bound = fresh.admin.with(space.client.token);
    await Promise.all([bound.get('/v1/datasets'), fresh.admin.get('/v1/datasets?project_id=warm')]);
    return {
      client: isBound ? bound : fresh.admin,
      path: `/namespaces/${space.namespace}/projects/${space.project}`,
      datasetId: dataset.id,
      collectionId: collection.id,
    };
  }

  describe.each(IN_PROJECT)('%s takes at most two', (_, call) => {
    it.each([
      ['with an admin token', false],
      ['with a key of the project', true],
    ])('%s', async (_name, isBound) => {
      const made = await make(isBound);
      const { statements } = await countStatements(() => call(made));
      expect(statements.length).toBeLessThanOrEqual(BUDGET);
    });
  });

  it('one, once the process knows the project', async () => {
    const made = await make(true);
    await made.client.get(`${made.path}/datasets`);
    for (const [, call] of IN_PROJECT.slice(1, 5)) {
      const { statements } = await countStatements(() => call(made));
      expect(statements).toHaveLength(1);
    }
  });

  it('namespaces and their projects take one each', async () => {
    const slug = `ns-${newId()}`;
    const calls = OF_NAMESPACES.map(
      ([, call]) =>
        () =>
          call(slug),
    );
    for (const call of calls) {
      await fresh.admin.get('/v1/datasets?project_id=warm');
      expect((await countStatements(call)).statements).toHaveLength(1);
    }
  });

  it('GET /v1/datasets/deleted takes one', async () => {
    await fresh.admin.get('/v1/datasets?project_id=warm');
    const { statements } = await countStatements(() => fresh.admin.get('/v1/datasets/deleted?project_id=any'));
    expect(statements).toHaveLength(1);
  });

  it('POST /v1/datasets/:id/restore takes at most two', async () => {
    const space = await Space.open(api);
    const { id } = await space.dataset({ name: 'gone' });
    await space.client.delete(`/namespaces/${space.namespace}/projects/${space.project}/datasets/gone`);
    await fresh.admin.get('/v1/datasets?project_id=warm');
    const { statements } = await countStatements(() => fresh.admin.post(`/v1/datasets/${id}/restore`, {}, 200));
    expect(statements.length).toBeLessThanOrEqual(BUDGET);
  });
});
