import { newId } from '@assay/shared/ids';
import { Lab, score, type Sent } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

describe('GET /v1/experiments/:id/compare/:other_id', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  /** Compares two experiments on one dataset; each list holds the scores of an item, undefined leaves it without a run. */
  async function compared(lab: Lab, base: (Sent[] | undefined)[], compare: (Sent[] | undefined)[]): Promise<any> {
    const dataset = await lab.dataset(Math.max(base.length, compare.length));
    const byItem = (scores: (Sent[] | undefined)[]): Record<string, Sent[]> =>
      Object.fromEntries(
        scores.flatMap((given, index) => (given === undefined ? [] : [[dataset.itemIds[index], given]])),
      );
    const [baseId, compareId] = [
      await lab.scored(dataset.id, byItem(base)),
      await lab.scored(dataset.id, byItem(compare)),
    ];
    const { body } = await lab.client.get(`/v1/experiments/${baseId}/compare/${compareId}`);
    expect(body).toMatchObject({ base_experiment_id: baseId, compare_experiment_id: compareId });
    return { ...body, itemIds: dataset.itemIds };
  }

  const numbers = (values: (number | undefined)[]): (Sent[] | undefined)[] =>
    values.map((value) => (value === undefined ? undefined : [score(value)]));
  const labels = (values: (string | undefined)[]): (Sent[] | undefined)[] =>
    values.map((value) => (value === undefined ? undefined : [score(value)]));

  it('improved, regressed and unchanged count items scored in both, only_in_base and only_in_compare the rest', async () => {
    const lab = await Lab.open(api);
    const base = numbers([0, 1, 0.5, 0.5, 1]);
    const compare = numbers([1, 0.5, 0.5, 1, undefined, 0.25]);
    const result = await compared(lab, base, compare);
    expect(result.scorer_comparisons).toEqual([
      {
        scorer_name: 'quality',
        base_mean: 0.6,
        compare_mean: 0.65,
        delta: 0.05,
        improved_count: 2,
        regressed_count: 1,
        unchanged_count: 1,
        changed_count: 0,
        only_in_base: 1,
        only_in_compare: 1,
        significance: expect.objectContaining({ method: 'paired_t' }),
      },
    ]);
    expect(result.per_item_results.map((row: any) => [row.base_score, row.compare_score, row.delta])).toEqual([
      [0, 1, 1],
      [1, 0.5, -0.5],
      [0.5, 0.5, 0],
      [0.5, 1, 0.5],
      [1, null, null],
      [null, 0.25, null],
    ]);
  });

  it("base_mean and compare_mean are the summaries' means: over all scores, not over items", async () => {
    const lab = await Lab.open(api);
    const dataset = await lab.dataset(2);
    const [first, second] = dataset.itemIds;
    const base = await lab.scored(dataset.id, { [first]: [score(0), score(0), score(0)], [second]: [score(1)] });
    const compare = await lab.scored(dataset.id, {
      [first]: [score(0.8), score(0.8), score(0.8)],
      [second]: [score(0.8)],
    });
    const { body } = await lab.client.get(`/v1/experiments/${base}/compare/${compare}`);
    const [summaryOfBase, summaryOfCompare] = [await lab.summary(base), await lab.summary(compare)];
    expect(body.scorer_comparisons[0]).toMatchObject({
      base_mean: summaryOfBase.scores_by_scorer.quality.mean,
      compare_mean: summaryOfCompare.scores_by_scorer.quality.mean,
      delta: 0.55,
    });
    expect(summaryOfBase.scores_by_scorer.quality.mean).toBe(0.25);
  });

  it("an item's score is the mean of its scores, exactly", async () => {
    const lab = await Lab.open(api);
    const third = [score(0), score(0), score(1)];
    const result = await compared(
      lab,
      [third, [score(0.1), score(0.2)], [score(0.8), score(0.8), score(0.8)]],
      [third, [score(0.15)], [score(0.8)]],
    );
    expect(result.scorer_comparisons[0]).toMatchObject({ unchanged_count: 3, improved_count: 0, regressed_count: 0 });
    expect(result.per_item_results.map((row: any) => row.base_score)).toEqual([0.333333, 0.15, 0.8]);
    expect(result.per_item_results.map((row: any) => row.delta)).toEqual([0, 0, 0]);
  });

  it('whether an item improved is decided on exact values; deltas are rounded half away from zero', async () => {
    const lab = await Lab.open(api);
    const result = await compared(lab, numbers([0.5, 0.5, 0.5]), numbers([0.5000000001, 0.5000005, 0.4999995]));
    expect(result.scorer_comparisons[0]).toMatchObject({
      improved_count: 2,
      regressed_count: 1,
      unchanged_count: 0,
      delta: 0,
    });
    expect(result.per_item_results.map((row: any) => row.delta)).toEqual([0, 0.000001, -0.000001]);
  });

  it('a scorer with any label is categorical: means and deltas null, changed_count counts other labels', async () => {
    const lab = await Lab.open(api);
    const result = await compared(lab, labels(['a', 'b', 'c', 'd']), labels(['a', 'x', 'c', undefined, 'e']));
    expect(result.scorer_comparisons).toEqual([
      {
        scorer_name: 'quality',
        ...{ base_mean: null, compare_mean: null, delta: null, significance: null },
        ...{
          improved_count: 0,
          regressed_count: 0,
          unchanged_count: 2,
          changed_count: 1,
          only_in_base: 1,
          only_in_compare: 1,
        },
      },
    ]);
    expect(result.per_item_results.map((row: any) => [row.base_score, row.compare_score, row.delta])).toEqual([
      ['a', 'a', null],
      ['b', 'x', null],
      ['c', 'c', null],
      ['d', null, null],
      [null, 'e', null],
    ]);
  });

  it('for labels the latest counts; a label on either side makes the scorer categorical', async () => {
    const lab = await Lab.open(api);
    const base = [[score('bad'), score('good')], [score(0.5)], [score(1)]];
    const compare = [[score('good')], [score(0.5)], [score(0)]];
    const result = await compared(lab, base, compare);
    expect(result.scorer_comparisons[0]).toMatchObject({
      base_mean: null,
      compare_mean: null,
      delta: null,
      unchanged_count: 2,
      changed_count: 1,
    });
    expect(result.per_item_results.map((row: any) => [row.base_score, row.compare_score, row.delta])).toEqual([
      ['good', 'good', null],
      [0.5, 0.5, null],
      [1, 0, null],
    ]);
  });

  it('scorer_comparisons by name; per_item_results by item, then scorer', async () => {
    const lab = await Lab.open(api);
    const all = [score(1, 'b'), score(1, '__proto__'), score(1, 'a')];
    const result = await compared(lab, [all, all], [[score(0, 'c')], all]);
    expect(result.scorer_comparisons.map((row: any) => row.scorer_name)).toEqual(['__proto__', 'a', 'b', 'c']);
    const [first, second] = result.itemIds;
    expect(result.per_item_results.map((row: any) => [row.dataset_item_id, row.scorer_name])).toEqual([
      ...['__proto__', 'a', 'b', 'c'].map((name) => [first, name]),
      ...['__proto__', 'a', 'b'].map((name) => [second, name]),
    ]);
  });

  it('a scorer on one side only has null for the other mean and the delta', async () => {
    const lab = await Lab.open(api);
    const { scorer_comparisons: comparisons } = await compared(lab, [[score(1, 'a')]], [[score(0.5, 'b')]]);
    expect(comparisons).toMatchObject([
      {
        scorer_name: 'a',
        base_mean: 1,
        compare_mean: null,
        delta: null,
        only_in_base: 1,
        only_in_compare: 0,
        significance: null,
      },
      {
        scorer_name: 'b',
        base_mean: null,
        compare_mean: 0.5,
        delta: null,
        only_in_base: 0,
        only_in_compare: 1,
        significance: null,
      },
    ]);
  });

  it('comparing with itself is allowed', async () => {
    const lab = await Lab.open(api);
    const dataset = await lab.dataset(2);
    const id = await lab.scored(dataset.id, {
      [dataset.itemIds[0]]: [score(0.25), score('x', 'tone')],
      [dataset.itemIds[1]]: [score(1)],
    });
    const { body } = await lab.client.get(`/v1/experiments/${id}/compare/${id}`);
    expect(body.scorer_comparisons).toMatchObject([
      { scorer_name: 'quality', base_mean: 0.625, compare_mean: 0.625, delta: 0, unchanged_count: 2, only_in_base: 0 },
      { scorer_name: 'tone', unchanged_count: 1, changed_count: 0 },
    ]);
    expect(body.per_item_results).toHaveLength(3);
  });

  it('experiments without scores, of different versions of the dataset and of a deleted one compare', async () => {
    const lab = await Lab.open(api);
    const dataset = await lab.dataset(1);
    const base = await lab.experiment(dataset.id);
    const [later] = await lab.items(dataset.id, 1);
    const compare = await lab.scored(dataset.id, { [later]: [score(1)] });
    await lab.client.delete(`/v1/datasets/${dataset.id}`);
    const { body } = await lab.client.get(`/v1/experiments/${base}/compare/${compare}`);
    expect(body.scorer_comparisons).toMatchObject([{ only_in_compare: 1 }]);
    const empty = await lab.client.get(`/v1/experiments/${base}/compare/${base}`);
    expect(empty.body).toMatchObject({ scorer_comparisons: [], per_item_results: [] });
  });

  it('significance: a clear change is significant, and chance is not', async () => {
    const lab = await Lab.open(api);
    const zeros = numbers(Array(12).fill(0));
    const clear = await compared(lab, zeros, numbers(Array(12).fill(1)));
    expect(clear.scorer_comparisons[0].significance).toMatchObject({ significant: true, p_value: expect.any(Number) });
    const chance = await compared(lab, zeros, numbers([1, ...Array(11).fill(0)]));
    expect(chance.scorer_comparisons[0].significance).toMatchObject({
      method: 'mcnemar_exact',
      p_value: 1,
      significant: false,
    });
    const one = await compared(lab, numbers([0]), numbers([1]));
    expect(one.scorer_comparisons[0].significance).toBeNull();
  });

  it('422: INCOMPATIBLE_EXPERIMENTS for different datasets', async () => {
    const lab = await Lab.open(api);
    const [first, second] = [await lab.dataset(), await lab.dataset()];
    const [base, compare] = [await lab.experiment(first.id), await lab.experiment(second.id)];
    const { body } = await lab.client.get(`/v1/experiments/${base}/compare/${compare}`, 422);
    expect(body.error).toMatchObject({
      code: 'INCOMPATIBLE_EXPERIMENTS',
      details: { base_dataset_id: first.id, compare_dataset_id: second.id },
    });
    await api.admin.get(`/v1/experiments/${base}/compare/${compare}`, 422);
  });

  it('404: either experiment unknown, malformed or of another project', async () => {
    const [lab, other] = [await Lab.open(api), await Lab.open(api)];
    const id = await lab.experiment((await lab.dataset()).id);
    const foreign = await other.experiment((await other.dataset()).id);
    for (const unknown of [newId(), 'exp-1', foreign]) {
      for (const path of [`${id}/compare/${unknown}`, `${unknown}/compare/${id}`]) {
        const { body } = await lab.client.get(`/v1/experiments/${path}`, 404);
        expect(body.error).toEqual({
          code: 'NOT_FOUND',
          message: 'no such experiment',
          details: { resource: 'experiment', id: unknown },
        });
      }
    }
    await api.admin.get(`/v1/experiments/${id}/compare/${foreign}`, 422);
  });

  it('200: open to a read key', async () => {
    const lab = await Lab.open(api);
    const id = await lab.experiment((await lab.dataset()).id);
    await (await api.clientOf(lab.projectId, 'read')).get(`/v1/experiments/${id}/compare/${id}`);
  });
});
