import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { ApiClient } from './api-client';
import { Lab } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

/** The plan with its answer, and the job; a single row takes two as well. */
const BUDGETS = { execute: 2, again: 2, cancel: 2 };

describe('statements of the endpoints of executions', () => {
  let api: TestApp;
  let lab: Lab;
  let client: ApiClient;
  let targetId: string;
  beforeAll(async () => {
    api = await startTestApp();
    lab = await Lab.open(api);
    ({ client } = lab);
    const target = { name: `target ${newId()}`, type: 'scorer', scorer: 'exact_match' };
    targetId = (await client.post('/v1/targets', target, 201)).body.id;
  });
  afterAll(() => api.close());

  it('start and end stay within their budgets', async () => {
    const dataset = await lab.dataset(3);
    const id = await lab.experiment(dataset.id);
    const path = `/v1/experiments/${id}`;
    const counted = async (work: () => Promise<unknown>): Promise<number> =>
      (await countStatements(work)).statements.length;
    const body = { target_id: targetId };
    expect(await counted(() => client.post(`${path}/execute`, body, 202))).toBeLessThanOrEqual(BUDGETS.execute);
    expect(await counted(() => client.post(`${path}/cancel`, undefined, 202))).toBeLessThanOrEqual(BUDGETS.cancel);
    expect(await counted(() => client.post(`${path}/resume`, undefined, 202))).toBeLessThanOrEqual(BUDGETS.again);
    await client.post(`${path}/cancel`, undefined, 202);
    expect(await counted(() => client.post(`${path}/retry-failed`, undefined, 202))).toBeLessThanOrEqual(BUDGETS.again);
  });
});
