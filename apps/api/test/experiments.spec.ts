import { newId } from '@assay/shared/ids';
import { anyTime } from './answer-forms';
import { Lab, run } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

describe('experiments', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  describe('POST /v1/experiments', () => {
    it('201: answers the experiment, created, with the version of its dataset', async () => {
      const lab = await Lab.open(api);
      const dataset = await lab.dataset(2);
      const metadata = { model: 'gpt-4o', prompt_version: 'v3' };
      const sent = { project_id: lab.projectId, name: '  gpt-4o-baseline ', dataset_id: dataset.id, metadata };
      const { body } = await api.admin.post('/v1/experiments', sent, 201);
      expect(body).toEqual({
        id: expect.any(String),
        project_id: lab.projectId,
        name: 'gpt-4o-baseline',
        dataset_id: dataset.id,
        dataset_version: 2,
        collection_id: null,
        execution: null,
        status: 'created',
        auto_complete: false,
        metadata,
        created_at: anyTime,
        completed_at: null,
      });
      expect((await lab.client.get(`/v1/experiments/${body.id}`)).body).toEqual(body);
    });

    it('201: names need not be unique, and null means absent', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset();
      const nulls = { project_id: null, metadata: null, auto_complete: null, threshold: null };
      const made = await Promise.all(
        [1, 2].map(() => lab.client.post('/v1/experiments', { name: 'twin', dataset_id: id, ...nulls }, 201)),
      );
      expect(made[0].body.id).not.toBe(made[1].body.id);
      expect(made[0].body).toMatchObject({ metadata: {}, auto_complete: false, project_id: lab.projectId });
    });

    it('201: metadata comes back as sent, 64-bit integers included', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset();
      const body = `{"name":"exact","dataset_id":"${id}","metadata":{"seed":9223372036854775807,"__proto__":{"a":[1.5]}}}`;
      const { text } = await lab.client.raw('post', '/v1/experiments', body, 201);
      expect(text).toContain('9223372036854775807');
      expect(text).toContain('"__proto__"');
    });

    it('201: with auto_complete on an empty version it is completed at once', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset(0);
      const { body } = await lab.client.post(
        '/v1/experiments',
        { name: 'n', dataset_id: id, auto_complete: true },
        201,
      );
      expect(body).toMatchObject({ status: 'completed', completed_at: body.created_at, dataset_version: 1 });
      const other = await lab.client.post('/v1/experiments', { name: 'n', dataset_id: id }, 201);
      expect(other.body).toMatchObject({ status: 'created', completed_at: null });
    });

    it.each([
      ['without name', { dataset_id: 'x' }, 'name'],
      ['with a blank name', { name: '  ', dataset_id: 'x' }, 'name'],
      ['without dataset_id', { name: 'x' }, 'dataset_id'],
      ['with metadata that is no object', { name: 'x', dataset_id: 'x', metadata: [] }, 'metadata'],
      ['with U+0000 in metadata', { name: 'x', dataset_id: 'x', metadata: { a: '\u0000' } }, 'metadata'],
      ['with auto_complete that is no flag', { name: 'x', dataset_id: 'x', auto_complete: 'yes' }, 'auto_complete'],
      [
        'with a threshold without scorer_name',
        { name: 'x', dataset_id: 'x', threshold: { metric: 'mean', threshold: 1 } },
        'threshold.scorer_name',
      ],
      [
        'with a threshold of an unknown metric',
        { name: 'x', dataset_id: 'x', threshold: { scorer_name: 'a', metric: 'sum', threshold: 1 } },
        'threshold.metric',
      ],
    ])('400: %s', async (_, body, field) => {
      const lab = await Lab.open(api);
      const answer = await lab.client.post('/v1/experiments', body, 400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('400: an unbound token without project_id', async () => {
      const { body } = await api.admin.post('/v1/experiments', { name: 'x', dataset_id: newId() }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'project_id' } });
    });

    it('403: a read key', async () => {
      const reader = await api.clientOf(`p-${newId()}`, 'read');
      await reader.post('/v1/experiments', { name: 'x', dataset_id: newId() }, 403);
    });

    it('404: a dataset that is unknown, malformed or of another project', async () => {
      const lab = await Lab.open(api);
      const foreign = await (await Lab.open(api)).dataset();
      for (const datasetId of [newId(), 'ds-1', foreign.id, foreign.id.toUpperCase()]) {
        const { body } = await lab.client.post('/v1/experiments', { name: 'x', dataset_id: datasetId }, 404);
        expect(body.error).toMatchObject({ code: 'NOT_FOUND', details: { resource: 'dataset', id: datasetId } });
        await api.admin.post('/v1/experiments', { project_id: lab.projectId, name: 'x', dataset_id: datasetId }, 404);
      }
    });

    it('404: a bound token that names another project', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset();
      await lab.client.post('/v1/experiments', { project_id: 'another', name: 'x', dataset_id: id }, 404);
    });
  });

  describe('GET /v1/experiments/:id', () => {
    it('200: keeps the dataset_version it was created on, whatever the dataset becomes', async () => {
      const lab = await Lab.open(api);
      const dataset = await lab.dataset(1);
      const id = await lab.experiment(dataset.id);
      await lab.items(dataset.id, 3);
      expect((await lab.client.get(`/v1/experiments/${id}`)).body.dataset_version).toBe(2);
      await lab.client.delete(`/v1/datasets/${dataset.id}`);
      expect((await lab.client.get(`/v1/experiments/${id}`)).body).toMatchObject({
        dataset_id: dataset.id,
        dataset_version: 2,
      });
    });

    it('404: unknown, malformed or of another project, all alike', async () => {
      const lab = await Lab.open(api);
      const other = await Lab.open(api);
      const foreign = await other.experiment((await other.dataset()).id);
      for (const id of [newId(), 'exp-1', foreign]) {
        const { body } = await lab.client.get(`/v1/experiments/${id}`, 404);
        expect(body.error).toEqual({
          code: 'NOT_FOUND',
          message: 'no such experiment',
          details: { resource: 'experiment', id },
        });
      }
      await api.admin.get(`/v1/experiments/${newId()}`, 404);
    });
  });

  describe('GET /v1/experiments', () => {
    it('200: newest first, every experiment once, whatever the limit', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset();
      const made: string[] = [];
      for (let index = 0; index < 7; index += 1) made.push(await lab.experiment(id));
      for (const limit of [1, 3, 7]) {
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
          const { body } = await api.admin.get(`/v1/experiments?project_id=${lab.projectId}&limit=${limit}${after}`);
          expect(body.limit).toBe(limit);
          seen.push(...body.items.map((item: { id: string }) => item.id));
          cursor = body.next_cursor;
        }
        expect(seen).toEqual([...made].reverse());
      }
    });

    it('200: a bound token needs no project_id; a list of an unknown project is an empty page', async () => {
      const lab = await Lab.open(api);
      const id = await lab.experiment((await lab.dataset()).id);
      expect((await lab.client.get('/v1/experiments')).body.items).toMatchObject([{ id }]);
      const { body } = await api.admin.get(`/v1/experiments?project_id=none-${newId()}`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it('400: PROJECT_REQUIRED for an unbound token without project_id', async () => {
      const { body } = await api.admin.get('/v1/experiments', 400);
      expect(body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('400: a limit out of range, and a cursor of another project', async () => {
      const [lab, other] = [await Lab.open(api), await Lab.open(api)];
      for (const limit of ['0', '201', 'x', '-1', '1.5']) await lab.client.get(`/v1/experiments?limit=${limit}`, 400);
      const { id } = await lab.dataset();
      await lab.experiment(id);
      await lab.experiment(id);
      const { body } = await lab.client.get('/v1/experiments?limit=1');
      await other.client.get(`/v1/experiments?cursor=${body.next_cursor}`, 400);
      await lab.client.get(`/v1/experiments?cursor=${body.next_cursor}x`, 400);
    });

    it('404: a bound token that names another project', async () => {
      const lab = await Lab.open(api);
      await lab.client.get('/v1/experiments?project_id=another', 404);
    });
  });

  describe('POST /v1/experiments/:id/complete', () => {
    it('200: completes a running experiment, and one that is only created', async () => {
      const lab = await Lab.open(api);
      const dataset = await lab.dataset(2);
      const [created, running] = [await lab.experiment(dataset.id), await lab.experiment(dataset.id)];
      await lab.submit(running, [run(dataset.itemIds[0])]);
      for (const id of [created, running]) {
        const { body } = await lab.client.post(`/v1/experiments/${id}/complete`, {}, 200);
        expect(body).toMatchObject({ id, status: 'completed', completed_at: expect.stringMatching(/Z$/) });
        expect((await lab.client.get(`/v1/experiments/${id}`)).body).toEqual(body);
      }
    });

    it('200: takes no body, an empty JSON-typed body, or {}', async () => {
      const lab = await Lab.open(api);
      const dataset = await lab.dataset();
      const ids = [
        await lab.experiment(dataset.id),
        await lab.experiment(dataset.id),
        await lab.experiment(dataset.id),
      ];
      await lab.client.post(`/v1/experiments/${ids[0]}/complete`, undefined, 200);
      await lab.client.raw('post', `/v1/experiments/${ids[1]}/complete`, '', 200);
      await lab.client.raw('post', `/v1/experiments/${ids[2]}/complete`, '{}', 200);
    });

    it('422: completing twice is EXPERIMENT_COMPLETED, also after auto_complete', async () => {
      const lab = await Lab.open(api);
      const explicit = await lab.experiment((await lab.dataset(1)).id);
      const { body } = await lab.client.post(`/v1/experiments/${explicit}/complete`, {}, 200);
      const automatic = await lab.experiment((await lab.dataset(0)).id, { auto_complete: true });
      for (const id of [explicit, automatic]) {
        const again = await lab.client.post(`/v1/experiments/${id}/complete`, {}, 422);
        expect(again.body.error).toMatchObject({ code: 'EXPERIMENT_COMPLETED', details: { experiment_id: id } });
      }
      expect((await lab.client.get(`/v1/experiments/${explicit}`)).body.completed_at).toBe(body.completed_at);
    });

    it('404: unknown or of another project; 403: a read key', async () => {
      const [lab, other] = [await Lab.open(api), await Lab.open(api)];
      const id = await lab.experiment((await lab.dataset()).id);
      for (const unknown of [newId(), 'exp-1']) await lab.client.post(`/v1/experiments/${unknown}/complete`, {}, 404);
      await other.client.post(`/v1/experiments/${id}/complete`, {}, 404);
      const reader = await api.clientOf(lab.projectId, 'read');
      await reader.post(`/v1/experiments/${id}/complete`, {}, 403);
      expect((await lab.client.get(`/v1/experiments/${id}`)).body.status).toBe('created');
    });
  });
});
