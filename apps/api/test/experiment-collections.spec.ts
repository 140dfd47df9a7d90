import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import { Lab, run } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('an experiment that is limited to a collection', () => {
  let api: TestApp;
  let lab: Lab;
  let datasetId: string;
  let itemIds: string[];

  beforeAll(async () => {
    // However slow the machine, its keys are remembered while statements are counted.
    api = await startTestApp({ keyCacheMs: 600_000 });
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    lab = await Lab.open(api);
    ({ id: datasetId, itemIds } = await lab.dataset(4));
  });

  async function collection(members: string[]): Promise<string> {
    return (await lab.client.post('/v1/collections', { name: newId(), members }, 201)).body.id;
  }

  const at = (index: number): string => itemIds[index] as string;

  it('takes runs of its items only, 422 INVALID_DATASET_ITEM for others, and nothing of the batch is stored', async () => {
    const collection_id = await collection([at(2), 'node', at(0)]);
    const experimentId = await lab.experiment(datasetId, { collection_id });
    expect((await lab.client.get(`/v1/experiments/${experimentId}`)).body.collection_id).toBe(collection_id);
    const { error } = (await lab.submit(experimentId, [run(at(0)), run(at(1))], 422)).body;
    expect(error).toMatchObject({
      code: 'INVALID_DATASET_ITEM',
      details: { errors: [{ index: 1, dataset_item_id: at(1), reason: 'is not an item of this collection' }] },
    });
    const [later] = await lab.items(datasetId, 1);
    await lab.submit(experimentId, [run(later as string)], 422);
    await lab.submit(experimentId, [run(at(0)), run(at(2))]);
    await lab.submit(experimentId, [run(at(0))], 409);
    expect((await lab.summary(experimentId)).run_count).toBe(2);
  });

  it('auto_complete counts its items: those members that are items of the dataset version', async () => {
    const other = await lab.dataset(1);
    const gone = at(3);
    await lab.client.delete(`/v1/datasets/${datasetId}/items/${gone}`);
    const collection_id = await collection([at(0), at(1), gone, other.itemIds[0] as string, NOTHING, 'node']);
    const experimentId = await lab.experiment(datasetId, { collection_id, auto_complete: true });
    await lab.submit(experimentId, [run(at(0))]);
    expect((await lab.client.get(`/v1/experiments/${experimentId}`)).body.status).toBe('running');
    await lab.submit(experimentId, [run(at(1))]);
    expect((await lab.client.get(`/v1/experiments/${experimentId}`)).body.status).toBe('completed');
  });

  it('is completed at once with auto_complete, when none of its members is an item', async () => {
    const body = { name: 'e', dataset_id: datasetId, collection_id: await collection(['node']), auto_complete: true };
    expect((await lab.client.post('/v1/experiments', body, 201)).body.status).toBe('completed');
  });

  it('keeps the items of its beginning: what becomes of the collection does not matter', async () => {
    const collection_id = await collection([at(0), at(1)]);
    const experimentId = await lab.experiment(datasetId, { collection_id, auto_complete: true });
    await lab.client.patch(`/v1/collections/${collection_id}`, { add_members: [at(2)], remove_members: [at(1)] });
    await lab.submit(experimentId, [run(at(2))], 422);
    await lab.client.delete(`/v1/collections/${collection_id}`);
    await lab.client.delete(`/v1/datasets/${datasetId}/items/${at(1)}`);
    await lab.submit(experimentId, [run(at(0)), run(at(1))]);
    expect((await lab.client.get(`/v1/experiments/${experimentId}`)).body).toMatchObject({
      status: 'completed',
      collection_id,
    });
  });

  it('takes imported items', async () => {
    const { id } = await lab.dataset(0);
    const headers = { 'content-type': 'application/x-ndjson' };
    await lab.client.raw('post', `/v1/datasets/${id}/items/import`, '{"input":"a"}\n{"input":"b"}\n', 200, headers);
    const { body } = await lab.client.get(`/v1/datasets/${id}/items`);
    const experimentId = await lab.experiment(id, { collection_id: await collection([body.items[1].id]) });
    await lab.submit(experimentId, [run(body.items[0].id)], 422);
    await lab.submit(experimentId, [run(body.items[1].id)]);
  });

  it('without one, collection_id is null, and every item may have a run', async () => {
    const body = { name: 'e', dataset_id: datasetId, collection_id: null };
    const made = (await lab.client.post('/v1/experiments', body, 201)).body;
    expect(made.collection_id).toBeNull();
    await lab.submit(
      made.id,
      itemIds.map((id) => run(id)),
    );
  });

  it('404: a collection that is not there, or in another project; 400: one that is no text', async () => {
    const other = await (await Lab.open(api)).client.post('/v1/collections', { name: 'foreign' }, 201);
    for (const collection_id of [NOTHING, 'x', other.body.id]) {
      const body = { name: 'e', dataset_id: datasetId, collection_id };
      const { error } = (await lab.client.post('/v1/experiments', body, 404)).body;
      expect(error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'collection', id: collection_id } });
    }
    await lab.client.post('/v1/experiments', { name: 'e', dataset_id: datasetId, collection_id: 1 }, 400);
  });

  it('10,000 members: made and submitted to within the statements of any experiment', async () => {
    const nodes = Array.from({ length: 9_999 }, () => newId());
    const collection_id = await collection([...nodes, at(0)]);
    const body = { name: 'e', project_id: lab.projectId, dataset_id: datasetId, collection_id };
    const { statements } = await countStatements(() => api.admin.post('/v1/experiments', body, 201));
    expect(statements.length).toBeLessThanOrEqual(2);
  });
});
