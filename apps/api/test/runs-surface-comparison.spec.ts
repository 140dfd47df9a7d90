import { Lab, run, score } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('/api: comparison of runs', () => {
  let api: TestApp;
  let lab: Lab;
  beforeAll(async () => {
    api = await startTestApp();
    lab = await Lab.open(api);
  });
  afterAll(() => api.close());

  const compare = async (runIdA: string, runIdB: string, thresholds?: object): Promise<any> =>
    (await lab.client.post('/api/runs/compare', { runIdA, runIdB, thresholds }, 200)).body;
  /** An experiment on a dataset, with a run for each item that has numbers of the scorer `quality`. */
  const scored = (datasetId: string, values: Record<string, number[]>): Promise<string> =>
    lab.scored(
      datasetId,
      Object.fromEntries(Object.entries(values).map(([id, list]) => [id, list.map((v) => score(v))])),
    );

  it('POST /api/runs/compare answers runA, runB, versionMismatch, hasRegression, scorers, items and warnings', async () => {
    const { id, itemIds } = await lab.dataset(3);
    const [one, two, three] = itemIds as [string, string, string];
    const a = await scored(id, { [one]: [1], [two]: [0.5] });
    const b = await scored(id, { [one]: [0.25], [three]: [0.5] });
    expect(await compare(a, b)).toEqual({
      runA: { id: a, datasetVersion: 2 },
      runB: { id: b, datasetVersion: 2 },
      versionMismatch: false,
      hasRegression: true,
      scorers: {
        quality: {
          statsA: {
            errorRate: 0,
            errorCount: 0,
            passRate: 1,
            passCount: 2,
            avgScore: 0.75,
            scoreCount: 2,
            totalItems: 2,
          },
          statsB: {
            errorRate: 0,
            errorCount: 0,
            passRate: 0.5,
            passCount: 1,
            avgScore: 0.375,
            scoreCount: 2,
            totalItems: 2,
          },
          delta: -0.375,
          regressed: true,
          threshold: 0,
        },
      },
      items: [
        { itemId: one, inBothRuns: true, scoresA: { quality: 1 }, scoresB: { quality: 0.25 } },
        { itemId: two, inBothRuns: false, scoresA: { quality: 0.5 }, scoresB: {} },
        { itemId: three, inBothRuns: false, scoresA: {}, scoresB: { quality: 0.5 } },
      ],
      warnings: [],
    });
  });

  it('GET /api/runs/compare?runIdA=&runIdB= is the same with thresholds of 0; both ids are required', async () => {
    const { id, itemIds } = await lab.dataset(1);
    const [a, b] = [await scored(id, { [itemIds[0]]: [1] }), await scored(id, { [itemIds[0]]: [0] })];
    const { body } = await lab.client.get(`/api/runs/compare?runIdA=${a}&runIdB=${b}`);
    expect(body).toEqual(await compare(a, b));
    const { body: refused } = await lab.client.get(`/api/runs/compare?runIdA=${a}`, 400);
    expect(refused.error.details.field).toBe('runIdB');
  });

  describe('stats', () => {
    it('are computed over all scores, several of an item included; means are exact: three scores of 0.8 have the mean 0.8', async () => {
      const { id, itemIds } = await lab.dataset(2);
      const a = await scored(id, { [itemIds[0]]: [0.8, 0.8], [itemIds[1]]: [0.8] });
      const b = await scored(id, { [itemIds[0]]: [0.1, 0.2], [itemIds[1]]: [0.1] });
      const { scorers, items } = await compare(a, b);
      expect(scorers.quality).toMatchObject({
        statsA: { avgScore: 0.8, scoreCount: 3 },
        statsB: { avgScore: 0.133333 },
      });
      expect(scorers.quality.delta).toBe(-0.666667);
      expect(items[0]).toMatchObject({ scoresA: { quality: 0.8 }, scoresB: { quality: 0.15 } });
    });

    it('pass: 0.5 or more, decided exactly', async () => {
      const { id, itemIds } = await lab.dataset(1);
      const experiment = await lab.experiment(id);
      const body = `{"runs":[{"dataset_item_id":"${itemIds[0]}","output":"x","scores":[
        {"scorer_name":"quality","value":0.49999999999999999999},{"scorer_name":"quality","value":0.5}]}]}`;
      await lab.client.raw('post', `/v1/experiments/${experiment}/runs`, body, 201);
      const { scorers } = await compare(experiment, experiment);
      expect(scorers.quality.statsA).toMatchObject({ passCount: 1, passRate: 0.5, scoreCount: 2 });
    });

    it('runs that ended with an error count as errors of every scorer that has no score of them, never as zeros', async () => {
      const { id, itemIds } = await lab.dataset(4);
      const a = await scored(id, { [itemIds[0]]: [1] });
      const failed = { output: undefined, error: 'timed out' };
      await lab.submit(a, [
        run(itemIds[1], failed),
        run(itemIds[2], { ...failed, scores: [score(0.5)] }),
        run(itemIds[3], { scores: [score(1, 'other')] }),
      ]);
      const { statsA, statsB } = (await compare(a, await lab.experiment(id))).scorers.quality;
      expect(statsA).toEqual({
        errorRate: 0.25,
        errorCount: 1,
        passRate: 1,
        passCount: 2,
        avgScore: 0.75,
        scoreCount: 2,
        totalItems: 4,
      });
      expect(statsB).toEqual({
        errorRate: 0,
        errorCount: 0,
        passRate: 0,
        passCount: 0,
        avgScore: null,
        scoreCount: 0,
        totalItems: 0,
      });
    });

    it('a scorer with labels has no mean and no delta; its items show null', async () => {
      const { id, itemIds } = await lab.dataset(1);
      const a = await lab.scored(id, { [itemIds[0]]: [score('good')] });
      const b = await lab.scored(id, { [itemIds[0]]: [score('bad')] });
      const { scorers, items, hasRegression } = await compare(a, b);
      expect(scorers.quality).toMatchObject({
        statsA: { avgScore: null, scoreCount: 0 },
        delta: null,
        regressed: false,
      });
      expect(items[0]).toMatchObject({ scoresA: { quality: null }, scoresB: { quality: null } });
      expect(hasRegression).toBe(false);
    });

    it('every scorer has its own, whatever its name', async () => {
      const { id, itemIds } = await lab.dataset(1);
      const names = ['__proto__', 'a "quoted" \\ name', 'ü{}'];
      const a = await lab.scored(id, { [itemIds[0]]: names.map((name) => score(1, name)) });
      const { text } = await lab.client.post('/api/runs/compare', { runIdA: a, runIdB: a }, 200);
      const { scorers, items } = JSON.parse(text);
      expect(Object.keys(scorers).sort()).toEqual([...names].sort());
      expect(Object.keys(items[0].scoresA).sort()).toEqual([...names].sort());
    });
  });

  describe('thresholds', () => {
    let a: string;
    let b: string;
    beforeAll(async () => {
      const { id, itemIds } = await lab.dataset(1);
      a = await scored(id, { [itemIds[0]]: [0.5] });
      b = await scored(id, { [itemIds[0]]: [0.4] });
    });
    const quality = async (from: string, to: string, threshold: object): Promise<any> =>
      (await compare(from, to, { quality: threshold })).scorers.quality;

    it('higher-is-better: regressed when delta < -value, not when it is equal', async () => {
      expect(await quality(a, b, { value: 0.1 })).toMatchObject({ delta: -0.1, regressed: false, threshold: 0.1 });
      expect(await quality(a, b, { value: 0.09, direction: 'higher-is-better' })).toMatchObject({ regressed: true });
      expect(await quality(b, a, { value: 0 })).toMatchObject({ delta: 0.1, regressed: false });
    });

    it('lower-is-better: regressed when delta > value, not when it is equal', async () => {
      const lower = { direction: 'lower-is-better' };
      expect(await quality(b, a, { value: 0.1, ...lower })).toMatchObject({ delta: 0.1, regressed: false });
      expect(await quality(b, a, { value: 0.09, ...lower })).toMatchObject({ regressed: true });
      expect(await quality(a, b, { value: 0, ...lower })).toMatchObject({ delta: -0.1, regressed: false });
    });

    it('the default threshold is 0: any fall is a regression, and a run does not regress against itself', async () => {
      expect((await compare(a, b)).hasRegression).toBe(true);
      expect((await compare(b, a)).hasRegression).toBe(false);
      expect((await compare(a, a)).hasRegression).toBe(false);
    });

    it('one of a scorer that nobody used is a warning', async () => {
      const { scorers, warnings } = await compare(a, b, { qualty: { value: 0.1 } });
      expect(Object.keys(scorers)).toEqual(['quality']);
      expect(warnings).toEqual([expect.stringContaining('qualty')]);
    });

    it.each([
      [{ quality: 0.1 }],
      [{ quality: {} }],
      [{ quality: { value: '0.1' } }],
      [{ quality: { value: 1, direction: 'up' } }],
      [{ 'a\u0000': { value: 1 } }],
      [[]],
      [Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`s${index}`, { value: 1 }]))],
    ])('400: %j', async (thresholds) => {
      const { body } = await lab.client.post('/api/runs/compare', { runIdA: a, runIdB: b, thresholds }, 400);
      expect(body.error).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: expect.stringContaining('thresholds') },
      });
    });
  });

  describe('warnings, not errors', () => {
    it('different dataset versions', async () => {
      const { id, itemIds } = await lab.dataset(1);
      const a = await scored(id, { [itemIds[0]]: [1] });
      await lab.items(id, 1);
      const b = await scored(id, { [itemIds[0]]: [1] });
      const found = await compare(a, b);
      expect(found).toMatchObject({ versionMismatch: true, runA: { datasetVersion: 2 }, runB: { datasetVersion: 3 } });
      expect(found.warnings).toEqual([expect.stringContaining('versions: 2 and 3')]);
    });

    it('no overlap', async () => {
      const { id, itemIds } = await lab.dataset(2);
      const found = await compare(await scored(id, { [itemIds[0]]: [1] }), await scored(id, { [itemIds[1]]: [1] }));
      expect(found.warnings).toEqual([expect.stringContaining('no item')]);
    });

    it('an empty run', async () => {
      const { id, itemIds } = await lab.dataset(1);
      const empty = await lab.experiment(id);
      const found = await compare(await scored(id, { [itemIds[0]]: [1] }), empty);
      expect(found.warnings).toEqual([expect.stringContaining(empty), expect.stringContaining('no item')]);
      expect(await compare(empty, empty)).toMatchObject({ scorers: {}, items: [], hasRegression: false });
    });

    it('runs of two datasets', async () => {
      const [one, two] = [await lab.dataset(1), await lab.dataset(1)];
      const a = await scored(one.id, { [one.itemIds[0]]: [1] });
      const b = await scored(two.id, { [two.itemIds[0]]: [1] });
      expect((await compare(a, b)).warnings).toContainEqual(expect.stringContaining('two datasets'));
    });
  });

  describe('POST /api/datasets/:datasetId/compare', () => {
    const nested = async (datasetId: string, runIdA: string, runIdB: string, status = 200): Promise<any> =>
      (await lab.client.post(`/api/datasets/${datasetId}/compare`, { runIdA, runIdB }, status)).body;

    it('is the same comparison; 404 if neither run is of that dataset, a warning if one is not', async () => {
      const [one, two] = [await lab.dataset(1), await lab.dataset(1)];
      const a = await scored(one.id, { [one.itemIds[0]]: [1] });
      const b = await scored(two.id, { [two.itemIds[0]]: [1] });
      expect(await nested(one.id, a, a)).toEqual(await compare(a, a));
      expect((await nested(one.id, a, b)).warnings).toContainEqual(expect.stringContaining(`run ${b} is not of this`));
      expect((await nested(two.id, a, a, 404)).error).toMatchObject({ code: 'NOT_FOUND', details: { id: two.id } });
      await nested('nothing', a, b, 404);
    });
  });

  it('by GET only the runs are named: thresholds in the query are ignored, as anything unknown is', async () => {
    const { id, itemIds } = await lab.dataset(1);
    const a = await scored(id, { [itemIds[0]]: [1] });
    const path = `/api/runs/compare?runIdA=${a}&runIdB=${a}`;
    const { text } = await lab.client.get(path);
    for (const more of ['&thresholds=x', '&thresholds=', '&datasetId=x'])
      expect((await lab.client.get(`${path}${more}`)).text).toBe(text);
  });

  it('404 for a run that is not there, or of another project, alike; a read key may compare', async () => {
    const { id, itemIds } = await lab.dataset(1);
    const a = await scored(id, { [itemIds[0]]: [1] });
    const stranger = await Lab.open(api);
    const foreign = await stranger.experiment((await stranger.dataset(1)).id);
    const answers = await Promise.all(
      [foreign, NOTHING].map((runIdB) => lab.client.post('/api/runs/compare', { runIdA: a, runIdB }, 404)),
    );
    expect(answers[0]?.text.replace(foreign, NOTHING)).toBe(answers[1]?.text);
    expect(answers[1]?.body.error).toMatchObject({ message: 'no such run', details: { resource: 'run' } });
    await api.admin.post('/api/runs/compare', { runIdA: a, runIdB: foreign }, 404);
    await lab.client.get(`/api/runs/compare?runIdA=x&runIdB=${a}`, 404);
    const reader = await api.clientOf(lab.projectId, 'read');
    await reader.post('/api/runs/compare', { runIdA: a, runIdB: a }, 200);
    await reader.post(`/api/datasets/${id}/compare`, { runIdA: a, runIdB: a }, 200);
  });
});
