import { type FakeOpenAi, says } from '@assay/testing';
import { eventually } from './eventually';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab, run, score } from './factories/lab';
import type { TestApp } from './test-app';

const JUDGE = { scorer_name: 'helpful', scorer: 'llm_judge' };

describe('/api: scores that could not be made', () => {
  let fake: FakeOpenAi;
  let judged: JudgedApp;
  let api: TestApp;
  let lab: Lab;
  beforeAll(async () => {
    judged = await startJudgedApp();
    ({ api, fake } = judged);
    lab = await Lab.open(api);
  });
  afterAll(() => judged.close());

  const get = async (path: string): Promise<any> => (await lab.client.get(path)).body;
  const errorsOf = async (id: string): Promise<any[]> => (await get(`/v1/experiments/${id}/scoring-errors`)).items;

  it('stand among the scores of their result, with the error; in comparisons they count as errors, never as zeros', async () => {
    fake.answerBy(() => says('I would rather not say.'));
    const { id: datasetId, itemIds } = await lab.dataset(3);
    const [one, two, three] = itemIds as [string, string, string];
    const id = await lab.experiment(datasetId);
    await lab.submit(id, [
      run(one, { scores: [score(1), JUDGE] }),
      run(two, { scores: [score(1, 'helpful'), JUDGE] }),
      run(three, { output: undefined, error: 'down', scores: [JUDGE] }),
    ]);
    await eventually('both scoring errors', async () => ((await errorsOf(id)).length === 2 ? true : undefined));
    const { results } = await get(`/api/runs/${id}/results`);
    const [{ message }] = await errorsOf(id);
    expect(results[0].scores).toEqual([
      { scorerId: 'quality', scorerName: 'quality', score: 1, reason: null, error: null },
      { scorerId: 'helpful', scorerName: 'helpful', score: null, reason: null, error: message },
    ]);
    const { scorers, items } = await get(`/api/runs/compare?runIdA=${id}&runIdB=${id}`);
    expect(scorers.helpful.statsA).toEqual({
      errorRate: 0.666667,
      errorCount: 2,
      passRate: 1,
      passCount: 1,
      avgScore: 1,
      scoreCount: 1,
      totalItems: 3,
    });
    expect(items.map((item: any) => item.scoresA)).toEqual([{ helpful: null, quality: 1 }, { helpful: 1 }, {}]);
  });

  it('a scorer that gave nothing but errors is there, without a mean', async () => {
    fake.answerBy(() => says('I would rather not say.'));
    const { id: datasetId, itemIds } = await lab.dataset(1);
    const id = await lab.experiment(datasetId);
    await lab.submit(id, [run(itemIds[0], { scores: [JUDGE] })]);
    await eventually('the scoring error', async () => (await errorsOf(id))[0]);
    const { scorers, hasRegression } = await get(`/api/runs/compare?runIdA=${id}&runIdB=${id}`);
    expect(scorers.helpful).toMatchObject({ statsA: { errorCount: 1, errorRate: 1, avgScore: null }, delta: null });
    expect(hasRegression).toBe(false);
  });
});
