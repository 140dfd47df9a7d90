import { newId } from '@assay/shared/ids';
import { type FakeOpenAi, fails, refuses, says } from '@assay/testing';
import { eventually } from './eventually';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab, run } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

const JUDGE = { scorer: 'llm_judge', config: { prompt_template: 'Judge {{output}}' } };
const EXACT = { scorer: 'exact_match' };

describe('scores of which a model makes a part', () => {
  let judged: JudgedApp;
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;
  let datasetId: string;
  let itemIds: string[];
  beforeAll(async () => {
    judged = await startJudgedApp();
    ({ api, fake } = judged);
  });
  beforeEach(async () => {
    fake.reset();
    lab = await Lab.open(api);
    ({ id: datasetId, itemIds } = await lab.dataset([{ input: 'Capital?', expected_output: 'Paris' }]));
  });
  afterAll(() => judged.close());

  const weighted = (...of: object[]): object => ({ scorer_name: 'quality', scorer: 'weighted', config: { of } });
  const submitted = async (...scores: object[]): Promise<{ experimentId: string; runId: string }> => {
    const experimentId = await lab.experiment(datasetId);
    const { body } = await lab.submit(experimentId, [run(itemIds[0], { output: 'Paris', scores })]);
    return { experimentId, runId: body.run_ids[0] };
  };
  const scoresOf = async (id: string, type = 'run'): Promise<any[]> =>
    (await lab.client.get(`/v1/scores?target_id=${id}&target_type=${type}`)).body.items;
  const firstScore = (id: string, type = 'run'): Promise<any> =>
    eventually('a score', async () => (await scoresOf(id, type))[0]);
  const firstErrors = (experimentId: string): Promise<any[]> =>
    eventually('a scoring error', async () => {
      const { items } = (await lab.client.get(`/v1/experiments/${experimentId}/scoring-errors`)).body;
      return items.length > 0 ? items : undefined;
    });

  it('weighted: the mean of what is computed and what models say, by their weights', async () => {
    fake.answerBy(({ body }) => says(body.messages[1].content.startsWith('Strict') ? '0.2' : '0.5: so so'));
    const strict = { ...JUDGE, config: { prompt_template: 'Strict: {{output}}' } };
    const request = weighted({ ...EXACT, weight: 2 }, JUDGE, { ...strict, weight: 1 });
    const { runId } = await submitted();
    const body = { target_type: 'run', target_id: runId, ...request };
    expect((await lab.client.post('/v1/scores', body, 202)).body).toEqual({ score: null, reason: 'queued' });
    const score = await firstScore(runId);
    expect(score).toMatchObject({ scorer_name: 'quality', value: 0.675, config: (request as any).config });
    expect(score.rationale).toBe(
      [
        'exact_match: 1, weight 2',
        'llm_judge: 0.5, weight 1',
        'llm_judge: 0.2, weight 1',
        'llm_judge: 0.5: so so',
        'llm_judge: 0.2',
      ].join('\n'),
    );
  });

  it('weighted with a judge works inline on spans, and as a named scorer', async () => {
    fake.answerBy(() => says('0.5'));
    const named = {
      project_id: lab.projectId,
      name: `group ${newId()}`,
      scorer: 'weighted',
      config: { of: [EXACT, JUDGE] },
    };
    await lab.client.post('/v1/scorers', named, 201);
    const id = `span-${newId()}`;
    const span = { id, trace_id: id, name: 'call', start_time: '2026-01-01T00:00:00Z', output: 'out' };
    const scores = [{ scorer_name: named.name, config: { expected_output: 'out' } }];
    await lab.client.post('/v1/traces/ingest', { spans: [{ ...span, scores }] }, 201);
    expect((await firstScore(id, 'span')).value).toBe(0.75);
  });

  it('a part that cannot score is a scoring error, and the mean is that of the parts that gave a number', async () => {
    fake.reply(says('I would rather not say.'));
    const { runId, experimentId } = await submitted(weighted(EXACT, { ...JUDGE, weight: 9 }));
    expect(await firstErrors(experimentId)).toMatchObject([
      {
        target_id: runId,
        scorer_name: 'quality',
        scorer: 'llm_judge',
        config: JUDGE.config,
        type: 'unreadable',
        excerpt: 'I would rather not say.',
      },
    ]);
    const score = await firstScore(runId);
    expect(score.value).toBe(1);
    expect(score.rationale).toContain('llm_judge: no score (the answer of the model has no number)');
  });

  it('no part with a number: no score, and an error for each part that failed', async () => {
    fake.answerBy(() => refuses('No.'));
    const other = { ...JUDGE, config: { prompt_template: 'Again {{output}}' } };
    const { runId, experimentId } = await submitted(weighted(JUDGE, other));
    expect((await firstErrors(experimentId)).map(({ type }) => type)).toEqual(['refused', 'refused']);
    expect(await scoresOf(runId)).toEqual([]);
  });

  it('trouble that may pass is waited out: parts are settled before weights are applied, and nothing is asked twice', async () => {
    let isDown = true;
    fake.answerBy(({ body }) => {
      if (!body.messages[1].content.startsWith('Flaky')) return says('0.4');
      if (!isDown) return says('0.8');
      isDown = false;
      return fails(503);
    });
    const flaky = { ...JUDGE, config: { prompt_template: 'Flaky {{output}}' } };
    const { runId } = await submitted(weighted(JUDGE, flaky));
    expect((await firstScore(runId)).value).toBe(0.6);
    expect(await scoresOf(runId)).toHaveLength(1);
    expect(fake.requests).toHaveLength(3);
  });

  it('where no model has anything to judge the group is computed at once', async () => {
    const expected = { ...JUDGE, config: { prompt_template: '{{output}} {{expected_output}}' } };
    const [bare] = await lab.items(datasetId, [{ input: 'nothing expected' }]);
    const experimentId = await lab.experiment(datasetId);
    const { body } = await lab.submit(experimentId, [run(bare, { output: '{}' })]);
    const request = { target_type: 'run', target_id: body.run_ids[0], ...weighted({ scorer: 'valid_json' }, expected) };
    const made = await lab.client.post('/v1/scores', request, 201);
    expect(made.body).toMatchObject({ value: 1 });
    expect(fake.requests).toEqual([]);
  });

  it.each([
    ['config.of[1].config.score_extraction', { ...JUDGE, config: { score_extraction: 'label' } }],
    ['config.of[1].config.prompt_template', { ...JUDGE, config: { prompt_template: 'no placeholder' } }],
    ['config.of[1].config.criteria', { scorer: 'llm_grade' }],
    ['config.of[1].scorer', { scorer: 'weighted', config: { of: [JUDGE] } }],
  ])('400: INVALID_SCORER_CONFIG for %s', async (field, part) => {
    const { runId } = await submitted();
    const body = { target_type: 'run', target_id: runId, ...weighted(EXACT, part, JUDGE) };
    const { error } = (await lab.client.post('/v1/scores', body, 400)).body;
    expect(error).toMatchObject({ code: 'INVALID_SCORER_CONFIG', details: { field } });
  });

  it('422: SCORER_UNAVAILABLE for a group with a judge where there is no provider', async () => {
    const without = await startTestApp({}, { url: api.databaseUrl });
    try {
      const { runId } = await submitted();
      const body = { target_type: 'run', target_id: runId, ...weighted(EXACT, JUDGE) };
      expect((await without.admin.post('/v1/scores', body, 422)).body.error.code).toBe('SCORER_UNAVAILABLE');
      const target = { project_id: lab.projectId, name: 'judge', type: 'scorer', scorer: 'llm_judge' };
      expect((await without.admin.post('/v1/targets', target, 422)).body.error.code).toBe('SCORER_UNAVAILABLE');
    } finally {
      await without.close();
    }
  });

  describe('as targets', () => {
    const target = async (settings: object): Promise<string> => {
      const body = { project_id: lab.projectId, name: `target ${newId()}`, type: 'scorer', ...settings };
      return (await lab.client.post('/v1/targets', body, 201)).body.id;
    };
    const tried = async (id: string, input: unknown): Promise<any> =>
      (await lab.client.post(`/v1/targets/${id}/test`, { input }, 200)).body;
    const GIVEN = { output: 'Paris', expected_output: 'Paris' };

    it('llm_judge: what the model says is the output', async () => {
      fake.answerBy(() => says('4'));
      const id = await target({ ...JUDGE, config: { ...JUDGE.config, score_range: [1, 5] } });
      expect(await tried(id, GIVEN)).toMatchObject({ output: 0.75, error: null });
    });

    it('a label is the output too, and so is the mean of a group', async () => {
      fake.answerBy(({ body }) => says(body.messages[1].content.startsWith('Judge <<<') ? '0.5' : 'polite'));
      const labels = { score_extraction: 'label', labels: ['rude', 'polite'] };
      expect(await tried(await target({ scorer: 'llm_judge', config: labels }), GIVEN)).toMatchObject({
        output: 'polite',
      });
      const group = await target({ scorer: 'weighted', config: { of: [EXACT, JUDGE] } });
      expect(await tried(group, GIVEN)).toMatchObject({ output: 0.75 });
    });

    it('an answer that makes no score, and a provider that fails, are errors of the call', async () => {
      fake.reply(says('no idea'), fails(500));
      const id = await target(JUDGE);
      const unreadable = { type: 'no_score', excerpt: 'no idea' };
      expect(await tried(id, GIVEN)).toMatchObject({ output: null, retryable: false, error: unreadable });
      expect(await tried(id, GIVEN)).toMatchObject({ output: null, retryable: true, error: { type: 'server' } });
    });

    it('a named scorer is found by its name, as it stands when it is called', async () => {
      const name = `named ${newId()}`;
      const body = { project_id: lab.projectId, name, scorer: 'exact_match', config: { case_sensitive: true } };
      const scorer = (await lab.client.post('/v1/scorers', body, 201)).body;
      const id = await target({ scorer: name });
      expect((await lab.client.get(`/v1/targets/${id}`)).body).toMatchObject({ scorer: name });
      const shouted = { output: 'PARIS', expected_output: 'Paris' };
      expect(await tried(id, shouted)).toMatchObject({ output: 0 });
      await lab.client.patch(`/v1/scorers/${scorer.id}`, { config: { case_sensitive: false } });
      expect(await tried(id, shouted)).toMatchObject({ output: 1 });
      await lab.client.delete(`/v1/scorers/${scorer.id}`);
      expect((await tried(id, shouted)).error).toMatchObject({ type: 'unusable' });
    });

    it('an experiment over judged examples says how far the judge agrees', async () => {
      fake.answerBy(({ body }) => says(body.messages[1].content.includes('Paris') ? '1' : '0'));
      const examples = ['Paris', 'Rome'].map((output) => ({ input: { output }, expected_output: 1 }));
      const { id } = await lab.dataset(examples);
      const experimentId = await lab.experiment(id);
      const order = { target_id: await target(JUDGE), scorers: [{ scorer_name: 'agrees', scorer: 'equals' }] };
      await lab.client.post(`/v1/experiments/${experimentId}/execute`, order, 202);
      const summary = await eventually('both runs', async () => {
        const { body } = await lab.client.get(`/v1/experiments/${experimentId}/summary`);
        return body.run_count === 2 ? body : undefined;
      });
      expect(summary.scores_by_scorer.agrees).toMatchObject({ mean: 0.5 });
    });
  });
});
