import { newId } from '@assay/shared/ids';
import { Lab, run, score } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

describe('runs', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  async function listed(lab: Lab, experimentId: string, query = ''): Promise<any[]> {
    return (await lab.client.get(`/v1/experiments/${experimentId}/runs${query}`)).body.items;
  }

  async function experimentOf(lab: Lab, id: string): Promise<any> {
    return (await lab.client.get(`/v1/experiments/${id}`)).body;
  }

  describe('POST /v1/experiments/:id/runs', () => {
    it('201: run_ids in the order sent, and the first run makes the experiment running', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(4);
      const experimentId = await lab.experiment(id);
      const order = [2, 0, 3].map((index) => itemIds[index]);
      const { body } = await lab.submit(
        experimentId,
        order.map((itemId) => run(itemId)),
      );
      expect(body).toEqual({ accepted: 3, run_ids: expect.any(Array) });
      expect(await experimentOf(lab, experimentId)).toMatchObject({ status: 'running', completed_at: null });
      const runs = await listed(lab, experimentId);
      expect(runs.map((row) => row.id)).toEqual(body.run_ids);
      expect(runs.map((row) => row.dataset_item_id)).toEqual(order);
    });

    it('201: error, latency_ms, tokens, cost_usd and metadata are kept beyond the seed, and null without a value', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(3);
      const experimentId = await lab.experiment(id);
      const measures = {
        trace_id: 'no such trace',
        latency_ms: 12.25,
        tokens_input: 7,
        tokens_output: 0,
        cost_usd: 0.00125,
        metadata: { try: 1 },
      };
      const error = { message: 'timed out', type: 'Timeout', stack: 'at …' };
      await lab.submit(experimentId, [
        run(itemIds[0], measures),
        run(itemIds[1], { output: null, error }),
        { dataset_item_id: itemIds[2], error: 'late' },
      ]);
      const runs = await listed(lab, experimentId);
      const absent = {
        error: null,
        trace_id: null,
        latency_ms: null,
        tokens_input: null,
        tokens_output: null,
        cost_usd: null,
        started_at: null,
        retry_count: 0,
        item_version: null,
        metadata: null,
      };
      const made = {
        id: expect.any(String),
        experiment_id: experimentId,
        scores: [],
        created_at: expect.stringMatching(/\.\d{3}Z$/),
      };
      expect(runs).toEqual([
        { ...made, dataset_item_id: itemIds[0], output: 'Paris', ...absent, ...measures },
        { ...made, dataset_item_id: itemIds[1], output: null, ...absent, error },
        { ...made, dataset_item_id: itemIds[2], output: null, ...absent, error: 'late' },
      ]);
    });

    it.each([
      '0',
      'false',
      '""',
      '[]',
      '{"z":1,"10":2,"__proto__":3}',
      '12345678901234567890.123',
      '1e400',
      '"\\u0000\\ud800"',
      '-0',
    ])('201: the output %s comes back as it was sent', async (output) => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const experimentId = await lab.experiment(id);
      const body = `{"runs":[{"dataset_item_id":"${itemIds[0]}","output":${output}}]}`;
      await lab.client.raw('post', `/v1/experiments/${experimentId}/runs`, body, 201);
      const { text } = await lab.client.get(`/v1/experiments/${experimentId}/runs`);
      expect(text).toContain(`"output":${output},`);
    });

    it('201: cost_usd is exact', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const experimentId = await lab.experiment(id);
      const body = `{"runs":[{"dataset_item_id":"${itemIds[0]}","output":1,"cost_usd":0.12345678901234567890123}]}`;
      await lab.client.raw('post', `/v1/experiments/${experimentId}/runs`, body, 201);
      const { text } = await lab.client.get(`/v1/experiments/${experimentId}/runs`);
      expect(text).toContain('"cost_usd":0.12345678901234567890123');
    });

    it('201: 1,000 runs in one batch', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1_000);
      const experimentId = await lab.experiment(id);
      const { body } = await lab.submit(
        experimentId,
        itemIds.map((itemId) => run(itemId, { scores: [score(0.5)] })),
      );
      expect(body.accepted).toBe(1_000);
      expect(await lab.summary(experimentId)).toMatchObject({
        run_count: 1_000,
        scores_by_scorer: { quality: { scored_run_count: 1_000 } },
      });
    });

    it('201: auto_complete completes when every item of the version has a run, not before', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(3);
      const automatic = await lab.experiment(id, { auto_complete: true });
      const [later] = await lab.items(id, 1);
      await lab.submit(automatic, [run(itemIds[0]), run(later)]);
      await lab.submit(automatic, [run(itemIds[1])]);
      expect(await experimentOf(lab, automatic)).toMatchObject({ status: 'running', completed_at: null });
      await lab.submit(automatic, [run(itemIds[2])]);
      expect(await experimentOf(lab, automatic)).toMatchObject({
        status: 'completed',
        completed_at: expect.any(String),
      });
      const explicit = await lab.experiment(id);
      await lab.submit(
        explicit,
        [...itemIds, later].map((itemId) => run(itemId)),
      );
      expect(await experimentOf(lab, explicit)).toMatchObject({ status: 'running' });
    });

    it.each([
      ['no runs', { runs: [] }, 'runs'],
      ['no list', { runs: {} }, 'runs'],
      ['nothing', {}, 'runs'],
      ['a run without item', { runs: [{ output: 1 }] }, 'runs[0].dataset_item_id'],
      ['a run without output', { runs: [{ dataset_item_id: 'x' }] }, 'runs[0].output'],
      ['an output that is null', { runs: [{ dataset_item_id: 'x', output: null }] }, 'runs[0].output'],
      ['an empty error', { runs: [{ dataset_item_id: 'x', error: ' ' }] }, 'runs[0].error'],
      ['an error without message', { runs: [{ dataset_item_id: 'x', error: { type: 'T' } }] }, 'runs[0].error.message'],
      [
        'an error with a type that is no text',
        { runs: [{ dataset_item_id: 'x', error: { message: 'm', type: 1 } }] },
        'runs[0].error.type',
      ],
      ['an error that is a number', { runs: [{ dataset_item_id: 'x', error: 5 }] }, 'runs[0].error'],
      ['U+0000 in an error', { runs: [{ dataset_item_id: 'x', error: '\u0000' }] }, 'runs[0].error'],
      ['a negative latency', { runs: [run('x', { latency_ms: -1 })] }, 'runs[0].latency_ms'],
      ['a fraction of a token', { runs: [run('x', { tokens_input: 1.5 })] }, 'runs[0].tokens_input'],
      ['a negative cost', { runs: [run('x', { cost_usd: -0.1 })] }, 'runs[0].cost_usd'],
      ['a cost that is text', { runs: [run('x', { cost_usd: '1' })] }, 'runs[0].cost_usd'],
      ['a trace id with a control character', { runs: [run('x', { trace_id: 'a\nb' })] }, 'runs[0].trace_id'],
      ['metadata that is no object', { runs: [run('x', { metadata: 'm' })] }, 'runs[0].metadata'],
      ['scores that are no list', { runs: [run('x', { scores: {} })] }, 'runs[0].scores'],
      ['a score without name', { runs: [run('x', { scores: [{ value: 1 }] })] }, 'runs[0].scores[0].scorer_name'],
      [
        'an unknown scorer without value',
        { runs: [run('x', { scores: [{ scorer_name: 'own' }] })] },
        'runs[0].scores[0].value',
      ],
      ['more than 100 scores', { runs: [run('x', { scores: Array(101).fill(score(1)) })] }, 'runs[0].scores'],
    ])('400: %s', async (_, body, field) => {
      const lab = await Lab.open(api);
      const experimentId = await lab.experiment((await lab.dataset()).id);
      const answer = await lab.client.post(`/v1/experiments/${experimentId}/runs`, body, 400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
      expect(await experimentOf(lab, experimentId)).toMatchObject({ status: 'created' });
    });

    it('400: an output that is null in a body with exact numbers', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(2);
      const experimentId = await lab.experiment(id);
      const runs = `[{"dataset_item_id":"${itemIds[0]}","output":1e400},{"dataset_item_id":"${itemIds[1]}","output":null}]`;
      const { body } = await lab.client.raw('post', `/v1/experiments/${experimentId}/runs`, `{"runs":${runs}}`, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'runs[1].output' } });
    });

    it('400: more than 1,000 runs, with field and limit', async () => {
      const lab = await Lab.open(api);
      const experimentId = await lab.experiment((await lab.dataset()).id);
      const { body } = await lab.submit(experimentId, Array(1_001).fill(run('x')), 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'runs', limit: 1_000 } });
    });

    it('404: unknown or of another project; 403: a read key', async () => {
      const [lab, other] = [await Lab.open(api), await Lab.open(api)];
      const { id, itemIds } = await lab.dataset();
      const experimentId = await lab.experiment(id);
      for (const unknown of [newId(), 'exp-1']) await lab.submit(unknown, [run(itemIds[0])], 404);
      await other.submit(experimentId, [run(itemIds[0])], 404);
      const reader = await api.clientOf(lab.projectId, 'read');
      await reader.post(`/v1/experiments/${experimentId}/runs`, { runs: [run(itemIds[0])] }, 403);
    });

    it('409: DUPLICATE_RUN for an item with a run, lists all of them, and stores nothing', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(4);
      const experimentId = await lab.experiment(id);
      await lab.submit(experimentId, [run(itemIds[0], { scores: [score(1)] }), run(itemIds[1])]);
      const again = [run(itemIds[2], { scores: [score(0)] }), run(itemIds[1]), run(itemIds[0])];
      const { body } = await lab.submit(experimentId, again, 409);
      expect(body.error).toMatchObject({
        code: 'DUPLICATE_RUN',
        details: {
          errors: [
            { index: 1, dataset_item_id: itemIds[1], reason: 'has a run already' },
            { index: 2, dataset_item_id: itemIds[0], reason: 'has a run already' },
          ],
        },
      });
      expect(await lab.summary(experimentId)).toMatchObject({
        run_count: 2,
        scores_by_scorer: { quality: { mean: 1 } },
      });
      await lab.submit(await lab.experiment(id), [run(itemIds[0])]);
    });

    it('409: DUPLICATE_RUN for an item twice in one batch', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(2);
      const experimentId = await lab.experiment(id);
      const { body } = await lab.submit(experimentId, [run(itemIds[0]), run(itemIds[1]), run(itemIds[0])], 409);
      expect(body.error.details.errors).toEqual([
        { index: 2, dataset_item_id: itemIds[0], reason: 'stands twice in the batch' },
      ]);
      expect(await lab.summary(experimentId)).toMatchObject({ run_count: 0, status: 'created' });
    });

    it('422: EXPERIMENT_COMPLETED, and the completed experiment still takes scores on its runs', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(2);
      const experimentId = await lab.experiment(id);
      const { body } = await lab.submit(experimentId, [run(itemIds[0])]);
      await lab.client.post(`/v1/experiments/${experimentId}/complete`, {}, 200);
      const refused = await lab.submit(experimentId, [run(itemIds[1])], 422);
      expect(refused.body.error).toMatchObject({
        code: 'EXPERIMENT_COMPLETED',
        details: { experiment_id: experimentId },
      });
      await lab.client.post('/v1/scores', { target_id: body.run_ids[0], target_type: 'run', ...score(0.9) }, 201);
      expect(await lab.summary(experimentId)).toMatchObject({ scores_by_scorer: { quality: { mean: 0.9 } } });
    });

    it('422: INVALID_DATASET_ITEM for items of another dataset, unknown and malformed ones, all listed', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const other = await lab.dataset(1);
      const experimentId = await lab.experiment(id);
      const bad = [other.itemIds[0], newId(), 'item-1', itemIds[0].toUpperCase()];
      const { body } = await lab.submit(experimentId, [run(itemIds[0]), ...bad.map((itemId) => run(itemId))], 422);
      expect(body.error).toMatchObject({ code: 'INVALID_DATASET_ITEM' });
      const reason = 'is not an item of this dataset';
      expect(body.error.details.errors).toEqual(
        bad.map((itemId, at) => ({ index: at + 1, dataset_item_id: itemId, reason })),
      );
      expect(await lab.summary(experimentId)).toMatchObject({ run_count: 0 });
    });

    it('the order of errors is: fields, experiment, completion, items, duplicates', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(2);
      const experimentId = await lab.experiment(id);
      await lab.submit(experimentId, [run(itemIds[0])]);
      const batch = [run(itemIds[0]), run(newId())];
      const badScore = run(newId(), { scores: [score(2)] });
      expect((await lab.submit(newId(), [badScore], 400)).body.error.code).toBe('INVALID_SCORE_VALUE');
      expect((await lab.submit(experimentId, batch, 422)).body.error.code).toBe('INVALID_DATASET_ITEM');
      await lab.client.post(`/v1/experiments/${experimentId}/complete`, {}, 200);
      expect((await lab.submit(experimentId, batch, 422)).body.error.code).toBe('EXPERIMENT_COMPLETED');
      expect((await lab.submit(experimentId, [badScore], 400)).body.error.code).toBe('INVALID_SCORE_VALUE');
    });
  });

  describe('items that a run may name', () => {
    const EXACT = { scores: [{ scorer_name: 'exact_match' }] };

    async function patch(lab: Lab, datasetId: string, itemId: string, expected: unknown): Promise<void> {
      await lab.client.patch(`/v1/datasets/${datasetId}/items/${itemId}`, { expected_output: expected });
    }

    it('scorers use the revision of the version of the experiment', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset([{ expected_output: 'Paris' }]);
      const before = await lab.experiment(id);
      await patch(lab, id, itemIds[0], 'Lyon');
      const after = await lab.experiment(id);
      for (const experimentId of [before, after]) await lab.submit(experimentId, [run(itemIds[0], EXACT)]);
      expect((await lab.summary(before)).scores_by_scorer.exact_match.mean).toBe(1);
      expect((await lab.summary(after)).scores_by_scorer.exact_match.mean).toBe(0);
    });

    it('an item of the version may be run after it was deleted', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset([{ expected_output: 'Paris' }]);
      const experimentId = await lab.experiment(id, { auto_complete: true });
      await lab.client.delete(`/v1/datasets/${id}/items/${itemIds[0]}`);
      await lab.submit(experimentId, [run(itemIds[0], EXACT)]);
      expect(await lab.summary(experimentId)).toMatchObject({
        status: 'completed',
        dataset_item_count: 0,
        scores_by_scorer: { exact_match: { mean: 1 } },
      });
    });

    it('a later item that still exists may be run, with its current revision; one deleted before is 422', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset(0);
      const [gone] = await lab.items(id, 1);
      await lab.client.delete(`/v1/datasets/${id}/items/${gone}`);
      const experimentId = await lab.experiment(id);
      const [later, deleted] = await lab.items(id, [{ expected_output: 'x' }, {}]);
      await patch(lab, id, later, 'Paris');
      await lab.client.delete(`/v1/datasets/${id}/items/${deleted}`);
      await lab.submit(experimentId, [run(later, EXACT)]);
      expect((await lab.summary(experimentId)).scores_by_scorer.exact_match.mean).toBe(1);
      for (const itemId of [gone, deleted]) {
        expect((await lab.submit(experimentId, [run(itemId)], 422)).body.error.code).toBe('INVALID_DATASET_ITEM');
      }
    });

    it('imported items count from the version of their import', async () => {
      const lab = await Lab.open(api);
      const { id } = await lab.dataset(0);
      const before = await lab.experiment(id);
      const lines = '{"input":"a","expected_output":"Paris"}\n{"input":"b","expected_output":"Lyon"}\n';
      await lab.client.raw('post', `/v1/datasets/${id}/items/import`, lines, 200, {
        'content-type': 'application/x-ndjson',
      });
      const { body } = await lab.client.get(`/v1/datasets/${id}/items`);
      const itemIds: string[] = body.items.map((item: { id: string }) => item.id);
      const after = await lab.experiment(id, { auto_complete: true });
      await patch(lab, id, itemIds[0], 'Rome');
      for (const experimentId of [before, after])
        await lab.submit(
          experimentId,
          itemIds.map((itemId) => run(itemId, EXACT)),
        );
      expect(await lab.summary(after)).toMatchObject({
        status: 'completed',
        scores_by_scorer: { exact_match: { mean: 0.5, scored_run_count: 2 } },
      });
      expect(await lab.summary(before)).toMatchObject({
        status: 'running',
        scores_by_scorer: { exact_match: { mean: 0 } },
      });
    });

    it('422: an item of a deleted dataset', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const experimentId = await lab.experiment(id);
      await lab.client.delete(`/v1/datasets/${id}`);
      expect((await lab.submit(experimentId, [run(itemIds[0])], 422)).body.error.code).toBe('INVALID_DATASET_ITEM');
    });
  });

  describe('inline scores', () => {
    it('a given value is stored as it is, for a built-in scorer too', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset([{ expected_output: 'Lyon' }]);
      const experimentId = await lab.experiment(id);
      const given = { scorer_name: 'exact_match', value: 1, config: { case_sensitive: false }, rationale: 'close' };
      const { body } = await lab.submit(experimentId, [run(itemIds[0], { scores: [given, score('good', 'tone')] })]);
      const [{ scores }] = await listed(lab, experimentId);
      const common = {
        id: expect.any(String),
        project_id: lab.projectId,
        target_id: body.run_ids[0],
        target_type: 'run',
        trace_id: null,
        created_at: expect.stringMatching(/Z$/),
        usage: null,
      };
      expect(scores).toEqual([
        { ...common, ...given },
        { ...common, scorer_name: 'tone', value: 'good', rationale: null, config: null },
      ]);
    });

    it('built-in scorers compute from the output and the expected output of the item', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset([{ expected_output: 'paris' }, { expected_output: 42 }]);
      const experimentId = await lab.experiment(id);
      const relaxed = { scorer_name: 'relaxed', scorer: 'exact_match', config: { case_sensitive: false } };
      await lab.submit(experimentId, [
        run(itemIds[0], { scores: [{ scorer_name: 'exact_match' }, relaxed] }),
        run(itemIds[1], { output: '42', scores: [{ scorer_name: 'exact_match' }] }),
      ]);
      const runs = await listed(lab, experimentId);
      expect(runs.map((row) => row.scores.map((made: any) => [made.scorer_name, made.value]))).toEqual([
        [
          ['exact_match', 0],
          ['relaxed', 1],
        ],
        [['exact_match', 1]],
      ]);
    });

    it('where no score can be made it is simply absent', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset([{}]);
      const experimentId = await lab.experiment(id);
      await lab.submit(experimentId, [run(itemIds[0], { scores: [{ scorer_name: 'exact_match' }, score(1)] })]);
      const [{ scores }] = await listed(lab, experimentId);
      expect(scores.map((made: any) => made.scorer_name)).toEqual(['quality']);
    });

    it('a run with an error gets no computed scores; given ones are stored', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset([{ expected_output: 'Paris' }]);
      const experimentId = await lab.experiment(id);
      await lab.submit(experimentId, [
        run(itemIds[0], { error: 'late', scores: [{ scorer_name: 'exact_match' }, score(0)] }),
      ]);
      const [{ scores }] = await listed(lab, experimentId);
      expect(scores.map((made: any) => made.scorer_name)).toEqual(['quality']);
    });

    it('400: INVALID_SCORE_VALUE lists every bad value, and nothing of the batch is stored', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(3);
      const experimentId = await lab.experiment(id);
      const runs = [
        run(itemIds[0], { scores: [score(1)] }),
        run(itemIds[1], { scores: [score(0.5), score(1.5)] }),
        run(itemIds[2], { scores: [score('')] }),
      ];
      const { body } = await lab.submit(experimentId, runs, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_SCORE_VALUE', details: { field: 'runs[1].scores[1].value' } });
      expect(body.error.details.errors.map((error: any) => error.field)).toEqual([
        'runs[1].scores[1].value',
        'runs[2].scores[0].value',
      ]);
      expect(await lab.summary(experimentId)).toMatchObject({ run_count: 0, scores_by_scorer: {} });
    });

    it.each([[true], [{}], [[1]], [-0.1]])('400: INVALID_SCORE_VALUE for the value %p', async (value) => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const { body } = await lab.submit(await lab.experiment(id), [run(itemIds[0], { scores: [score(value)] })], 400);
      expect(body.error.code).toBe('INVALID_SCORE_VALUE');
    });

    it('400: INVALID_SCORER_CONFIG names the setting', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const scores = [{ scorer_name: 'regex', config: { pattern: '(' } }];
      const { body } = await lab.submit(await lab.experiment(id), [run(itemIds[0], { scores })], 400);
      expect(body.error).toMatchObject({
        code: 'INVALID_SCORER_CONFIG',
        details: { field: 'runs[0].scores[0].config.pattern' },
      });
    });
  });

  describe('GET /v1/experiments/:id/runs', () => {
    it('200: oldest first in the order sent, every run once, whatever the limit', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(9);
      const experimentId = await lab.experiment(id);
      const shuffled = [4, 0, 8, 2, 6, 1, 7, 3, 5].map((index) => itemIds[index]);
      const first = await lab.submit(
        experimentId,
        shuffled.slice(0, 5).map((itemId) => run(itemId, { scores: [score(1), score(0)] })),
      );
      const second = await lab.submit(
        experimentId,
        shuffled.slice(5).map((itemId) => run(itemId)),
      );
      for (const limit of [1, 4, 9]) {
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
          const { body } = await api.admin.get(`/v1/experiments/${experimentId}/runs?limit=${limit}${after}`);
          seen.push(...body.items.map((item: { id: string }) => item.id));
          cursor = body.next_cursor;
        }
        expect(seen).toEqual([...first.body.run_ids, ...second.body.run_ids]);
      }
    });

    it('200: scorer_name keeps the runs that have a score of that name, and shows only those scores', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(3);
      const experimentId = await lab.experiment(id);
      const { body } = await lab.submit(experimentId, [
        run(itemIds[0], { scores: [score(1, 'a'), score(0, 'b'), score(0.5, 'a')] }),
        run(itemIds[1], { scores: [score(1, 'b')] }),
        run(itemIds[2], { scores: [score('x', 'a')] }),
      ]);
      const runs = await listed(lab, experimentId, '?scorer_name=a');
      expect(runs.map((row) => row.id)).toEqual([body.run_ids[0], body.run_ids[2]]);
      expect(runs.map((row) => row.scores.map((made: any) => made.value))).toEqual([[1, 0.5], ['x']]);
      expect(await listed(lab, experimentId, '?scorer_name=none')).toEqual([]);
      expect((await listed(lab, experimentId))[0].scores).toHaveLength(3);
      const page = await lab.client.get(`/v1/experiments/${experimentId}/runs?scorer_name=a&limit=1`);
      await lab.client.get(`/v1/experiments/${experimentId}/runs?scorer_name=b&cursor=${page.body.next_cursor}`, 400);
    });

    it('200: an experiment without runs is an empty page', async () => {
      const lab = await Lab.open(api);
      const experimentId = await lab.experiment((await lab.dataset()).id);
      const { body } = await lab.client.get(`/v1/experiments/${experimentId}/runs`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it('200: after its dataset was deleted', async () => {
      const lab = await Lab.open(api);
      const { id, itemIds } = await lab.dataset(1);
      const experimentId = await lab.experiment(id);
      await lab.submit(experimentId, [run(itemIds[0], { scores: [score(1)] })]);
      await lab.client.delete(`/v1/datasets/${id}`);
      expect((await listed(lab, experimentId))[0].scores).toHaveLength(1);
    });

    it('404: unknown or of another project', async () => {
      const [lab, other] = [await Lab.open(api), await Lab.open(api)];
      const id = await lab.experiment((await lab.dataset()).id);
      await lab.client.get(`/v1/experiments/${newId()}/runs`, 404);
      await lab.client.get('/v1/experiments/exp-1/runs', 404);
      await other.client.get(`/v1/experiments/${id}/runs`, 404);
    });
  });
});
