import { newId } from '@assay/shared/ids';
import { countStatements, FakeOpenAi, says } from '@assay/testing';
import { eventually } from './eventually';
import { Lab, run } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';
import { testConfig } from './test-config';

const REFUND = { name: 'refund policy', scorer: 'regex', config: { pattern: 'refund', flags: 'i' } };
const NEVER = { name: 'never', scorer: 'regex', config: { pattern: 'zzz' } };
const OF = [{ scorer: 'refund policy', weight: 3 }, { scorer: 'never' }];
const RESOLVED = [
  { scorer: 'regex', config: REFUND.config, weight: 3, name: 'refund policy' },
  { scorer: 'regex', config: NEVER.config, name: 'never' },
];
const GROUP = { scorer_name: 'quality', scorer: 'weighted', config: { of: OF } };
const OUTPUT = 'A refund.';

describe('scorers of the project as parts of weighted', () => {
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;
  beforeAll(async () => {
    fake = await FakeOpenAi.start();
    const llm = { ...testConfig().llm, baseUrl: fake.baseUrl, model: 'judge-1' };
    api = await startTestApp({ worker: 'inside', llm });
  });
  beforeEach(async () => {
    fake.reset();
    lab = await Lab.open(api);
    await named(REFUND);
    await named(NEVER);
  });
  afterAll(async () => {
    await api.close();
    await fake.close();
  });

  const named = async (body: object, status = 201): Promise<any> =>
    (await lab.client.post('/v1/scorers', body, status)).body;
  const group = (name: string, of: object[], status = 201): Promise<any> =>
    named({ name, scorer: 'weighted', config: { of } }, status);
  const submitted = async (scores: object[], status = 201): Promise<any> => {
    const { id, itemIds } = await lab.dataset([{ expected_output: 'x' }]);
    const experimentId = await lab.experiment(id);
    const runs = [run(itemIds[0], { output: OUTPUT, scores })];
    return { experimentId, ...(await lab.submit(experimentId, runs, status)).body };
  };
  const scoresOf = async (id: string, type = 'run'): Promise<any[]> =>
    (await lab.client.get(`/v1/scores?target_id=${id}&target_type=${type}`)).body.items;
  const ingested = async (more: object = {}, status = 201): Promise<any> => {
    const id = `span-${newId()}`;
    const span = { id, trace_id: id, name: 'call', start_time: '2026-01-01T00:00:00Z', output: OUTPUT, ...more };
    const { body } = await lab.client.post('/v1/traces/ingest', { spans: [span] }, status);
    return status === 201 ? id : body;
  };
  const firstScore = (id: string, type = 'run'): Promise<any> =>
    eventually('a score', async () => (await scoresOf(id, type))[0]);

  describe('are found wherever a group is accepted', () => {
    it('inline on runs, their names in the rationale', async () => {
      const { run_ids } = await submitted([GROUP, { scorer_name: 'weighted', of: OF }]);
      const scores = await scoresOf(run_ids[0]);
      expect(scores).toMatchObject([
        { scorer_name: 'quality', value: 0.75, config: { of: RESOLVED } },
        { scorer_name: 'weighted', value: 0.75, config: { of: RESOLVED } },
      ]);
      expect(scores[0].rationale).toBe('refund policy: 1, weight 3\nnever: 0, weight 1');
    });

    it('at POST /v1/scores, with a configuration and a name of the part that go before', async () => {
      const { run_ids } = await submitted([]);
      const of = [{ scorer: 'refund policy', config: { pattern: 'A' }, name: 'first' }];
      const body = { target_id: run_ids[0], target_type: 'run', ...GROUP, config: { of } };
      const score = (await api.admin.post('/v1/scores', body, 201)).body;
      const part = { scorer: 'regex', config: { pattern: 'A', flags: 'i' }, name: 'first' };
      expect(score).toMatchObject({ value: 1, rationale: 'first: 1, weight 1', config: { of: [part] } });
    });

    it('beside a value that is given: the configuration is checked and kept', async () => {
      const { run_ids } = await submitted([{ ...GROUP, value: 0.5 }]);
      expect(await scoresOf(run_ids[0])).toMatchObject([{ value: 0.5, config: { of: RESOLVED } }]);
    });

    it('inline on spans, and at POST /v1/scores on spans', async () => {
      const id = await ingested({ scores: [GROUP] });
      const body = { target_id: id, target_type: 'span', ...GROUP };
      await lab.client.post('/v1/scores', body, 201);
      expect((await scoresOf(id, 'span')).map(({ value }) => value)).toEqual([0.75, 0.75]);
    });

    it('in a named group, as they stand when it is asked for', async () => {
      const { config } = await group('overall', OF);
      expect(config).toEqual({ of: OF });
      const { run_ids } = await submitted([{ scorer_name: 'overall' }]);
      expect(await scoresOf(run_ids[0])).toMatchObject([{ value: 0.75, config: { of: RESOLVED } }]);
      const { items } = (await lab.client.get('/v1/scorers')).body;
      const { id } = items.find(({ name }: any) => name === 'never');
      await lab.client.patch(`/v1/scorers/${id}`, { config: { pattern: 'A' } });
      const again = { target_id: run_ids[0], target_type: 'run', scorer_name: 'overall' };
      expect((await lab.client.post('/v1/scores', again, 201)).body.value).toBe(1);
      await lab.client.delete(`/v1/scorers/${id}`);
      const { error } = (await lab.client.post('/v1/scores', again, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_SCORER_CONFIG', details: { field: 'config.of[1].scorer' } });
    });

    it('in batches and rules, as they stand when these are made', async () => {
      const rule = { name: 'all', scorer: GROUP };
      expect((await lab.client.post('/v1/scoring-rules', rule, 201)).body.scorer.config).toEqual({ of: RESOLVED });
      expect((await firstScore(await ingested(), 'span')).value).toBe(0.75);
      const { run_ids } = await submitted([]);
      const { body } = await lab.client.post(
        '/v1/scores/batch',
        { target_type: 'run', target_ids: run_ids, ...GROUP },
        202,
      );
      expect(body.config).toEqual({ of: RESOLVED });
      expect((await firstScore(run_ids[0])).value).toBe(0.75);
    });

    it('in targets and executions', async () => {
      const target = { name: 'group', type: 'scorer', scorer: 'weighted', config: { of: OF } };
      const made = (await lab.client.post('/v1/targets', target, 201)).body;
      expect(made.config).toEqual({ of: OF });
      const { id } = await lab.dataset([{ input: { output: OUTPUT }, expected_output: 0.75 }]);
      const experimentId = await lab.experiment(id);
      const scorers = [{ scorer_name: 'right', scorer: 'weighted', config: { of: [{ scorer: 'seventy' }] } }];
      await named({ name: 'seventy', scorer: 'regex', config: { pattern: '^0.75$' } });
      await lab.client.post(`/v1/experiments/${experimentId}/execute`, { target_id: made.id, scorers }, 202);
      const runs = await eventually('a run', async () => {
        const { items } = (await lab.client.get(`/v1/experiments/${experimentId}/runs`)).body;
        return items.length > 0 ? items : undefined;
      });
      expect(runs).toMatchObject([{ output: 0.75, scores: [{ scorer_name: 'right', value: 1 }] }]);
    });

    it('judges too: the group is made in the background', async () => {
      fake.answerBy(() => says('0.5'));
      await named({ name: 'strict', scorer: 'llm_judge', config: { prompt_template: 'Strictly: {{output}}' } });
      const { run_ids } = await submitted([{ ...GROUP, config: { of: [{ scorer: 'strict' }, ...OF] } }]);
      const score = await firstScore(run_ids[0]);
      expect(score.value).toBe(0.7);
      expect(score.rationale.split('\n')).toEqual([
        'strict: 0.5, weight 1',
        'refund policy: 1, weight 3',
        'never: 0, weight 1',
        'strict: 0.5',
      ]);
    });
  });

  describe('400', () => {
    const GONE = [{ scorer: 'exact_match' }, { scorer: 'gone' }];
    const errorOf = async (of: object[]): Promise<any> => (await submitted([{ ...GROUP, config: { of } }], 400)).error;

    it('an unknown part, wherever it stands, with the names that there are', async () => {
      const { run_ids } = await submitted([]);
      const asked = { ...GROUP, config: { of: GONE } };
      const target = { name: 'group', type: 'scorer', ...asked };
      const answers = await Promise.all([
        lab.client.post('/v1/scores', { target_id: run_ids[0], target_type: 'run', ...asked }, 400),
        lab.client.post('/v1/scores/batch', { target_type: 'run', target_ids: run_ids, ...asked }, 400),
        lab.client.post('/v1/scorers', { name: 'own', ...asked }, 400),
        lab.client.post('/v1/targets', target, 400),
      ]);
      for (const { body } of answers) {
        expect(body.error).toMatchObject({ code: 'INVALID_SCORER_CONFIG', details: { field: 'config.of[1].scorer' } });
        expect(body.error.details.scorers).toEqual(expect.arrayContaining(['exact_match', 'never', 'refund policy']));
        expect(body.error.details.scorers).not.toContain('weighted');
        expect(body.error.message).toContain('no scorer is named "gone"');
      }
    });

    it('names the place in runs, spans, rules and executions', async () => {
      const asked = { ...GROUP, config: { of: GONE } };
      expect((await submitted([GROUP, asked], 400)).error.details.field).toBe('runs[0].scores[1].config.of[1].scorer');
      const { error } = await ingested({ scores: [asked] }, 400);
      expect(error).toMatchObject({
        code: 'INVALID_SCORER_CONFIG',
        details: { field: 'scores[0].config.of[1].scorer' },
      });
      const rule = (await lab.client.post('/v1/scoring-rules', { name: 'r', scorer: asked }, 400)).body;
      expect(rule.error.details.field).toBe('scorer.config.of[1].scorer');
      const experimentId = await lab.experiment((await lab.dataset()).id);
      const order = { target_id: newId(), scorers: [asked] };
      const { body } = await lab.client.post(`/v1/experiments/${experimentId}/execute`, order, 400);
      expect(body.error.details.field).toBe('scorers[0].config.of[1].scorer');
    });

    it('a group holds no group, built in or by a name, itself included', async () => {
      const { id } = await group('overall', OF);
      const inGroup = await errorOf([{ scorer: 'overall' }]);
      expect(inGroup).toMatchObject({
        code: 'INVALID_SCORER_CONFIG',
        details: { field: 'runs[0].scores[0].config.of[0].scorer' },
      });
      expect(inGroup.message).toContain('a group holds no other: name its scorers here instead');
      expect((await errorOf([{ scorer: 'weighted', config: { of: OF } }])).code).toBe('INVALID_SCORER_CONFIG');
      const itself = { config: { of: [{ scorer: 'overall' }] } };
      expect((await lab.client.patch(`/v1/scorers/${id}`, itself, 400)).body.error.code).toBe('INVALID_SCORER_CONFIG');
      expect((await group('self', [{ scorer: 'self' }], 400)).error.code).toBe('INVALID_SCORER_CONFIG');
    });

    it('scorers that become groups of each other are refused when they are asked for', async () => {
      await group('overall', OF);
      const { items } = (await lab.client.get('/v1/scorers')).body;
      const { id } = items.find(({ name }: any) => name === 'never');
      const other = { scorer: 'weighted', config: { of: [{ scorer: 'refund policy' }] } };
      await lab.client.patch(`/v1/scorers/${id}`, other);
      const { error } = await submitted([{ scorer_name: 'overall' }], 400);
      expect(error.message).toContain('"never" is a group itself');
      await lab.client.patch(`/v1/scorers/${id}`, { config: { of: [{ scorer: 'overall' }] } }, 400);
    });

    it.each([
      [{ scorer: 'refund policy', config: { pattern: '(' } }, 'config.pattern'],
      [{ scorer: 'refund policy', config: 5 }, 'config'],
      [{ scorer: 'refund policy', weight: -1 }, 'weight'],
      [{ scorer: 'refund policy', name: ' ' }, 'name'],
      [{ scorer: 'exact_match', name: 5 }, 'name'],
    ])('what a part cannot use: %j', async (part, field) => {
      expect(await errorOf([part])).toMatchObject({
        code: 'INVALID_SCORER_CONFIG',
        details: { field: `runs[0].scores[0].config.of[0].${field}` },
      });
    });
  });

  it('cost no statement where scorers of the project were read lately, and one for a whole batch otherwise', async () => {
    const { id, itemIds } = await lab.dataset(20);
    const counted = async (experimentId: string): Promise<number> => {
      const runs = itemIds.map((itemId) => run(itemId, { output: OUTPUT, scores: [GROUP, GROUP] }));
      return (await countStatements(() => lab.submit(experimentId, runs))).statements.length;
    };
    const [first, second] = [await lab.experiment(id), await lab.experiment(id)];
    expect(await counted(first)).toBeLessThanOrEqual(5);
    expect(await counted(second)).toBeLessThanOrEqual(4);
    const create = { name: 'third', scorer: 'weighted', config: { of: OF } };
    expect((await countStatements(() => named(create))).statements.length).toBeLessThanOrEqual(2);
  });
});
