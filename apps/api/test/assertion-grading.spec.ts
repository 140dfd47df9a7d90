import { RunSubmissionService } from '@assay/experiments';
import { countStatements, type FakeOpenAi, fails, says } from '@assay/testing';
import { eventually } from './eventually';
import { ExecutionLab } from './factories/execution-lab';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab, run } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

const CONTAINS_ACME = { type: 'contains', value: 'Acme' };
const NO_IDEA = { type: 'not_contains', value: "I don't know", weight: 0.5 };

describe('runs are graded by assertions', () => {
  let judged: JudgedApp;
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;

  beforeAll(async () => {
    judged = await startJudgedApp({ timeoutMs: 5_000, maxConcurrency: 64 });
    ({ api, fake } = judged);
  });

  beforeEach(async () => {
    fake.reset();
    lab = await Lab.open(api);
  });

  afterAll(() => judged.close());

  async function dataset(
    default_assertions: object[] | null,
    item: object = {},
  ): Promise<{ id: string; itemId: string }> {
    const { id, itemIds } = await lab.dataset([item]);
    await lab.client.patch(`/v1/datasets/${id}`, { default_assertions });
    return { id, itemId: itemIds[0] as string };
  }

  async function graded(
    made: { id: string; itemId: string },
    more: object = {},
  ): Promise<{ experimentId: string; runId: string }> {
    const experimentId = await lab.experiment(made.id);
    const { body } = await lab.submit(experimentId, [run(made.itemId, { output: 'Acme is open', ...more })]);
    return { experimentId, runId: body.run_ids[0] };
  }

  const scoresOf = async ({ runId }: { runId: string }): Promise<any[]> =>
    (await lab.client.get(`/v1/scores?target_id=${runId}&target_type=run&limit=200`)).body.items;
  const valuesOf = async (made: { runId: string }): Promise<[string, number][]> =>
    (await scoresOf(made)).map(({ scorer_name, value }) => [scorer_name, value]);
  const errorsOf = async ({ experimentId }: { experimentId: string }): Promise<any[]> =>
    (await lab.client.get(`/v1/experiments/${experimentId}/scoring-errors`)).body.items;
  const meanOf = (made: { runId: string }): Promise<any> =>
    eventually('the mean', async () => (await scoresOf(made)).find(({ scorer_name }) => scorer_name === 'assertions'));

  it('default_assertions grade every run: a score assertion:<type> with a rationale each, and their weighted mean', async () => {
    const made = await graded(await dataset([NO_IDEA, { type: 'contains', value: 'closed' }]));
    const scores = await scoresOf(made);
    expect(scores.map(({ scorer_name, value }) => [scorer_name, value])).toEqual([
      ['assertion:not_contains', 1],
      ['assertion:contains', 0],
      ['assertions', 0.33333333333333333],
    ]);
    expect(scores[0]).toMatchObject({ rationale: "The output does not contain I don't know.", config: NO_IDEA });
    expect(scores[1].rationale).toBe('The output does not contain closed.');
    expect(scores[2].rationale).toBe('1 of 2 assertions hold.');
  });

  it.each<[object, unknown, number]>([
    [{ type: 'contains', value: '9 AM' }, 'from 9 AM', 1],
    [{ type: 'not_contains', value: 'error' }, 'an error', 0],
    [{ type: 'equals', value: { a: 1, b: null } }, '{"b": null, "a": 1.0}', 1],
    [{ type: 'equals', value: 'yes' }, 'yes!', 0],
    [{ type: 'regex', value: '\\d{4}' }, 'in 2024', 1],
    [{ type: 'json_match', path: '$.status', value: 'ok' }, { status: 'ok' }, 1],
    [{ type: 'json_match', path: '$.status', value: 'ok' }, 'Sorry.', 0],
  ])('%j grades the output %j', async (assertion, output, value) => {
    const made = await graded(await dataset([assertion]), { output });
    expect((await valuesOf(made)).at(-1)).toEqual(['assertions', value]);
  });

  it('the assertions of an item grade next to the defaults; several of one type give several scores', async () => {
    const metadata = { assertions: [{ type: 'contains', value: 'closed', weight: 0 }] };
    const made = await graded(await dataset([CONTAINS_ACME], { metadata }));
    expect(await valuesOf(made)).toEqual([
      ['assertion:contains', 1],
      ['assertion:contains', 0],
      ['assertions', 1],
    ]);
    expect(await valuesOf(await graded(await dataset(null, { metadata: { assertions: [CONTAINS_ACME] } })))).toEqual([
      ['assertion:contains', 1],
      ['assertions', 1],
    ]);
  });

  it('an expected output that spells assertions is read so only with default_assertions, or for items made at /api/v1', async () => {
    const item = { expected_output: { contains: ['Acme', 'closed'] } };
    expect(await valuesOf(await graded(await dataset(null, item)))).toEqual([]);
    expect((await valuesOf(await graded(await dataset([NO_IDEA], item)))).map(([name]) => name)).toEqual([
      'assertion:not_contains',
      'assertion:contains',
      'assertion:contains',
      'assertions',
    ]);
    const { id } = await lab.dataset(0);
    const { body } = await lab.client.post(
      `/api/v1/datasets/${id}/items`,
      { input: { question: 'open?' }, ...item },
      201,
    );
    expect(await valuesOf(await graded({ id, itemId: body.id }))).toEqual([
      ['assertion:contains', 1],
      ['assertion:contains', 0],
      ['assertions', 0.5],
    ]);
    const other = { expected_output: { contains: 'Acme', note: 'x' } };
    expect(await valuesOf(await graded(await dataset([NO_IDEA], other)))).toHaveLength(2);
  });

  it('there is no mean if all weights are 0, and a run with an error is not graded', async () => {
    const unweighted = await dataset([{ ...CONTAINS_ACME, weight: 0 }]);
    expect(await valuesOf(await graded(unweighted))).toEqual([['assertion:contains', 1]]);
    expect(await valuesOf(await graded(unweighted, { output: undefined, error: 'timed out' }))).toEqual([]);
  });

  it('an assertion that was malformed before it counted is a scoring error, never a refused run', async () => {
    const { id, itemIds } = await lab.dataset([{ expected_output: { regex: '(' } }]);
    await lab.client.patch(`/v1/datasets/${id}`, { default_assertions: [CONTAINS_ACME] });
    const made = await graded({ id, itemId: itemIds[0] as string });
    expect(await valuesOf(made)).toEqual([
      ['assertion:contains', 1],
      ['assertions', 1],
    ]);
    expect(await errorsOf(made)).toMatchObject([{ scorer_name: 'assertions', type: 'malformed' }]);
  });

  it('a computed scorer that cannot score leaves a scoring error on the run', async () => {
    const { id, itemIds } = await lab.dataset([{ expected_output: 5 }, {}]);
    const experimentId = await lab.experiment(id);
    const scores = [{ scorer_name: 'numeric_diff' }];
    const runs = itemIds.map((itemId) => run(itemId, { output: 'five', scores }));
    await lab.submit(experimentId, runs);
    expect(await errorsOf({ experimentId })).toMatchObject([
      { scorer_name: 'numeric_diff', type: 'not_scorable', message: 'The output is not a number.' },
    ]);
  });

  it('llm_grade passes or fails by its criteria, and the mean comes once the last is done', async () => {
    fake.reply(says('{"pass": false, "reason": "rude"}'));
    const grade = { type: 'llm_grade', criteria: 'Is it polite?', weight: 1 };
    const made = await graded(await dataset([CONTAINS_ACME, grade]));
    expect(await meanOf(made)).toMatchObject({ value: 0.5 });
    expect(await valuesOf(made)).toEqual(
      expect.arrayContaining([
        ['assertion:contains', 1],
        ['assertion:llm_grade', 0],
      ]),
    );
  });

  it('an llm_grade that cannot run is a scoring error, and the mean is that of the others', async () => {
    fake.reply(fails(400));
    const made = await graded(await dataset([CONTAINS_ACME, { type: 'llm_grade', criteria: 'Is it polite?' }]));
    expect(await meanOf(made)).toMatchObject({ value: 1 });
    expect(await errorsOf(made)).toMatchObject([{ scorer_name: 'assertion:llm_grade' }]);
    expect(await valuesOf(made)).toHaveLength(2);
  });

  it('an llm_grade where no provider is configured is a scoring error that says so, and the mean is that of the others', async () => {
    const without = await startTestApp({ worker: 'inside' });
    const before = lab;
    try {
      lab = await Lab.open(without);
      const made = await graded(await dataset([CONTAINS_ACME, { type: 'llm_grade', criteria: 'Is it polite?' }]));
      expect(await meanOf(made)).toMatchObject({ value: 1 });
      const [error, ...others] = await errorsOf(made);
      expect(error).toMatchObject({
        scorer_name: 'assertion:llm_grade',
        scorer: 'llm_grade',
        type: 'scorer_unavailable',
        message: expect.stringContaining('no provider'),
      });
      expect(others).toEqual([]);
      expect(await valuesOf(made)).toEqual([
        ['assertion:contains', 1],
        ['assertions', 1],
      ]);
    } finally {
      lab = before;
      await without.close();
    }
  });

  it('the scores of a run of an execution are computed once, also beside some that a model makes', async () => {
    fake.answerBy(() => says('0.5'));
    const computed = jest.spyOn(api.app.get(RunSubmissionService), 'scoresOf');
    const execution = await ExecutionLab.open(api);
    try {
      const { id } = await execution.experiment(10);
      const judge = { scorer_name: 'helpful', scorer: 'llm_judge' };
      await execution.run(id, { scorers: [{ scorer_name: 'exact_match' }, judge] });
      const runs = await eventually('all scores', async () => {
        const found = await execution.runs(id);
        return found.every(({ scores }) => scores.length === 2) ? found : undefined;
      });
      expect(runs).toHaveLength(10);
      const runIds = computed.mock.calls.flatMap(([placed]) => placed.map((run) => run.id));
      expect(runIds.sort()).toEqual(runs.map((run) => run.id).sort());
    } finally {
      computed.mockRestore();
      await execution.target.stop();
    }
  });

  it('of 50 grades that end at once each counts, and there is one mean', async () => {
    const grades = Array.from({ length: 50 }, (_, index) => ({
      type: 'llm_grade',
      criteria: `${index % 4 === 0 ? 'Fail' : 'Pass'} ${index}`,
      weight: 0.1,
    }));
    for (let index = 0; index < 50; index += 1)
      fake.reply(says(index % 4 === 0 ? '{"pass": false}' : '{"pass": true}'));
    const made = await graded(await dataset(grades));
    const mean = await meanOf(made);
    const scores = await scoresOf(made);
    const values = scores.filter(({ scorer_name }) => scorer_name === 'assertion:llm_grade').map(({ value }) => value);
    expect(values).toHaveLength(50);
    expect(mean.value).toBe(values.reduce((sum, value) => sum + value, 0) / 50);
    expect(scores.filter(({ scorer_name }) => scorer_name === 'assertions')).toHaveLength(1);
  });

  it('runs of an execution are graded too', async () => {
    const execution = await ExecutionLab.open(api);
    try {
      const { id, datasetId } = await execution.experiment([{ input: 'Acme is open' }, { input: 'closed' }]);
      await execution.lab.client.patch(`/v1/datasets/${datasetId}`, { default_assertions: [CONTAINS_ACME] });
      await execution.run(id, { scorers: [] });
      const runs = await execution.runs(id);
      expect(runs.map(({ output, scores }) => [output, ...scores.map(({ value }: any) => value)]).sort()).toEqual([
        ['Acme is open', 1, 1],
        ['closed', 0, 0],
      ]);
    } finally {
      await execution.target.stop();
    }
  });

  it('grading costs no statement more: at most 4', async () => {
    const made = await dataset([CONTAINS_ACME, { type: 'regex', value: 'open' }], {
      metadata: { assertions: [NO_IDEA] },
    });
    const experiment = await lab.experiment(made.id);
    const { statements } = await countStatements(() =>
      api.admin.post(`/v1/experiments/${experiment}/runs`, { runs: [run(made.itemId, { output: 'Acme' })] }, 201),
    );
    expect(statements.length).toBeLessThanOrEqual(4);
  });
});
