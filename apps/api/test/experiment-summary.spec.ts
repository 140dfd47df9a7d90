import { newId } from '@assay/shared/ids';
import { Lab, run, score, type Sent } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

describe('summaries and thresholds', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  /** An experiment whose runs each have one list of scores. */
  async function experimentWith(lab: Lab, scores: Sent[][], body: Sent = {}): Promise<string> {
    const dataset = await lab.dataset(scores.length);
    const experimentId = await lab.experiment(dataset.id, body);
    await lab.submit(
      experimentId,
      scores.map((given, index) => run(dataset.itemIds[index], { scores: given })),
    );
    return experimentId;
  }

  /** Submits scores whose values are spelled as JSON text. */
  async function spelled(lab: Lab, values: string[]): Promise<string> {
    const dataset = await lab.dataset(values.length);
    const experimentId = await lab.experiment(dataset.id);
    const runs = values.map(
      (value, index) =>
        `{"dataset_item_id":"${dataset.itemIds[index]}","output":1,"scores":[{"scorer_name":"q","value":${value}}]}`,
    );
    await lab.client.raw('post', `/v1/experiments/${experimentId}/runs`, `{"runs":[${runs.join(',')}]}`, 201);
    return experimentId;
  }

  describe('GET /v1/experiments/:id/summary', () => {
    it('200: an experiment without runs', async () => {
      const lab = await Lab.open(api);
      const experimentId = await lab.experiment((await lab.dataset(2)).id);
      expect(await lab.summary(experimentId)).toEqual({
        experiment_id: experimentId,
        status: 'created',
        run_count: 0,
        dataset_item_count: 2,
        scores_by_scorer: {},
        scoring_usage: null,
        threshold_result: null,
      });
    });

    it('three scores of 0.8 have the mean 0.8', async () => {
      const lab = await Lab.open(api);
      const experimentId = await experimentWith(lab, [[score(0.8)], [score(0.8)], [score(0.8)]]);
      const { text, body } = await lab.client.get(`/v1/experiments/${experimentId}/summary`);
      expect(text).toContain('"mean":0.8,');
      expect(body.scores_by_scorer.quality).toEqual({
        ...{ scorer_name: 'quality', scored_run_count: 3, mean: 0.8, min: 0.8, max: 0.8, distribution: null },
      });
    });

    it.each([
      [['0', '0', '1'], 0.333333],
      [['0', '1', '1'], 0.666667],
      [['0.0000005', '0.0000005'], 0.000001],
      [['0.0000004', '0.0000005'], 0],
      [['0.12345650', '0.12345650'], 0.123457],
      [['0.1234564999999999999999999999999999999999999', '0.1234565', '0.1234565'], 0.123456],
      [['1e-400', '1'], 0.5],
      [['0.9999995', '0.9999995'], 1],
    ])('computed means are rounded to 6 decimals, half away from zero: %p', async (values, mean) => {
      const lab = await Lab.open(api);
      const summary = await lab.summary(await spelled(lab, values));
      expect(summary.scores_by_scorer.q.mean).toBe(mean);
    });

    it('min and max are the scores as spelled', async () => {
      const lab = await Lab.open(api);
      const experimentId = await spelled(lab, ['0.10', '0.12345678901234567890123']);
      const { text } = await lab.client.get(`/v1/experiments/${experimentId}/summary`);
      expect(text).toMatch(/"min":0\.1,/);
      expect(text).toMatch(/"max":0\.12345678901234567890123,/);
    });

    it('a scorer with only labels has mean, min, max null and a distribution; a mixed one has both', async () => {
      const lab = await Lab.open(api);
      const scores = [
        [score('good', 'tone'), score('good', 'mixed')],
        [score('bad', 'tone'), score(0.25, 'mixed')],
        [score('good', 'tone'), score(0.5, 'mixed'), score('__proto__', 'mixed')],
      ];
      const { scores_by_scorer: byScorer } = await lab.summary(await experimentWith(lab, scores));
      const tone = {
        scorer_name: 'tone',
        scored_run_count: 3,
        mean: null,
        min: null,
        max: null,
        distribution: { bad: 1, good: 2 },
      };
      expect(byScorer.tone).toEqual(tone);
      expect(byScorer.mixed).toMatchObject({ scored_run_count: 3, mean: 0.375, min: 0.25, max: 0.5 });
      expect(Object.entries(byScorer.mixed.distribution)).toEqual([
        ['__proto__', 1],
        ['good', 1],
      ]);
    });

    it('is computed over all scores of a scorer, several on one run included', async () => {
      const lab = await Lab.open(api);
      const dataset = await lab.dataset(2);
      const experimentId = await lab.experiment(dataset.id);
      const { body } = await lab.submit(experimentId, [
        run(dataset.itemIds[0], { scores: [score(0), score(0.5)] }),
        run(dataset.itemIds[1]),
      ]);
      await lab.client.post('/v1/scores', { target_id: body.run_ids[0], target_type: 'run', ...score(1) }, 201);
      expect((await lab.summary(experimentId)).scores_by_scorer.quality).toMatchObject({
        scored_run_count: 1,
        mean: 0.5,
        min: 0,
        max: 1,
      });
    });

    it.each(['__proto__', 'constructor', 'ünï"\\', '1'])('a scorer may be called %p', async (name) => {
      const lab = await Lab.open(api);
      const summary = await lab.summary(await experimentWith(lab, [[score(1, name)]]));
      expect(Object.keys(summary.scores_by_scorer)).toEqual([name]);
      expect(Object.values(summary.scores_by_scorer)).toMatchObject([{ scorer_name: name, mean: 1 }]);
    });

    it('dataset_item_count is as of now, and 0 when the dataset is gone', async () => {
      const lab = await Lab.open(api);
      const dataset = await lab.dataset(2);
      const experimentId = await lab.scored(dataset.id, { [dataset.itemIds[0]]: [score(1)] });
      await lab.items(dataset.id, 3);
      expect(await lab.summary(experimentId)).toMatchObject({ dataset_item_count: 5, run_count: 1 });
      await lab.client.delete(`/v1/datasets/${dataset.id}`);
      expect(await lab.summary(experimentId)).toMatchObject({
        dataset_item_count: 0,
        run_count: 1,
        scores_by_scorer: { quality: { mean: 1 } },
      });
    });

    it('threshold_result is the answer to the threshold that the experiment was created with', async () => {
      const lab = await Lab.open(api);
      const threshold = { scorer_name: ' quality ', metric: 'mean', threshold: 0.7 };
      const experimentId = await experimentWith(lab, [[score(0.5)], [score(0.8)]], { threshold });
      const expected = {
        passed: false,
        actual_value: 0.65,
        threshold: 0.7,
        scorer_name: 'quality',
        metric: 'mean',
        gap: -0.05,
      };
      expect((await lab.summary(experimentId)).threshold_result).toEqual(expected);
      const asked = await lab.client.post(`/v1/experiments/${experimentId}/threshold`, threshold, 200);
      expect(asked.body).toEqual(expected);
    });

    it('threshold_result of a scorer that scored nobody, and of one with labels', async () => {
      const lab = await Lab.open(api);
      const threshold = { scorer_name: 'quality', metric: 'max', threshold: 0, comparison: 'lte' };
      const unscored = await experimentWith(lab, [[]], { threshold });
      const missing = {
        passed: false,
        actual_value: null,
        threshold: 0,
        scorer_name: 'quality',
        metric: 'max',
        gap: null,
      };
      expect((await lab.summary(unscored)).threshold_result).toEqual(missing);
      const labelled = await experimentWith(lab, [[score('good')]], { threshold });
      expect((await lab.summary(labelled)).threshold_result).toBeNull();
    });

    it('404: unknown or of another project; 200: a read key', async () => {
      const [lab, other] = [await Lab.open(api), await Lab.open(api)];
      const id = await lab.experiment((await lab.dataset()).id);
      for (const unknown of [newId(), 'exp-1']) await lab.client.get(`/v1/experiments/${unknown}/summary`, 404);
      await other.client.get(`/v1/experiments/${id}/summary`, 404);
      await (await api.clientOf(lab.projectId, 'read')).get(`/v1/experiments/${id}/summary`);
    });
  });

  describe('POST /v1/experiments/:id/threshold', () => {
    const ask = async (lab: Lab, id: string, body: Sent): Promise<any> =>
      (
        await lab.client.post(
          `/v1/experiments/${id}/threshold`,
          { scorer_name: 'quality', metric: 'mean', threshold: 0.5, ...body },
          200,
        )
      ).body;

    it('200: mean, min and max, and gte by default', async () => {
      const lab = await Lab.open(api);
      const id = await experimentWith(lab, [[score(0.25)], [score(0.75)]]);
      const common = { scorer_name: 'quality', threshold: 0.5 };
      expect(await ask(lab, id, {})).toEqual({ ...common, metric: 'mean', passed: true, actual_value: 0.5, gap: 0 });
      expect(await ask(lab, id, { metric: 'min', comparison: null })).toEqual({
        ...common,
        metric: 'min',
        passed: false,
        actual_value: 0.25,
        gap: -0.25,
      });
      expect(await ask(lab, id, { metric: 'max' })).toEqual({
        ...common,
        metric: 'max',
        passed: true,
        actual_value: 0.75,
        gap: 0.25,
      });
    });

    it.each([
      ['gte', [false, true, true]],
      ['gt', [false, false, true]],
      ['lte', [true, true, false]],
      ['lt', [true, false, false]],
    ])('200: %s; gap is actual minus threshold, whatever the comparison', async (comparison, passed) => {
      const lab = await Lab.open(api);
      const id = await experimentWith(lab, [[score(0.8)], [score(0.8)], [score(0.8)]]);
      const answers = [];
      for (const threshold of [0.9, 0.8, 0.7]) answers.push(await ask(lab, id, { comparison, threshold }));
      expect(answers.map((answer) => answer.passed)).toEqual(passed);
      expect(answers.map((answer) => answer.gap)).toEqual([-0.1, 0, 0.1]);
    });

    it('passed is decided on the exact value, not on the rounded one', async () => {
      const lab = await Lab.open(api);
      const id = await spelled(lab, ['0', '1', '1']);
      const close = { scorer_name: 'q', threshold: 0.666667 };
      expect(await ask(lab, id, close)).toMatchObject({ passed: false, actual_value: 0.666667, gap: 0 });
      expect(await ask(lab, id, { ...close, comparison: 'lt' })).toMatchObject({ passed: true });
      const tiny = '{"scorer_name":"q","metric":"mean","threshold":0.66666666666666666666666666666666666666}';
      const { text } = await lab.client.raw('post', `/v1/experiments/${id}/threshold`, tiny, 200);
      expect(JSON.parse(text)).toMatchObject({ passed: true, gap: 0 });
      expect(text).toContain('0.66666666666666666666666666666666666666');
    });

    it('computed gaps are rounded half away from zero', async () => {
      const lab = await Lab.open(api);
      const id = await spelled(lab, ['0.5']);
      expect((await ask(lab, id, { scorer_name: 'q', threshold: 0.5000005 })).gap).toBe(-0.000001);
      expect((await ask(lab, id, { scorer_name: 'q', threshold: 0.4999995 })).gap).toBe(0.000001);
      expect((await ask(lab, id, { scorer_name: 'q', threshold: 0.50000049 })).gap).toBe(0);
    });

    it('200: any finite number is a threshold', async () => {
      const lab = await Lab.open(api);
      const id = await spelled(lab, ['0.5']);
      for (const [threshold, passed] of [
        ['-1e300', true],
        ['1e400', false],
        ['-1e-400', true],
      ] as const) {
        const body = `{"scorer_name":"q","metric":"min","threshold":${threshold}}`;
        const answer = await lab.client.raw('post', `/v1/experiments/${id}/threshold`, body, 200);
        expect(answer.body.passed).toBe(passed);
      }
    });

    it('200: nobody scored: actual_value null, passed false, gap null', async () => {
      const lab = await Lab.open(api);
      const id = await experimentWith(lab, [[score(1)]]);
      for (const comparison of ['gte', 'lt']) {
        const answer = await ask(lab, id, { scorer_name: 'other', comparison });
        expect(answer).toEqual({
          passed: false,
          actual_value: null,
          threshold: 0.5,
          scorer_name: 'other',
          metric: 'mean',
          gap: null,
        });
      }
    });

    it('422: UNSUPPORTED_THRESHOLD_TYPE when any score is a label', async () => {
      const lab = await Lab.open(api);
      const id = await experimentWith(lab, [[score(1)], [score('good')], [score('x', 'tone')]]);
      for (const scorerName of ['quality', 'tone']) {
        const asked = { scorer_name: scorerName, metric: 'mean', threshold: 0.5 };
        const { body } = await lab.client.post(`/v1/experiments/${id}/threshold`, asked, 422);
        expect(body.error).toMatchObject({ code: 'UNSUPPORTED_THRESHOLD_TYPE', details: { scorer_name: scorerName } });
      }
    });

    it.each([
      ['without scorer_name', { scorer_name: undefined }, 'scorer_name'],
      ['without metric', { metric: undefined }, 'metric'],
      ['with an unknown metric', { metric: 'median' }, 'metric'],
      ['without threshold', { threshold: undefined }, 'threshold'],
      ['with a threshold that is text', { threshold: '0.5' }, 'threshold'],
      ['with an unknown comparison', { comparison: 'eq' }, 'comparison'],
    ])('400: %s', async (_, change, field) => {
      const lab = await Lab.open(api);
      const id = await lab.experiment((await lab.dataset()).id);
      const body = { scorer_name: 'q', metric: 'mean', threshold: 0.5, ...change };
      const answer = await lab.client.post(`/v1/experiments/${id}/threshold`, body, 400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('400: a threshold of more digits than can be compared', async () => {
      const lab = await Lab.open(api);
      const id = await lab.experiment((await lab.dataset()).id);
      const body = '{"scorer_name":"q","metric":"min","threshold":1e99999}';
      await lab.client.raw('post', `/v1/experiments/${id}/threshold`, body, 400);
    });

    it('200: open to a read key; 404: unknown or of another project', async () => {
      const [lab, other] = [await Lab.open(api), await Lab.open(api)];
      const id = await lab.experiment((await lab.dataset()).id);
      const asked = { scorer_name: 'q', metric: 'mean', threshold: 0.5 };
      await (await api.clientOf(lab.projectId, 'read')).post(`/v1/experiments/${id}/threshold`, asked, 200);
      await other.client.post(`/v1/experiments/${id}/threshold`, asked, 404);
      for (const unknown of [newId(), 'exp-1'])
        await lab.client.post(`/v1/experiments/${unknown}/threshold`, asked, 404);
    });
  });
});
