import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { Rows } from './factories/rows';
import { startTestApp, type TestApp } from './test-app';

/** Statements that an endpoint may wait for, without BEGIN and COMMIT, the look-up of the project included. */
const BUDGET = 2;

describe('statement budgets of scores, annotations and the project summary', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const inProject = async (): Promise<Rows> => new Rows(api, `p-${newId()}`).project();
  /** An unbound key and one of the project, both looked up before. */
  const warmKeys = async (rows: Rows): Promise<ApiClient[]> => {
    const bound = await api.clientOf(rows.projectId);
    for (const client of [api.admin, bound]) await client.get(`/v1/projects/${rows.projectId}/summary`);
    return [api.admin, bound];
  };
  const expectWithinBudget = async (work: () => Promise<unknown>): Promise<void> => {
    const { statements } = await countStatements(work);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.slice(BUDGET)).toEqual([]);
  };

  it('POST /v1/scores on a run: at most 2, given or computed', async () => {
    const rows = await inProject();
    for (const client of await warmKeys(rows)) {
      const runId = await rows.wholeRun({ output: '"a"' }, { expected_output: '"a"' });
      const score = { target_id: runId, target_type: 'run', scorer_name: 'exact_match' };
      await expectWithinBudget(() => client.post('/v1/scores', { ...score, value: 1 }, 201));
      const other = await rows.wholeRun({ output: '"a"' }, { expected_output: '"a"' });
      await expectWithinBudget(() => client.post('/v1/scores', { ...score, target_id: other }, 201));
    }
  });

  it('POST /v1/scores on a span: at most 2, given or computed, with and without the trace', async () => {
    const rows = await inProject();
    for (const client of await warmKeys(rows)) {
      for (const value of [0.5, undefined]) {
        const id = `s-${newId()}`;
        await rows.trace(id, {}, { id, output: '"a"' });
        const config = { expected_output: 'a' };
        const score = { target_id: id, target_type: 'span', scorer_name: 'contains', value, config };
        await expectWithinBudget(() => client.post('/v1/scores', score, 201));
        await expectWithinBudget(() => client.post('/v1/scores', { ...score, trace_id: id }, 201));
      }
    }
  });

  it('GET /v1/scores: at most 2', async () => {
    const rows = await inProject();
    for (const client of await warmKeys(rows)) {
      const runId = await rows.wholeRun();
      const id = `s-${newId()}`;
      await rows.trace(id, {}, { id });
      await expectWithinBudget(() => client.get(`/v1/scores?target_id=${runId}&target_type=run`));
      await expectWithinBudget(() => client.get(`/v1/scores?target_id=${id}&target_type=span`));
    }
  });

  it('POST and GET /v1/annotations: at most 2', async () => {
    const rows = await inProject();
    for (const client of await warmKeys(rows)) {
      const id = `t-${newId()}`;
      await rows.trace(id);
      const annotation = { trace_id: id, annotator: 'a', label: 'b' };
      await expectWithinBudget(() => client.post('/v1/annotations', annotation, 201));
      await expectWithinBudget(() => client.get(`/v1/annotations?trace_id=${id}`));
      const { body } = await client.post('/v1/annotations', annotation, 201);
      await expectWithinBudget(() => client.get(`/v1/annotations/${body.id}`));
    }
  });

  it('POST /v1/annotations/:id/to-dataset-item: at most 2, on a dataset not seen before', async () => {
    const rows = await inProject();
    for (const client of await warmKeys(rows)) {
      const id = `t-${newId()}`;
      await rows.trace(id, {}, { input: '"in"' });
      const { body } = await client.post('/v1/annotations', { trace_id: id, annotator: 'a', label: 'b' }, 201);
      const datasetId = await rows.dataset();
      const path = `/v1/annotations/${body.id}/to-dataset-item`;
      await expectWithinBudget(() => client.post(path, { dataset_id: datasetId }, 201));
    }
  });

  it('GET /v1/projects/:id/summary: at most 2', async () => {
    const rows = await inProject();
    for (const client of await warmKeys(rows)) {
      await expectWithinBudget(() => client.get(`/v1/projects/${rows.projectId}/summary`));
    }
  });
});
