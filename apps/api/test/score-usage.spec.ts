import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { countStatements, type FakeOpenAi, fails, says } from '@assay/testing';
import { eventually } from './eventually';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab, run } from './factories/lab';
import type { TestApp } from './test-app';

const JUDGE = { scorer_name: 'helpful', scorer: 'llm_judge', config: { prompt_template: 'Judge {{output}}' } };
const PAID = { calls: 1, kept_answers: 0, tokens_input: 100, tokens_output: 10, cost_usd: 0.00012 };
const KEPT = { calls: 0, kept_answers: 1, tokens_input: 0, tokens_output: 0, cost_usd: 0 };

describe('what scores by language models took', () => {
  let judged: JudgedApp;
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;
  let itemIds: string[];
  let experimentId: string;
  beforeAll(async () => {
    judged = await startJudgedApp({ prices: { 'judge-1': { input: 1, output: 2 } } });
    ({ api, fake } = judged);
  });
  beforeEach(async () => {
    fake.reset();
    fake.answerBy(() => says('0.8', { usage: { input: 100, output: 10 } }));
    lab = await Lab.open(api);
    const dataset = await lab.dataset(3);
    itemIds = dataset.itemIds;
    experimentId = await lab.experiment(dataset.id);
  });
  afterAll(() => judged.close());

  /** Runs with outputs, each with scores. */
  const submitted = async (outputs: string[], ...scores: object[]): Promise<string[]> => {
    const runs = outputs.map((output, index) => run(itemIds[index], { output, scores }));
    return (await lab.submit(experimentId, runs)).body.run_ids;
  };
  const scoresOf = (runId: string, count: number): Promise<any[]> =>
    eventually(`${count} scores`, async () => {
      const { items } = (await lab.client.get(`/v1/scores?target_id=${runId}&target_type=run`)).body;
      return items.length === count ? items : undefined;
    });

  it('GET /v1/scores tells tokens, cost and model of a score; an answer that was at hand cost nothing', async () => {
    const [runId = ''] = await submitted(['x'], { scorer_name: 'length', value: 1 });
    const asked = { target_type: 'run', target_id: runId, ...JUDGE };
    await lab.client.post('/v1/scores', asked, 202);
    await scoresOf(runId, 2);
    await lab.client.post('/v1/scores', asked, 202);
    const usages = (await scoresOf(runId, 3)).map(({ usage }) => usage);
    expect(usages).toEqual([null, { model: 'judge-1', ...PAID }, { model: 'judge-1', ...KEPT }]);
    const path = `/v1/scores?target_id=${runId}&target_type=run`;
    const { statements } = await countStatements(() => lab.client.get(path));
    expect(statements.length).toBeLessThanOrEqual(2);
  });

  describe('GET /v1/experiments/:id/runs', () => {
    const runsOf = async (query = ''): Promise<any[]> =>
      (await lab.client.get(`/v1/experiments/${experimentId}/runs${query}`)).body.items;

    it('tells it with each score of a run', async () => {
      const [runId = ''] = await submitted(['x', 'y'], { scorer_name: 'length', value: 1 });
      await lab.client.post('/v1/scores', { target_type: 'run', target_id: runId, ...JUDGE }, 202);
      await scoresOf(runId, 2);
      const usages = (runs: any[]): unknown[][] => runs.map(({ scores }) => scores.map(({ usage }: any) => usage));
      const paid = { model: 'judge-1', ...PAID };
      expect(usages(await runsOf())).toEqual([[null, paid], [null]]);
      expect(usages(await runsOf('?scorer_name=helpful'))).toEqual([[paid]]);
      expect((await countStatements(() => runsOf())).statements.length).toBeLessThanOrEqual(2);
    });

    it('looks nothing up for any score where no model was asked', async () => {
      await submitted(['x', 'y', 'z'], { scorer_name: 'length', value: 1 });
      const { statements } = await countStatements(() => runsOf());
      const { rows } = await api.app
        .get(Database)
        .run<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${statements.at(-1)}`, [
          lab.projectId,
          experimentId,
          51,
        ]);
      const scans = rows.map((row) => row['QUERY PLAN']).filter((line) => line.includes(' on score_usage '));
      expect(scans).toEqual([expect.stringContaining('loops=1'), expect.stringContaining('never executed')]);
    });
  });

  it('the summary of an experiment sums it up, by scorer and with what was paid for answers that made no score', async () => {
    fake.answerBy(({ body }) =>
      says(body.messages[1].content.startsWith('Mute') ? 'none' : '0.8', { usage: { input: 100, output: 10 } }),
    );
    const mute = { ...JUDGE, scorer_name: 'mute', config: { prompt_template: 'Mute {{output}}' } };
    expect((await lab.summary(experimentId)).scoring_usage).toBeNull();
    await submitted(['a', 'b', 'b'], JUDGE, mute);
    const usage = await eventually('all of it', async () => {
      const { scoring_usage: found } = await lab.summary(experimentId);
      return found !== null && found.calls + found.kept_answers === 6 ? found : undefined;
    });
    const mutePaid = { calls: 3, kept_answers: 0, tokens_input: 300, tokens_output: 30, cost_usd: 0.00036 };
    expect(usage.by_scorer.mute).toEqual(mutePaid);
    const { helpful } = usage.by_scorer;
    expect(helpful.cost_usd).toBeCloseTo(helpful.calls * 0.00012, 10);
    expect(usage.tokens_input).toBe(usage.calls * 100);
    expect(usage.calls).toBe(fake.requests.length);
    const { statements } = await countStatements(() => lab.summary(experimentId));
    expect(statements.length).toBeLessThanOrEqual(2);
  });

  it('GET /v1/scores/batch/:id sums it up for a batch', async () => {
    const ids = await submitted(['a', 'b', 'c']);
    const asked = { target_type: 'run', target_ids: ids, ...JUDGE };
    const { body } = await lab.client.post('/v1/scores/batch', asked, 202);
    expect(body.usage).toBeNull();
    const done = await eventually('the batch', async () => {
      const found = (await lab.client.get(`/v1/scores/batch/${body.id}`)).body;
      return found.status === 'completed' ? found : undefined;
    });
    const all = { calls: 3, kept_answers: 0, tokens_input: 300, tokens_output: 30, cost_usd: 0.00036 };
    expect(done).toMatchObject({ scored: 3, usage: all });
    const path = `/v1/scores/batch/${body.id}`;
    expect((await countStatements(() => lab.client.get(path))).statements.length).toBeLessThanOrEqual(2);
  });

  it('attempts that failed count nothing, and a group counts each of its questions', async () => {
    fake.reply(fails(503));
    const other = { scorer: 'llm_judge', config: { prompt_template: 'Again {{output}}' } };
    const group = { scorer_name: 'both', scorer: 'weighted', config: { of: [JUDGE, other, { scorer: 'valid_json' }] } };
    const [runId = ''] = await submitted(['x'], group);
    const [score] = await scoresOf(runId, 1);
    expect(score.usage).toMatchObject({ calls: 2, tokens_input: 200, tokens_output: 20, cost_usd: 0.00024 });
  });

  it('without prices and counts of tokens there are none to tell', async () => {
    fake.answerBy(() => says('0.8', { usage: null }));
    const [runId = ''] = await submitted(['x'], JUDGE);
    const [score] = await scoresOf(runId, 1);
    expect(score.usage).toEqual({ ...PAID, model: 'judge-1', tokens_input: null, tokens_output: null, cost_usd: null });
  });

  it('a scorer as a target tells its tokens and cost as those of its run', async () => {
    const body = { project_id: lab.projectId, name: `judge ${newId()}`, type: 'scorer', scorer: 'llm_judge' };
    const { id } = (await lab.client.post('/v1/targets', body, 201)).body;
    const tried = await lab.client.post(`/v1/targets/${id}/test`, { input: { output: 'x' } }, 200);
    expect(tried.body).toMatchObject({ output: 0.8, tokens_input: 100, tokens_output: 10, cost_usd: 0.00012 });
  });
});
