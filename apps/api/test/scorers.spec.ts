import { newId } from '@assay/shared/ids';
import { Rows } from './factories/rows';
import { Lab } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

describe('built-in scorers', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const schema = { type: 'object', required: ['status'] };

  it.each<[string, unknown, unknown, object, number]>([
    ['not_contains', 'It is Paris.', null, { value: 'know' }, 1],
    ['equals', '{"b": 2, "a": 1}', { a: 1, b: 2 }, {}, 1],
    ['json_match', { status: 'ok' }, null, { path: '$.status', value: 'ok' }, 1],
    ['json_schema', '{"status": 1}', null, { schema }, 1],
    ['levenshtein', 'abcd', 'abcx', {}, 0.75],
    ['numeric_diff', '9', 11, {}, 0.9],
    ['json_diff', { a: 1, b: 2 }, { a: 1 }, {}, 0.5],
    ['valid_json', 'no', null, {}, 0],
    ['weighted', 'abcd', 'abcx', { of: [{ scorer: 'levenshtein' }, { scorer: 'equals', weight: 2 }] }, 0.25],
    ['Levenshtein', 'abcd', 'abcx', {}, 0.75],
    ['NumericDiff', 2, 3, {}, 0.8],
    ['JSONDiff', [1], [1, 2], {}, 0.5],
    ['ExactMatch', 'Paris ', 'Paris', {}, 0],
    ['ValidJSON', { status: 1 }, null, { schema }, 1],
  ])('%s computes at POST /v1/scores and inline', async (name, output, expected_output, config, value) => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset([{ expected_output }]);
    const experiment = await lab.experiment(id);
    const scores = [{ scorer_name: name, config }];
    const { body } = await lab.submit(experiment, [{ dataset_item_id: itemIds[0], output, scores }]);
    const runs = await lab.client.get(`/v1/experiments/${experiment}/runs`);
    expect(runs.body.items[0].scores).toMatchObject([{ scorer_name: name, value, config }]);
    const request = { target_id: body.run_ids[0], target_type: 'run', scorer_name: 'mine', scorer: name, config };
    expect((await lab.client.post('/v1/scores', request, 201)).body).toMatchObject({ scorer_name: 'mine', value });
  });

  it.each<[string, object]>([
    ['json_match', { value: 1 }],
    ['json_match', { path: '$[', value: 1 }],
    ['json_match', { path: '$.a' }],
    ['json_schema', {}],
    ['json_schema', { schema: { type: 'nothing' } }],
    ['valid_json', { schema: 5 }],
    ['numeric_diff', { value: 'five' }],
    ['not_contains', { case_sensitive: 1 }],
    ['weighted', {}],
    ['weighted', { of: [{ scorer: 'unknown' }] }],
    ['weighted', { of: [{ scorer: 'regex', config: { pattern: '(' } }] }],
  ])('INVALID_SCORER_CONFIG when it is written: %s %j', async (scorer, config) => {
    const rows = await new Rows(api, `p-${newId()}`).project();
    const request = { target_id: await rows.wholeRun(), target_type: 'run', scorer_name: scorer, config };
    const { error } = (await api.admin.post('/v1/scores', request, 400)).body;
    expect(error).toMatchObject({
      code: 'INVALID_SCORER_CONFIG',
      details: { field: expect.stringMatching(/^config\./) },
    });
  });

  it('weighted takes `of` beside its name', async () => {
    const rows = await new Rows(api, `p-${newId()}`).project();
    const of = [{ scorer: 'contains', config: { value: '' }, weight: 0.5 }];
    const request = {
      target_id: await rows.wholeRun(),
      target_type: 'run',
      scorer_name: 'quality',
      scorer: 'weighted',
      of,
    };
    const { body } = await api.admin.post('/v1/scores', request, 201);
    expect(body).toMatchObject({ scorer_name: 'quality', value: 1, config: { of } });
    expect(body.rationale).toContain('contains: 1, weight 0.5');
  });

  it('42 equals "42"', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset([{ expected_output: '42' }]);
    const experiment = await lab.experiment(id);
    const scores = [{ scorer_name: 'equals' }];
    await lab.submit(experiment, [{ dataset_item_id: itemIds[0], output: 42, scores }]);
    const runs = await lab.client.get(`/v1/experiments/${experiment}/runs`);
    expect(runs.body.items[0].scores[0].value).toBe(1);
  });

  it('a scorer that cannot score makes none: inline it is absent, at POST /v1/scores the answer says why', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset([{ expected_output: 5 }]);
    const experiment = await lab.experiment(id);
    const scores = [{ scorer_name: 'numeric_diff' }];
    const { body } = await lab.submit(experiment, [{ dataset_item_id: itemIds[0], output: 'about five', scores }]);
    const runs = await lab.client.get(`/v1/experiments/${experiment}/runs`);
    expect(runs.body.items[0].scores).toEqual([]);
    const request = { target_id: body.run_ids[0], target_type: 'run', scorer_name: 'numeric_diff' };
    const answer = await lab.client.post('/v1/scores', request, 200);
    expect(answer.body).toEqual({ score: null, reason: 'The output is not a number.' });
  });

  it('computes spans too, with the expected output of the configuration', async () => {
    const rows = await new Rows(api, `p-${newId()}`).project();
    const spanId = `s-${newId()}`;
    const scores = [{ scorer_name: 'levenshtein', config: { expected_output: 'abcx' } }];
    const span = { id: spanId, trace_id: 't', name: 'ask', start_time: '2026-02-21T22:00:00Z', output: 'abcd', scores };
    await api.admin.post('/v1/traces/ingest', { project_id: rows.projectId, spans: [span] }, 201);
    const list = await api.admin.get(`/v1/scores?target_id=${spanId}&target_type=span`);
    expect(list.body.items).toMatchObject([{ scorer_name: 'levenshtein', value: 0.75 }]);
  });
});
