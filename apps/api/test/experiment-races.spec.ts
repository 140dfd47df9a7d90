import { Lab, run, score } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

const CONCURRENT = 60;

describe('races on experiments', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  /** Sends a batch of runs and gives the status of the answer, with the code of an error. */
  async function outcome(lab: Lab, experimentId: string, itemIds: string[]): Promise<string> {
    const runs = itemIds.map((itemId) => run(itemId, { scores: [score(1)] }));
    const answer = await lab.client.begin('post', `/v1/experiments/${experimentId}/runs`).send({ runs });
    return answer.status === 201 ? '201' : `${answer.status} ${answer.body.error.code}`;
  }

  it('of many runs for one item that race, one is stored and the others are DUPLICATE_RUN', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset(1);
    const experimentId = await lab.experiment(id);
    const outcomes = await Promise.all(Array.from({ length: CONCURRENT }, () => outcome(lab, experimentId, itemIds)));
    expect(outcomes.filter((one) => one === '201')).toHaveLength(1);
    expect(outcomes.filter((one) => one === '409 DUPLICATE_RUN')).toHaveLength(CONCURRENT - 1);
    expect(await lab.summary(experimentId)).toMatchObject({
      run_count: 1,
      scores_by_scorer: { quality: { scored_run_count: 1 } },
    });
  });

  it('of overlapping batches that race, each is stored whole or not at all', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset(CONCURRENT + 1);
    const experimentId = await lab.experiment(id);
    const outcomes = await Promise.all(
      Array.from({ length: CONCURRENT }, (_, at) => outcome(lab, experimentId, [itemIds[at + 1], itemIds[at]])),
    );
    const stored = outcomes.filter((one) => one === '201').length;
    expect(new Set(outcomes)).toEqual(new Set(['201', '409 DUPLICATE_RUN']));
    const summary = await lab.summary(experimentId);
    expect(summary).toMatchObject({
      run_count: stored * 2,
      scores_by_scorer: { quality: { scored_run_count: stored * 2 } },
    });
  });

  it('while runs arrive and the experiment is completed, every run that was answered 201 is counted and the rest is 422', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset(CONCURRENT * 2);
    const experimentId = await lab.experiment(id);
    const submit = (itemId: string): Promise<string> => outcome(lab, experimentId, [itemId]);
    const first = itemIds.slice(0, CONCURRENT).map(submit);
    const completed = lab.client.post(`/v1/experiments/${experimentId}/complete`, {}, 200);
    const outcomes = await Promise.all([...first, ...itemIds.slice(CONCURRENT).map(submit)]);
    expect((await completed).body.status).toBe('completed');
    const stored = outcomes.filter((one) => one === '201').length;
    expect(outcomes.filter((one) => one !== '201')).toEqual(
      Array(outcomes.length - stored).fill('422 EXPERIMENT_COMPLETED'),
    );
    expect(await lab.summary(experimentId)).toMatchObject({ status: 'completed', run_count: stored });
    let [cursor, listed]: [string | null, number] = ['', 0];
    while (cursor !== null) {
      const page: any = await lab.client.get(
        `/v1/experiments/${experimentId}/runs?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      listed += page.body.items.length;
      cursor = page.body.next_cursor;
    }
    expect(listed).toBe(stored);
    expect(await outcome(lab, experimentId, [itemIds[0]])).toBe('422 EXPERIMENT_COMPLETED');
  });

  it('of many completions that race, one succeeds and the others are EXPERIMENT_COMPLETED', async () => {
    const lab = await Lab.open(api);
    const experimentId = await lab.experiment((await lab.dataset()).id);
    const path = `/v1/experiments/${experimentId}/complete`;
    const answers = await Promise.all(
      Array.from({ length: CONCURRENT }, () => lab.client.begin('post', path).send({})),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(
      answers.filter((answer) => answer.status === 422 && answer.body.error.code === 'EXPERIMENT_COMPLETED'),
    ).toHaveLength(CONCURRENT - 1);
  });

  it('auto_complete with the last items arriving at once completes exactly then, and nothing comes after', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset(CONCURRENT);
    const experimentId = await lab.experiment(id, { auto_complete: true });
    const outcomes = await Promise.all(itemIds.map((itemId) => outcome(lab, experimentId, [itemId])));
    expect(outcomes).toEqual(Array(CONCURRENT).fill('201'));
    const { body } = await lab.client.get(`/v1/experiments/${experimentId}`);
    expect(body).toMatchObject({ status: 'completed', completed_at: expect.any(String) });
    expect(await lab.summary(experimentId)).toMatchObject({ run_count: CONCURRENT, dataset_item_count: CONCURRENT });
    const late = await lab.items(id, 1);
    expect(await outcome(lab, experimentId, late)).toBe('422 EXPERIMENT_COMPLETED');
    expect((await lab.client.get(`/v1/experiments/${experimentId}`)).body).toEqual(body);
  });
});
