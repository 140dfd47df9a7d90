import { countStatements } from '@assay/testing';
import { Lab, run, score } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

const PAYLOADS = { scores: [{ scorer_name: 'exact_match' }, score(0.5)] };

describe('statements of the endpoints of experiments', () => {
  let api: TestApp;
  /** Makes everything: it never learns of resources through the app under test. */
  let maker: TestApp;
  beforeAll(async () => {
    maker = await startTestApp();
    const shared = { url: maker.databaseUrl, drop: () => Promise.resolve() };
    api = await startTestApp({}, shared);
  });
  afterAll(async () => {
    await api.close();
    await maker.close();
  });

  /** Runs each request with an unbound admin key and a bound key, whose ids this app has never seen. */
  async function costs(
    budget: number,
    request: (lab: Lab, api: TestApp, token: string) => Promise<() => Promise<unknown>>,
  ): Promise<void> {
    for (const bound of [false, true]) {
      const lab = await Lab.open(maker);
      const token = (bound ? lab.client : api.admin).token ?? '';
      await api.admin.with(token).get(`/v1/experiments?project_id=${lab.projectId}`);
      const send = await request(lab, api, token);
      const { statements } = await countStatements(send);
      expect(statements.length).toBeGreaterThan(0);
      expect(statements.length).toBeLessThanOrEqual(budget);
    }
  }

  it('POST /v1/experiments: at most 2', () =>
    costs(2, async (lab, app, token) => {
      const { id } = await lab.dataset();
      return () =>
        app.admin.with(token).post('/v1/experiments', { project_id: lab.projectId, name: 'n', dataset_id: id }, 201);
    }));

  it('GET /v1/experiments: at most 2', () =>
    costs(2, (lab, app, token) =>
      Promise.resolve(() => app.admin.with(token).get(`/v1/experiments?project_id=${lab.projectId}`)),
    ));

  it.each(['', '/runs', '/runs?scorer_name=quality', '/summary'])('GET /v1/experiments/:id%s: at most 2', (path) =>
    costs(2, async (lab, app, token) => {
      const { id, itemIds } = await lab.dataset();
      const experimentId = await lab.scored(id, { [itemIds[0]]: [score(1)] });
      return () => app.admin.with(token).get(`/v1/experiments/${experimentId}${path}`);
    }),
  );

  it('GET /v1/experiments/:id/compare/:other_id: at most 2', () =>
    costs(2, async (lab, app, token) => {
      const { id, itemIds } = await lab.dataset();
      const [base, other] = [await lab.scored(id, { [itemIds[0]]: [score(1)] }), await lab.experiment(id)];
      return () => app.admin.with(token).get(`/v1/experiments/${base}/compare/${other}`);
    }));

  it('POST /v1/experiments/:id/threshold: at most 2', () =>
    costs(2, async (lab, app, token) => {
      const experimentId = await lab.experiment((await lab.dataset()).id);
      const asked = { scorer_name: 'q', metric: 'mean', threshold: 0.5 };
      return () => app.admin.with(token).post(`/v1/experiments/${experimentId}/threshold`, asked, 200);
    }));

  it('POST /v1/experiments/:id/complete: at most 2, also when it was completed before', async () => {
    for (const status of [200, 422]) {
      await costs(2, async (lab, app, token) => {
        const experimentId = await lab.experiment((await lab.dataset()).id);
        if (status === 422) await lab.client.post(`/v1/experiments/${experimentId}/complete`, {}, 200);
        return () => app.admin.with(token).post(`/v1/experiments/${experimentId}/complete`, {}, status);
      });
    }
  });

  it('POST /v1/experiments/:id/runs: at most 4, computed scores and auto_complete included', () =>
    costs(4, async (lab, app, token) => {
      const { id, itemIds } = await lab.dataset(Array(50).fill({ expected_output: 'Paris' }));
      const experimentId = await lab.experiment(id, { auto_complete: true });
      const body = { runs: itemIds.map((itemId) => run(itemId, PAYLOADS)) };
      return () => app.admin.with(token).post(`/v1/experiments/${experimentId}/runs`, body, 201);
    }));
});
