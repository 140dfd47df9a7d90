import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { type FakeOpenAi, says } from '@assay/testing';
import { eventually } from './eventually';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab, run } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

describe('scores of many targets as a job', () => {
  let judged: JudgedApp;
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;

  beforeAll(async () => {
    judged = await startJudgedApp({ maxConcurrency: 64 });
    ({ api, fake } = judged);
  });

  beforeEach(async () => {
    fake.reset();
    lab = await Lab.open(api);
  });

  afterAll(() => judged.close());

  const runs = async (count: number): Promise<{ experimentId: string; runIds: string[] }> => {
    const items = Array.from({ length: count }, (_, index) => ({ expected_output: `answer ${index % 2}` }));
    const { id, itemIds } = await lab.dataset(items);
    const experimentId = await lab.experiment(id);
    const { body } = await lab.submit(
      experimentId,
      itemIds.map((itemId) => run(itemId, { output: 'answer 0' })),
    );
    return { experimentId, runIds: body.run_ids };
  };
  const spans = async (kinds: string[], more: object = {}): Promise<{ traceId: string; ids: string[] }> => {
    const traceId = `t-${newId()}`;
    const ids = kinds.map((_, index) => `${traceId}-${index}`);
    const sent = kinds.map((kind, index) => ({
      id: ids[index],
      trace_id: traceId,
      parent_span_id: index === 0 ? null : ids[0],
      name: 'call',
      kind,
      start_time: '2026-01-01T00:00:00Z',
      output: 'out',
      ...more,
    }));
    await lab.client.post('/v1/traces/ingest', { spans: sent }, 201);
    return { traceId, ids };
  };
  const done = (id: string): Promise<any> =>
    eventually('the batch is completed', async () => {
      const { body } = await lab.client.get(`/v1/scores/batch/${id}`);
      return body.status === 'completed' ? body : undefined;
    });
  const batch = async (body: object, status = 202): Promise<any> =>
    (await lab.client.post('/v1/scores/batch', body, status)).body;

  it('POST /v1/scores/batch 202: runs by their ids, with a computed scorer', async () => {
    const { runIds } = await runs(4);
    const made = await batch({ target_type: 'run', target_ids: [...runIds, runIds[0]], scorer_name: 'exact_match' });
    expect(made).toMatchObject({
      project_id: lab.projectId,
      status: 'pending',
      target_type: 'run',
      scorer_name: 'exact_match',
      scorer: 'exact_match',
      config: null,
      total: 4,
      completed: 0,
    });
    expect(await done(made.id)).toMatchObject({ total: 4, completed: 4, scored: 4, skipped: 0, failed: 0 });
    const values = await Promise.all(
      runIds.map(async (id) => (await lab.client.get(`/v1/scores?target_id=${id}&target_type=run`)).body.items),
    );
    expect(values.map((items) => items.map((item: any) => item.value))).toEqual([[1], [0], [1], [0]]);
  });

  it('a named scorer of the project scores by its name or under another one; one that there is not is 400', async () => {
    const name = `shouting ${newId()}`;
    const config = { case_sensitive: false };
    await lab.client.post('/v1/scorers', { name, scorer: 'contains', config: { ...config, value: 'ANSWER 0' } }, 201);
    const { runIds } = await runs(2);
    const byName = await batch({ target_type: 'run', target_ids: runIds, scorer_name: name });
    expect(byName).toMatchObject({ scorer_name: name, scorer: 'contains', config: { value: 'ANSWER 0' } });
    expect(await done(byName.id)).toMatchObject({ scored: 2, failed: 0 });
    const own = { scorer_name: 'mine', scorer: name, config: { value: 'answer 1' } };
    const aliased = await batch({ target_type: 'run', target_ids: runIds, ...own });
    expect(aliased.config).toEqual({ ...config, value: 'answer 1' });
    expect(await done(aliased.id)).toMatchObject({ scored: 2 });
    const { items } = (await lab.client.get(`/v1/scores?target_id=${runIds[0]}&target_type=run`)).body;
    expect(items.map(({ scorer_name, value }: any) => [scorer_name, value])).toEqual([
      [name, 1],
      ['mine', 0],
    ]);
    const { error } = await batch({ target_type: 'run', target_ids: runIds, scorer_name: 'x', scorer: 'gone' }, 400);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'scorer' } });
    expect(error.details.scorers).toContain(name);
  });

  it('every run of an experiment, with a judge: scored, skipped and failed are counted, errors are listed', async () => {
    const { experimentId, runIds } = await runs(5);
    const { id, itemIds } = await lab.dataset(1);
    expect(id).toBeDefined();
    expect(itemIds).toHaveLength(1);
    let calls = 0;
    fake.answerBy(() => says((calls += 1) === 1 ? 'no idea' : '0.5'));
    const body = { target_type: 'run', experiment_id: experimentId, scorer_name: 'helpful', scorer: 'llm_judge' };
    const config = { temperature: 1 };
    const made = await batch({ ...body, config });
    expect(await done(made.id)).toMatchObject({ total: 5, completed: 5, scored: 4, failed: 1, skipped: 0 });
    const { items } = (await lab.client.get(`/v1/scores/batch/${made.id}/errors`)).body;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ type: 'unreadable', scorer_name: 'helpful', experiment_id: experimentId });
    expect(runIds).toContain(items[0].target_id);
    expect((await lab.summary(experimentId)).scores_by_scorer.helpful.mean).toBe(0.5);
  });

  it('targets without anything to score are skipped, and those deleted meanwhile are done', async () => {
    const { runIds } = await runs(2);
    const { ids } = await spans(['llm']);
    const skipped = await batch({ target_type: 'span', target_ids: ids, scorer_name: 'exact_match' });
    expect(await done(skipped.id)).toMatchObject({ total: 1, completed: 1, skipped: 1 });
    const gate = Promise.withResolvers<void>();
    fake.answerBy(() => says('0.5', { after: gate.promise }));
    const made = await batch({
      target_type: 'run',
      target_ids: runIds,
      scorer_name: 'j',
      scorer: 'llm_judge',
      config: { temperature: 1 },
    });
    await fake.received(2);
    const sql = 'DELETE FROM runs WHERE project_id = $1 AND id = $2';
    await api.app.get(Database).run(sql, [lab.projectId, runIds[0]]);
    gate.resolve();
    expect(await done(made.id)).toMatchObject({ total: 2, completed: 2, scored: 1, failed: 0 });
  });

  it('spans by their ids, and spans that filters of traces find', async () => {
    const { traceId, ids } = await spans(['agent', 'llm', 'tool'], { model: 'gpt-x' });
    await spans(['llm'], { model: 'other' });
    const contains = { scorer_name: 'contains', config: { expected_output: 'ou' } };
    const named = await batch({ target_type: 'span', target_ids: ids, trace_id: traceId, ...contains });
    expect(await done(named.id)).toMatchObject({ total: 3, scored: 3 });
    const roots = await batch({ target_type: 'span', filter: { model: 'gpt-x' }, ...contains });
    expect(await done(roots.id)).toMatchObject({ total: 1, scored: 1 });
    const byKind = await batch({ target_type: 'span', filter: {}, target_kind: 'llm', ...contains });
    expect(await done(byKind.id)).toMatchObject({ total: 2, scored: 2 });
    const none = await batch({ target_type: 'span', filter: { tag: 'nobody' }, ...contains });
    expect(none).toMatchObject({ total: 0, status: 'completed' });
  });

  it.each([
    ['target_ids', {}],
    ['target_ids', { target_ids: [] }],
    ['target_ids', { target_ids: Array.from({ length: 1_001 }, () => 'x') }],
    ['target_ids', { target_ids: 'x' }],
    ['target_ids[1]', { target_ids: ['x', 7] }],
    ['target_ids', { target_ids: ['x'], experiment_id: 'y' }],
    ['experiment_id', { experiment_id: 'y', filter: {} }],
    ['experiment_id', { experiment_id: 'y', target_type: 'span' }],
    ['filter', { filter: {} }],
    ['filter.colour', { filter: { colour: 'red' }, target_type: 'span' }],
    ['filter.limit', { filter: { limit: 5 }, target_type: 'span' }],
    ['filter.min_tokens', { filter: { min_tokens: 'many' }, target_type: 'span' }],
    ['filter.score.x', { filter: { 'score.x': 'over:1' }, target_type: 'span' }],
    ['filter.metadata.x', { filter: { 'metadata.x': 7 }, target_type: 'span' }],
    ['target_type', { target_ids: ['x'], target_type: 'trace' }],
  ])('400: %s of %.60j', async (field, body) => {
    const answer = await batch({ target_type: 'run', scorer_name: 'exact_match', ...body }, 400);
    expect(answer.error.code).toBe('INVALID_REQUEST');
    expect(answer.error.details.field ?? answer.error.details.errors[0].field).toBe(field);
  });

  it('400: a scorer that computes nothing, or a configuration it cannot use', async () => {
    const target = { target_type: 'run', target_ids: [newId()] };
    expect((await batch({ ...target, scorer_name: 'human' }, 400)).error.code).toBe('INVALID_REQUEST');
    const config = { prompt_template: '{{nothing}}' };
    const judge = { ...target, scorer_name: 'llm_judge', config };
    expect((await batch(judge, 400)).error.code).toBe('INVALID_SCORER_CONFIG');
  });

  it('404: an unknown target, experiment or batch, and all or nothing', async () => {
    const { runIds } = await runs(1);
    const exact = { target_type: 'run', scorer_name: 'exact_match' };
    await batch({ ...exact, target_ids: [...runIds, newId()] }, 404);
    await batch({ ...exact, target_ids: ['no-uuid'] }, 404);
    await batch({ ...exact, experiment_id: newId() }, 404);
    await batch({ target_type: 'span', target_ids: ['nothing'], scorer_name: 'exact_match' }, 404);
    await lab.client.get(`/v1/scores/batch/${newId()}`, 404);
    await lab.client.get(`/v1/scores/batch/${newId()}/errors`, 404);
    const { rows } = await api.app
      .get(Database)
      .run('SELECT 1 FROM score_batches WHERE project_id = $1', [lab.projectId]);
    expect(rows).toEqual([]);
    const stranger = await Lab.open(api);
    await stranger.client.post('/v1/scores/batch', { ...exact, target_ids: runIds }, 404);
  });

  it('400: a span id of several traces needs trace_id', async () => {
    const id = `s-${newId()}`;
    for (const trace_id of ['a', 'b']) {
      const span = { id, trace_id: `${trace_id}-${id}`, name: 'call', start_time: '2026-01-01T00:00:00Z', output: 'x' };
      await lab.client.post('/v1/traces/ingest', { spans: [span] }, 201);
    }
    const answer = await batch({ target_type: 'span', target_ids: [id], scorer_name: 'exact_match' }, 400);
    expect(answer.error.details.errors[0].field).toBe('trace_id');
  });

  it('422: no provider for a judge', async () => {
    const bare = await startTestApp();
    try {
      const other = await Lab.open(bare);
      const body = { target_type: 'run', target_ids: [newId()], scorer_name: 'llm_judge' };
      const { body: answer } = await other.client.post('/v1/scores/batch', body, 422);
      expect(answer.error.code).toBe('SCORER_UNAVAILABLE');
    } finally {
      await bare.close();
    }
  });
});
