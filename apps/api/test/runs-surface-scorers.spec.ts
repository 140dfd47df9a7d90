import { type FakeOpenAi, says } from '@assay/testing';
import { eventually } from './eventually';
import { ExecutionLab } from './factories/execution-lab';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import type { TestApp } from './test-app';

describe('/api: scorerIds', () => {
  let fake: FakeOpenAi;
  let judged: JudgedApp;
  let api: TestApp;
  let lab: ExecutionLab;
  beforeAll(async () => {
    judged = await startJudgedApp();
    ({ api, fake } = judged);
    lab = await ExecutionLab.open(api);
  });
  afterAll(async () => {
    await lab.target.stop();
    await judged.close();
  });

  const scorer = async (name: string, body: object, at = lab): Promise<string> =>
    (await at.lab.client.post('/v1/scorers', { name, ...body }, 201)).body.id;
  const dataset = async (at = lab): Promise<string> =>
    (await at.lab.dataset([{ input: 'red car' }, { input: 'blue car' }])).id;
  const trigger = async (datasetId: string, scorerIds: string[], status = 202, at = lab): Promise<any> => {
    const body = { targetType: 'agent', targetId: at.targetId, scorerIds };
    return (await at.lab.client.post(`/api/datasets/${datasetId}/runs`, body, status)).body;
  };
  const get = async (path: string): Promise<any> => (await lab.lab.client.get(path)).body;
  /** The scores of each input, once all of a run are there. */
  const scoresOf = async (runId: string, count: number): Promise<Record<string, any[]>> => {
    await lab.ended(runId);
    const results = await eventually('all scores', async () => {
      const page = await get(`/api/runs/${runId}/results`);
      return page.results.every((result: any) => result.scores.length === count) ? page.results : undefined;
    });
    return Object.fromEntries(results.map((result: any) => [result.input, result.scores]));
  };

  it('named configurations of the project score each result under their own names, here and on /v1', async () => {
    await scorer('mentions red', { scorer: 'contains', config: { value: 'red' } });
    await scorer('two words', { scorer: 'regex', config: { pattern: '^\\w+ \\w+$' } });
    const run = await trigger(await dataset(), ['mentions red', ' two words ', 'exact_match']);
    const scores = await scoresOf(run.id, 2);
    const named = (name: string, score: number): object =>
      expect.objectContaining({ scorerId: name, scorerName: name, score });
    expect(scores['red car']).toEqual([named('mentions red', 1), named('two words', 1)]);
    expect(scores['blue car']).toEqual([named('mentions red', 0), named('two words', 1)]);
    const { scores_by_scorer } = await lab.lab.summary(run.id);
    expect(Object.keys(scores_by_scorer).sort()).toEqual(['mentions red', 'two words']);
    expect(scores_by_scorer['mentions red']).toMatchObject({ mean: 0.5, scored_run_count: 2 });
    const { scorers } = await get(`/api/runs/compare?runIdA=${run.id}&runIdB=${run.id}`);
    expect(scorers['mentions red'].statsA).toMatchObject({ avgScore: 0.5, passCount: 1, totalItems: 2 });
  });

  it('a run keeps the configuration that a name had when it was started; what is deleted names nothing any more', async () => {
    const id = await scorer('colour', { scorer: 'contains', config: { value: 'red' } });
    const datasetId = await dataset();
    const before = await trigger(datasetId, ['colour']);
    await lab.lab.client.patch(`/v1/scorers/${id}`, { config: { value: 'blue' } });
    const after = await trigger(datasetId, ['colour']);
    const [first, second] = [await scoresOf(before.id, 1), await scoresOf(after.id, 1)];
    expect([first['red car']?.[0].score, first['blue car']?.[0].score]).toEqual([1, 0]);
    expect([second['red car']?.[0].score, second['blue car']?.[0].score]).toEqual([0, 1]);
    await lab.lab.client.delete(`/v1/scorers/${id}`);
    const { error } = await trigger(datasetId, ['exact_match', 'colour'], 400);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'scorerIds[1]' } });
  });

  it('a named judge scores by a language model, behind the run', async () => {
    fake.answerBy(() => says('0.25'));
    await scorer('kind', { scorer: 'llm_judge', config: { prompt_template: 'Is it kind? {{output}}' } });
    const run = await trigger(await dataset(), ['kind']);
    const scores = await scoresOf(run.id, 1);
    expect(scores['red car']).toEqual([
      { scorerId: 'kind', scorerName: 'kind', score: 0.25, reason: expect.stringContaining('0.25'), error: null },
    ]);
  });

  it('one that nothing can compute is refused at its place, and nothing is started', async () => {
    const other = await ExecutionLab.open(api, lab.target);
    const project = `/v1/projects/${other.lab.projectId}/provider`;
    await other.lab.client.put(project, { base_url: 'https://example.com/v1' });
    await scorer('without a model', { scorer: 'llm_judge' }, other);
    const datasetId = await dataset(other);
    const { error } = await trigger(datasetId, ['exact_match', 'without a model'], 400, other);
    expect(error).toMatchObject({ code: 'INVALID_SCORER_CONFIG', details: { field: 'scorerIds[1]' } });
    expect(error.message).toMatch(/^scorerIds\[1\] \(without a model\): /);
    expect((await other.lab.client.get(`/api/datasets/${datasetId}/runs`)).body.runs).toEqual([]);
  });

  it('names of another project are unknown here', async () => {
    const other = await ExecutionLab.open(api, lab.target);
    await scorer('theirs', { scorer: 'contains', config: { value: 'x' } }, other);
    expect((await trigger(await dataset(), ['theirs'], 400)).error.details.field).toBe('scorerIds[0]');
  });
});
