import { newId } from '@assay/shared/ids';
import { Rows } from './factories/rows';
import { startTestApp, type TestApp } from './test-app';

describe('POST /v1/annotations/:id/to-dataset-item', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  /** A project with a trace, an annotation of it and a dataset. */
  const prepared = async (
    span: Record<string, unknown> | null = { input: '"What is the capital of France?"' },
    annotation: object = {},
  ): Promise<{ rows: Rows; traceId: string; annotationId: string; datasetId: string }> => {
    const rows = await new Rows(api, `p-${newId()}`).project();
    const traceId = `t-${newId()}`;
    await rows.trace(traceId, {}, span);
    const sent = { trace_id: traceId, annotator: 'alice@example.com', label: 'wrong', ...annotation };
    const made = await api.admin.post('/v1/annotations', sent, 201);
    return { rows, traceId, annotationId: made.body.id, datasetId: await dataset(rows.projectId) };
  };
  const dataset = async (projectId: string, more: object = {}): Promise<string> =>
    (await api.admin.post('/v1/datasets', { project_id: projectId, name: newId(), ...more }, 201)).body.id;
  const path = (id: string): string => `/v1/annotations/${id}/to-dataset-item`;

  it('201: the input of the root span, the correction, and where it comes from', async () => {
    const { traceId, annotationId, datasetId } = await prepared(undefined, { correction: 'Paris' });
    const { body } = await api.admin.post(path(annotationId), { dataset_id: datasetId }, 201);
    expect(body).toEqual({
      id: expect.any(String),
      dataset_id: datasetId,
      input: 'What is the capital of France?',
      expected_output: 'Paris',
      metadata: {
        source: 'annotation',
        source_trace_id: traceId,
        source_annotation_id: annotationId,
        annotator: 'alice@example.com',
      },
      version: 2,
      created_at: expect.any(String),
      updated_at: body.created_at,
    });
    expect((await api.admin.get(`/v1/datasets/${datasetId}/items`)).body.items).toEqual([body]);
  });

  it('201: also for an annotation of a span, and without a correction', async () => {
    const { rows, traceId, datasetId } = await prepared();
    await rows.span(traceId, { id: 'child', input: '"of the child"', parent_span_id: `${traceId}-root` });
    const sent = { trace_id: traceId, span_id: 'child', annotator: 'a', notes: 'n' };
    const made = await api.admin.post('/v1/annotations', sent, 201);
    const { body } = await api.admin.post(path(made.body.id), { dataset_id: datasetId }, 201);
    expect(body).toMatchObject({ input: 'What is the capital of France?', expected_output: null });
  });

  it.each(['0', 'false', '""', '[]', '{"z":1,"10":12345678901234567890}'])(
    '201: %s is an input, exactly',
    async (input) => {
      const { annotationId, datasetId } = await prepared({ input });
      const { text } = await api.admin.post(path(annotationId), { dataset_id: datasetId }, 201);
      expect(text).toContain(`"input":${input},`);
    },
  );

  it('201: may be repeated; each makes an item and raises the version of the dataset, 50 at once too', async () => {
    const { annotationId, datasetId } = await prepared();
    const made = await Promise.all(
      Array.from({ length: 50 }, () => api.admin.post(path(annotationId), { dataset_id: datasetId }, 201)),
    );
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(50);
    const { body } = await api.admin.get(`/v1/datasets/${datasetId}`);
    expect(body).toMatchObject({ version: 51, item_count: 50 });
  });

  it('201: the item stays when the trace is deleted', async () => {
    const { rows, traceId, annotationId, datasetId } = await prepared();
    const { body } = await api.admin.post(path(annotationId), { dataset_id: datasetId }, 201);
    await api.admin.delete(`/v1/traces/${traceId}?project_id=${rows.projectId}`);
    await api.admin.post(path(annotationId), { dataset_id: datasetId }, 404);
    expect((await api.admin.get(`/v1/datasets/${datasetId}/items`)).body.items).toEqual([body]);
  });

  it('400: without dataset_id', async () => {
    const { annotationId } = await prepared();
    const { body } = await api.admin.post(path(annotationId), {}, 400);
    expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'dataset_id' } });
  });

  it('400: an item that does not fit the schema of the dataset', async () => {
    const { rows, annotationId } = await prepared();
    const datasetId = await dataset(rows.projectId, { input_schema: { type: 'integer' } });
    const { body } = await api.admin.post(path(annotationId), { dataset_id: datasetId }, 400);
    expect(body.error.code).toBe('INVALID_REQUEST');
    expect((await api.admin.get(`/v1/datasets/${datasetId}`)).body).toMatchObject({ version: 1, item_count: 0 });
  });

  it('403: a read key', async () => {
    const { rows, annotationId, datasetId } = await prepared();
    const reader = await api.clientOf(rows.projectId, 'read');
    await reader.post(path(annotationId), { dataset_id: datasetId }, 403);
  });

  it('404: an annotation that does not exist, or is of another project', async () => {
    const { annotationId, datasetId } = await prepared();
    for (const id of [newId(), 'unknown']) await api.admin.post(path(id), { dataset_id: datasetId }, 404);
    const stranger = await api.clientOf(`p-${newId()}`);
    const { body } = await stranger.post(path(annotationId), { dataset_id: datasetId }, 404);
    expect(body.error.details).toEqual({ resource: 'annotation', id: annotationId });
  });

  it('404: a dataset that does not exist, was deleted, or is of another project, for every key', async () => {
    const { rows, annotationId, datasetId } = await prepared();
    const foreign = await dataset(`p-${newId()}`);
    await api.admin.post(path(annotationId), { dataset_id: datasetId }, 201);
    await api.admin.delete(`/v1/datasets/${datasetId}`);
    for (const client of [api.admin, await api.clientOf(rows.projectId)]) {
      for (const id of [newId(), 'unknown', datasetId, foreign]) {
        const { body } = await client.post(path(annotationId), { dataset_id: id }, 404);
        expect(body.error.details).toEqual({ resource: 'dataset', id });
      }
    }
  });

  it('NO_ROOT_SPAN: the trace has no root', async () => {
    const { annotationId, datasetId } = await prepared(null);
    const { body } = await api.admin.post(path(annotationId), { dataset_id: datasetId }, 422);
    expect(body.error.code).toBe('NO_ROOT_SPAN');
  });

  it.each([{}, { input: null }, { input: 'null' }])('NO_ROOT_INPUT: the root has no input (%j)', async (span) => {
    const { annotationId, datasetId } = await prepared(span);
    const { body } = await api.admin.post(path(annotationId), { dataset_id: datasetId }, 422);
    expect(body.error.code).toBe('NO_ROOT_INPUT');
  });
});
