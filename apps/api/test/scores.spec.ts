import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { anyTime } from './answer-forms';
import { Rows } from './factories/rows';
import { startTestApp, type TestApp } from './test-app';

describe('scores', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const inProject = async (): Promise<Rows> => new Rows(api, `p-${newId()}`).project();
  const human = (targetId: string, more: object = {}): object => ({
    target_id: targetId,
    target_type: 'run',
    scorer_name: 'human',
    value: 0.9,
    ...more,
  });
  const computed = (targetId: string, scorer: string, config?: object): object => ({
    target_id: targetId,
    target_type: 'run',
    scorer_name: scorer,
    config,
  });
  const ofSpan = (spanId: string, more: object = {}): object => ({ ...human(spanId), target_type: 'span', ...more });

  describe('POST /v1/scores 201', () => {
    it('scores a run and answers the whole score', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const rationale = 'Response was accurate but slightly verbose.';
      const { body } = await api.admin.post('/v1/scores', human(runId, { rationale }), 201);
      expect(body).toEqual({
        id: expect.any(String),
        project_id: rows.projectId,
        target_id: runId,
        target_type: 'run',
        trace_id: null,
        scorer_name: 'human',
        value: 0.9,
        rationale,
        config: null,
        created_at: anyTime,
      });
      const list = await api.admin.get(`/v1/scores?target_id=${runId}&target_type=run`);
      expect(list.body.items).toEqual([{ ...body, usage: null }]);
    });

    it('scores a span, named by its id alone', async () => {
      const rows = await inProject();
      const spanId = `s-${newId()}`;
      await rows.trace('t', {}, { id: spanId });
      const { body } = await api.admin.post('/v1/scores', ofSpan(spanId), 201);
      expect(body).toMatchObject({ target_id: spanId, target_type: 'span', trace_id: 't', project_id: rows.projectId });
      const list = await api.admin.get(`/v1/scores?target_id=${spanId}&target_type=span`);
      expect(list.body.items).toEqual([{ ...body, usage: null }]);
    });

    it.each([0, 1, 0.1, '0.30000000000000000001', '1e-7', '1e-300', '0.0', '1.000', '0e99999'])(
      'keeps the number %s exactly',
      async (value) => {
        const rows = await inProject();
        const runId = await rows.wholeRun();
        const body = JSON.stringify(human(runId)).replace('0.9', String(value));
        await api.admin.raw('post', '/v1/scores', body, 201);
        const { text } = await api.admin.get(`/v1/scores?target_id=${runId}&target_type=run`);
        const literal = /"value":([^,]+)/.exec(text)?.[1] ?? '';
        const { rows: equal } = await api.app
          .get(Database)
          .run(`SELECT $1::numeric = $2::numeric AS equal`, [
            literal,
            String(value) === '0e99999' ? '0' : String(value),
          ]);
        expect(equal).toEqual([{ equal: true }]);
      },
    );

    it.each(['good', 'NaN', 'Infinity', '0.5', ' spaced '])(
      'the string %j is a label like any other',
      async (value) => {
        const rows = await inProject();
        const { body } = await api.admin.post('/v1/scores', human(await rows.wholeRun(), { value }), 201);
        expect(body.value).toBe(value);
      },
    );

    it('several scores of one name on one target are all kept', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      await Promise.all(Array.from({ length: 50 }, () => api.admin.post('/v1/scores', human(runId), 201)));
      const { body } = await api.admin.get(`/v1/scores?target_id=${runId}&target_type=run&limit=200`);
      expect(body.items).toHaveLength(50);
    });

    it('a value that is given is stored as it is, for built-in scorers too', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun({ output: '"Paris"' }, { expected_output: '"Paris"' });
      const { body } = await api.admin.post('/v1/scores', human(runId, { scorer_name: 'exact_match', value: 0 }), 201);
      expect(body.value).toBe(0);
    });

    it('a completed experiment still takes scores', async () => {
      const rows = await inProject();
      const at = '2026-02-21T22:00:00.000Z';
      const runId = await rows.wholeRun({}, {}, { status: 'completed', completed_at: at });
      await api.admin.post('/v1/scores', human(runId), 201);
    });

    it('the configuration comes back as it was sent', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const config = '{"z":1,"10":12345678901234567890,"text":"\\u0000"}';
      const body = JSON.stringify(human(runId)).replace(/}$/, `,"config":${config}}`);
      await api.admin.raw('post', '/v1/scores', body, 201);
      const { body: list, text } = await api.admin.get(`/v1/scores?target_id=${runId}&target_type=run`);
      expect(list.items[0].config.text).toBe('\u0000');
      expect(text).toContain('12345678901234567890');
    });

    it('a null value, rationale or configuration counts as absent', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun({ output: '"a"' }, { expected_output: '"a"' });
      const body = { ...computed(runId, 'exact_match'), value: null, config: null, rationale: null, scorer: null };
      expect((await api.admin.post('/v1/scores', body, 201)).body).toMatchObject({ value: 1, config: null });
    });

    it('unknown fields are ignored', async () => {
      const rows = await inProject();
      await api.admin.post('/v1/scores', human(await rows.wholeRun(), { colour: 'red' }), 201);
    });
  });

  describe('built-in scorers compute where the value is absent', () => {
    it('exact_match compares output and expected output of the run', async () => {
      const rows = await inProject();
      const right = await rows.wholeRun({ output: '" Paris "' }, { expected_output: '"Paris"' });
      const wrong = await rows.wholeRun({ output: '"Lyon"' }, { expected_output: '"Paris"' });
      expect((await api.admin.post('/v1/scores', computed(right, 'exact_match'), 201)).body.value).toBe(1);
      expect((await api.admin.post('/v1/scores', computed(wrong, 'exact_match'), 201)).body.value).toBe(0);
    });

    it('exact_match takes case_sensitive and strip_whitespace', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun({ output: '" paris"' }, { expected_output: '"Paris"' });
      const score = async (config: object): Promise<unknown> =>
        (await api.admin.post('/v1/scores', computed(runId, 'exact_match', config), 201)).body.value;
      expect(await score({ case_sensitive: false })).toBe(1);
      expect(await score({ case_sensitive: true })).toBe(0);
      expect(await score({ case_sensitive: false, strip_whitespace: false })).toBe(0);
    });

    it('a string stands for itself, any other value for its canonical JSON with exact numbers', async () => {
      const rows = await inProject();
      const equal = async (output: string, expected: string): Promise<unknown> => {
        const runId = await rows.wholeRun({ output }, { expected_output: expected });
        return (await api.admin.post('/v1/scores', computed(runId, 'exact_match'), 201)).body.value;
      };
      expect(await equal('42', '"42"')).toBe(1);
      expect(await equal('{"b":1.0,"a":2}', '{"a":2,"b":1}')).toBe(1);
      expect(await equal('9007199254740993', '9007199254740992')).toBe(0);
    });

    it('contains: an expected_output or value in the configuration overrides the one of the item', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun({ output: '"It is Paris."' }, { expected_output: '"Lyon"' });
      const score = async (config?: object): Promise<unknown> =>
        (await api.admin.post('/v1/scores', computed(runId, 'contains', config), 201)).body.value;
      expect(await score()).toBe(0);
      expect(await score({ expected_output: 'Paris' })).toBe(1);
      expect(await score({ value: 'Paris' })).toBe(1);
      expect(await score({ value: 'paris', case_sensitive: false })).toBe(1);
    });

    it('regex matches anywhere, in linear time', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun({ output: JSON.stringify('a'.repeat(50_000)) });
      const score = async (config: object): Promise<unknown> =>
        (await api.admin.post('/v1/scores', computed(runId, 'regex', config), 201)).body.value;
      expect(await score({ pattern: '(a+)+$' })).toBe(1);
      expect(await score({ pattern: '(a+)+b' })).toBe(0);
      expect(await score({ pattern: 'A', flags: 'i' })).toBe(1);
    });

    it('scorer names the built-in and scorer_name is a free alias', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun({ output: '"a"' }, { expected_output: '"a"' });
      const { body } = await api.admin.post('/v1/scores', { ...computed(runId, 'mine'), scorer: 'exact_match' }, 201);
      expect(body).toMatchObject({ scorer_name: 'mine', value: 1 });
    });

    it('on spans: the output of the span and the expected_output of the configuration', async () => {
      const rows = await inProject();
      const spanId = `s-${newId()}`;
      await rows.trace('t', {}, { id: spanId, output: '"Paris"' });
      const body = { ...computed(spanId, 'exact_match', { expected_output: 'Paris' }), target_type: 'span' };
      expect((await api.admin.post('/v1/scores', body, 201)).body.value).toBe(1);
    });

    describe('the expected output is that of the dataset version of the experiment', () => {
      const scoreOf = async (rows: Rows, datasetId: string, itemId: string, version: number): Promise<unknown> => {
        const experimentId = await rows.experiment(datasetId, { dataset_version: version });
        const runId = await rows.run(experimentId, itemId, { output: '"right"' });
        const { body } = await api.admin.post('/v1/scores', computed(runId, 'exact_match'), 201);
        return body.value;
      };

      it('a later revision does not count', async () => {
        const rows = await inProject();
        const datasetId = await rows.dataset();
        const id = await rows.item(datasetId, { valid_from: 2, valid_to: 4, expected_output: '"right"' });
        await rows.item(datasetId, { id, valid_from: 4, expected_output: '"wrong"' });
        expect(await scoreOf(rows, datasetId, id, 2)).toBe(1);
        expect(await scoreOf(rows, datasetId, id, 3)).toBe(1);
        expect(await scoreOf(rows, datasetId, id, 4)).toBe(0);
      });

      it('an item that was deleted since still counts', async () => {
        const rows = await inProject();
        const datasetId = await rows.dataset();
        const id = await rows.item(datasetId, { valid_from: 2, valid_to: 3, expected_output: '"right"' });
        expect(await scoreOf(rows, datasetId, id, 2)).toBe(1);
      });

      it('for an item added later it is the current one', async () => {
        const rows = await inProject();
        const datasetId = await rows.dataset();
        const id = await rows.item(datasetId, { valid_from: 5, valid_to: 6, expected_output: '"wrong"' });
        await rows.item(datasetId, { id, valid_from: 6, expected_output: '"right"' });
        expect(await scoreOf(rows, datasetId, id, 2)).toBe(1);
      });

      it('an imported item came with the version of its import', async () => {
        const rows = await inProject();
        const datasetId = await rows.dataset();
        const importId = newId();
        const at = '2026-02-21T22:00:00.000Z';
        const made = { id: importId, dataset_id: datasetId, version: 3, imported_count: 1, created_at: at };
        await rows.insert('dataset_imports', made);
        const imported = { valid_from: 0, import_id: importId, valid_to: 5, expected_output: '"right"' };
        const id = await rows.item(datasetId, imported);
        await rows.item(datasetId, { id, valid_from: 5, expected_output: '"wrong"' });
        expect(await scoreOf(rows, datasetId, id, 3)).toBe(1);
        expect(await scoreOf(rows, datasetId, id, 5)).toBe(0);
        expect(await scoreOf(rows, datasetId, id, 2)).toBe(0);
      });
    });
  });

  describe('POST /v1/scores 200: where no score can be made', () => {
    const none = async (body: object): Promise<unknown> => {
      const answer = await api.admin.post('/v1/scores', body, 200);
      expect(answer.body).toEqual({ score: null, reason: expect.any(String) });
      const { target_id, target_type } = body as { target_id: string; target_type: string };
      const list = await api.admin.get(`/v1/scores?target_id=${target_id}&target_type=${target_type}`);
      expect(list.body.items).toEqual([]);
      return answer.body.reason;
    };

    it('the item has no expected output', async () => {
      const rows = await inProject();
      await none(computed(await rows.wholeRun(), 'exact_match'));
    });

    it('the dataset is gone', async () => {
      const rows = await inProject();
      const runId = await rows.run(await rows.experiment(newId()), newId());
      await none(computed(runId, 'contains'));
    });

    it('a run with an error gets no computed score', async () => {
      const rows = await inProject();
      const item = { expected_output: '"a"' };
      expect(await none(computed(await rows.wholeRun({ output: null, error: '{}' }, item), 'exact_match'))).toBe(
        'The run has an error.',
      );
      await none(computed(await rows.wholeRun({ output: '"a"', error: '{}' }, item), 'exact_match'));
    });

    it('a span without output or expected output', async () => {
      const rows = await inProject();
      const spanId = `s-${newId()}`;
      await rows.trace('t', {}, { id: spanId });
      await none({ ...computed(spanId, 'exact_match', { expected_output: 'a' }), target_type: 'span' });
      await none({ ...computed(spanId, 'exact_match'), target_type: 'span' });
    });
  });

  describe('POST /v1/scores 400', () => {
    it.each([-0.1, 1.1, 2, -1, '', '   ', true, false, {}, [], [0.5], { value: 1 }])(
      'INVALID_SCORE_VALUE for the value %j',
      async (value) => {
        const rows = await inProject();
        const { body } = await api.admin.post('/v1/scores', human(await rows.wholeRun(), { value }), 400);
        expect(body.error).toMatchObject({ code: 'INVALID_SCORE_VALUE', details: { field: 'value' } });
      },
    );

    it.each([
      '1.00000000000000000000001',
      '-0.00000000000000000000000001',
      '1e400',
      '1e-5000',
      '1e-99999999999999999999',
      `0.${'1'.repeat(1_001)}`,
    ])('INVALID_SCORE_VALUE for a number that cannot be kept: %.40s', async (value) => {
      const rows = await inProject();
      const body = JSON.stringify(human(await rows.wholeRun())).replace('0.9', value);
      const answer = await api.admin.raw('post', '/v1/scores', body, 400);
      expect(answer.body.error.code).toBe('INVALID_SCORE_VALUE');
    });

    it('INVALID_SCORE_VALUE for a label that cannot be kept', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      for (const value of ['a\u0000b', '\ud800', 'x'.repeat(1_025)]) {
        const { body } = await api.admin.post('/v1/scores', human(runId, { value }), 400);
        expect(body.error.code).toBe('INVALID_SCORE_VALUE');
      }
    });

    it('INVALID_REQUEST when the value is missing for an unknown scorer, naming the built-in ones', async () => {
      const rows = await inProject();
      const { body } = await api.admin.post('/v1/scores', computed(await rows.wholeRun(), 'human'), 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'value' } });
      expect(body.error.message).toContain('exact_match, contains, regex');
    });

    it.each(['nobody', 7, ''])('INVALID_REQUEST when scorer names no built-in: %j', async (scorer) => {
      const rows = await inProject();
      const body = { ...computed(await rows.wholeRun(), 'mine'), scorer };
      const answer = await api.admin.post('/v1/scores', body, 400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'scorer' } });
    });

    it.each(['trace', 'Run', '', null, 7])('INVALID_REQUEST when target_type is not run or span: %j', async (type) => {
      const { body } = await api.admin.post('/v1/scores', human(newId(), { target_type: type }), 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'target_type' } });
    });

    it.each(['target_id', 'target_type', 'scorer_name'])('INVALID_REQUEST without %s', async (field) => {
      const { body } = await api.admin.post('/v1/scores', human(newId(), { [field]: undefined }), 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it.each([
      ['rationale', 7],
      ['config', 'x'],
      ['config', [1]],
      ['scorer_name', ' '],
      ['trace_id', 7],
      ['target_id', 'a\u0000'],
    ])('INVALID_REQUEST for a wrong %s: %j', async (field, value) => {
      const { body } = await api.admin.post('/v1/scores', human(newId(), { [field]: value }), 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it.each([{ pattern: '(' }, { pattern: '(?=a)' }, { pattern: '(a)\\1' }, { pattern: 7 }, {}])(
      'INVALID_SCORER_CONFIG for the pattern of %j',
      async (config) => {
        const rows = await inProject();
        const { body } = await api.admin.post('/v1/scores', computed(await rows.wholeRun(), 'regex', config), 400);
        expect(body.error).toMatchObject({ code: 'INVALID_SCORER_CONFIG', details: { field: 'config.pattern' } });
      },
    );

    it('INVALID_SCORER_CONFIG also when the value is given', async () => {
      const rows = await inProject();
      const score = human(await rows.wholeRun(), { scorer_name: 'regex', config: { pattern: '(' } });
      expect((await api.admin.post('/v1/scores', score, 400)).body.error.code).toBe('INVALID_SCORER_CONFIG');
    });

    it('INVALID_REQUEST when several traces hold the span id and trace_id is not given', async () => {
      const rows = await inProject();
      const id = `s-${newId()}`;
      await rows.trace('t1', {}, { id });
      await rows.trace('t2', {}, { id });
      for (const client of [api.admin, await api.clientOf(rows.projectId)]) {
        const { body } = await client.post('/v1/scores', ofSpan(id), 400);
        expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'trace_id' } });
        expect((await client.post('/v1/scores', ofSpan(id, { trace_id: 't2' }), 201)).body.trace_id).toBe('t2');
      }
    });

    it('PROJECT_REQUIRED only when several projects hold the span id', async () => {
      const [one, two] = [await inProject(), await inProject()];
      const id = `s-${newId()}`;
      await one.trace('t', {}, { id });
      await one.trace('u', {}, { id });
      await two.trace('t', {}, { id });
      for (const names of [{}, { trace_id: 't' }]) {
        const { body } = await api.admin.post('/v1/scores', ofSpan(id, names), 400);
        expect(body.error.code).toBe('PROJECT_REQUIRED');
      }
      expect((await api.admin.post('/v1/scores', ofSpan(id, { trace_id: 'u' }), 201)).body.trace_id).toBe('u');
      const named = await api.admin.post('/v1/scores', ofSpan(id, { project_id: two.projectId }), 201);
      expect(named.body.project_id).toBe(two.projectId);
      const bound = await (await api.clientOf(two.projectId)).post('/v1/scores', ofSpan(id), 201);
      expect(bound.body.project_id).toBe(two.projectId);
    });
  });

  describe('POST /v1/scores 403, 404 and 422', () => {
    it('403: a read key cannot score', async () => {
      const rows = await inProject();
      const reader = await api.clientOf(rows.projectId, 'read');
      await reader.post('/v1/scores', human(await rows.wholeRun()), 403);
    });

    it.each(['unknown', newId(), 'a/b', '..'])('404: no run %s', async (id) => {
      const { body } = await api.admin.post('/v1/scores', human(id), 404);
      expect(body.error.code).toBe('NOT_FOUND');
      await api.admin.post('/v1/scores', computed(id, 'exact_match'), 404);
    });

    it('404: no such span, or not in the trace that is named', async () => {
      const rows = await inProject();
      const id = `s-${newId()}`;
      await api.admin.post('/v1/scores', ofSpan(id), 404);
      await rows.trace('t', {}, { id });
      await api.admin.post('/v1/scores', ofSpan(id, { trace_id: 'other' }), 404);
    });

    it('404: the target is in another project, alike to the byte with one that does not exist', async () => {
      const rows = await inProject();
      const stranger = await api.clientOf(`p-${newId()}`);
      const runId = await rows.wholeRun();
      const [foreign, missing] = [await stranger.post('/v1/scores', human(runId), 404), newId()];
      const absent = await stranger.post('/v1/scores', human(missing), 404);
      expect(foreign.text).toBe(absent.text.replaceAll(missing, runId));
    });

    it('404: a target that is deleted meanwhile is scored wholly or not at all', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const database = api.app.get(Database);
      const statuses = await Promise.all([
        ...Array.from({ length: 50 }, () =>
          api.admin
            .begin('post', '/v1/scores')
            .send(human(runId))
            .then((answer) => answer.status),
        ),
        database.run('DELETE FROM runs WHERE project_id = $1 AND id = $2', [rows.projectId, runId]).then(() => 404),
      ]);
      expect(statuses.filter((status) => status !== 201 && status !== 404)).toEqual([]);
      const left = await database.run('SELECT 1 FROM scores WHERE project_id = $1', [rows.projectId]);
      expect(left.rowCount).toBe(0);
    });

    it('422: llm_judge is known but has no provider', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      for (const body of [computed(runId, 'llm_judge'), { ...computed(runId, 'mine'), scorer: 'llm_judge' }]) {
        expect((await api.admin.post('/v1/scores', body, 422)).body.error.code).toBe('SCORER_UNAVAILABLE');
      }
    });
  });

  describe('GET /v1/scores', () => {
    it('200: oldest first, in the order sent, every score once over pages', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const sent: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        sent.push((await api.admin.post('/v1/scores', human(runId, { value: `label ${i}` }), 201)).body.id);
      }
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await api.admin.get(`/v1/scores?target_id=${runId}&target_type=run&limit=3${cursor}`);
        expect(body.limit).toBe(3);
        seen.push(...body.items.map((score: { id: string }) => score.id));
        cursor = body.next_cursor === null ? '' : `&cursor=${encodeURIComponent(body.next_cursor)}`;
      } while (cursor !== '');
      expect(seen).toEqual(sent);
    });

    it('200: scorer_name keeps the scores of one scorer', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      await api.admin.post('/v1/scores', human(runId), 201);
      await api.admin.post('/v1/scores', human(runId, { scorer_name: 'other' }), 201);
      const { body } = await api.admin.get(`/v1/scores?target_id=${runId}&target_type=run&scorer_name=other`);
      expect(body.items.map((score: { scorer_name: string }) => score.scorer_name)).toEqual(['other']);
    });

    it('200: a read key may list', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const reader = await api.clientOf(rows.projectId, 'read');
      const { body } = await reader.get(`/v1/scores?target_id=${runId}&target_type=run`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it.each(['target_id', 'target_type'])('400: without %s', async (field) => {
      const query = { target_id: 'target_id=x&', target_type: 'target_type=run' } as Record<string, string>;
      const { body } = await api.admin.get(
        `/v1/scores?${Object.keys(query)
          .filter((key) => key !== field)
          .map((key) => query[key])
          .join('')}`,
        400,
      );
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('400: another target_type, limit or cursor', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const other = await rows.wholeRun();
      await api.admin.post('/v1/scores', human(runId), 201);
      await api.admin.post('/v1/scores', human(runId), 201);
      const list = `/v1/scores?target_id=${runId}&target_type=run`;
      const { body } = await api.admin.get(`${list}&limit=1`);
      for (const bad of [
        '&limit=0',
        '&limit=201',
        '&limit=x',
        '&cursor=x',
        `&cursor=${body.next_cursor}&scorer_name=human`,
      ]) {
        await api.admin.get(`${list}${bad}`, 400);
      }
      await api.admin.get(`/v1/scores?target_id=${other}&target_type=run&cursor=${body.next_cursor}`, 400);
      await api.admin.get('/v1/scores?target_id=x&target_type=trace', 400);
    });

    it('400: a span id of several traces needs trace_id', async () => {
      const rows = await inProject();
      const id = `s-${newId()}`;
      await rows.trace('t1', {}, { id });
      await rows.trace('t2', {}, { id });
      await api.admin.post('/v1/scores', ofSpan(id, { trace_id: 't1' }), 201);
      await api.admin.get(`/v1/scores?target_id=${id}&target_type=span`, 400);
      const { body } = await api.admin.get(`/v1/scores?target_id=${id}&target_type=span&trace_id=t1`);
      expect(body.items).toHaveLength(1);
    });

    it('404: an unknown target, or one of another project', async () => {
      const rows = await inProject();
      const runId = await rows.wholeRun();
      const stranger = await api.clientOf(`p-${newId()}`);
      await stranger.get(`/v1/scores?target_id=${runId}&target_type=run`, 404);
      await api.admin.get(`/v1/scores?target_id=${newId()}&target_type=run`, 404);
      await api.admin.get(`/v1/scores?target_id=${newId()}&target_type=span`, 404);
    });
  });

  it('scores never change: there is no way to change or delete one', async () => {
    const rows = await inProject();
    const { body } = await api.admin.post('/v1/scores', human(await rows.wholeRun()), 201);
    await api.admin.patch(`/v1/scores/${body.id}`, { value: 0 }, 404);
    await api.admin.delete(`/v1/scores/${body.id}`, 404);
  });
});
