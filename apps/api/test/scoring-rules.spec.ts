import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { countStatements, type FakeOpenAi, says } from '@assay/testing';
import { SearchIndexer } from '@assay/traces';
import { eventually } from './eventually';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

const CONTAINS = { scorer_name: 'says out', scorer: 'contains', config: { expected_output: 'out' } };

describe('scoring rules', () => {
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

  const rule = async (more: object = {}, status = 201): Promise<any> =>
    (await lab.client.post('/v1/scoring-rules', { name: `rule ${newId()}`, scorer: CONTAINS, ...more }, status)).body;
  const ingest = async (kinds: string[], more: object = {}, traceId = `t-${newId()}`): Promise<string[]> => {
    const spans = kinds.map((kind, index) => ({
      id: `${traceId}-${kind}-${index}`,
      trace_id: traceId,
      parent_span_id: kind === 'agent' ? null : `${traceId}-agent-0`,
      name: 'call',
      kind,
      start_time: '2026-01-01T00:00:00Z',
      output: 'out',
      ...more,
    }));
    await lab.client.post('/v1/traces/ingest', { spans }, 201);
    return spans.map(({ id }) => id);
  };
  const idle = (): Promise<true> =>
    eventually('rules and tasks are done', async () => {
      const { rows } = await api.app.get(Database).run<{ left: number }>(
        `SELECT (SELECT count(*) FROM rule_pending WHERE project_id = $1)::int
           + (SELECT count(*) FROM score_tasks WHERE project_id = $1)::int AS left`,
        [lab.projectId],
      );
      return rows[0].left === 0 ? true : undefined;
    });
  const scored = async (): Promise<string[]> => {
    await idle();
    const text = 'SELECT span_id FROM scores WHERE project_id = $1 AND span_id IS NOT NULL ORDER BY span_id';
    const { rows } = await api.app.get(Database).run<{ span_id: string }>(text, [lab.projectId]);
    return rows.map((row) => row.span_id);
  };

  describe('named scorers', () => {
    const named = async (config: object): Promise<string> => {
      const body = { name: `named ${newId()}`, scorer: 'contains', config };
      return (await lab.client.post('/v1/scorers', body, 201)).body.name;
    };

    it('a rule scores with a named scorer as it stood when the rule was made or changed', async () => {
      const name = await named({ value: 'out' });
      const made = await rule({ scorer: { scorer_name: name } });
      expect(made.scorer).toEqual({ scorer_name: name, scorer: 'contains', config: { value: 'out' } });
      const { items } = (await lab.client.get('/v1/scorers')).body;
      await lab.client.delete(`/v1/scorers/${items[0].id}`);
      const [spanId] = await ingest(['agent']);
      expect(await scored()).toEqual([spanId]);
      const other = await named({ value: 'nowhere' });
      const scorer = { scorer_name: 'mine', scorer: other };
      const changed = (await lab.client.patch(`/v1/scoring-rules/${made.id}`, { scorer })).body;
      expect(changed.scorer).toEqual({ scorer_name: 'mine', scorer: 'contains', config: { value: 'nowhere' } });
      const [next] = await ingest(['agent']);
      await idle();
      const scores = (await lab.client.get(`/v1/scores?target_id=${next}&target_type=span`)).body.items;
      expect(scores).toMatchObject([{ scorer_name: 'mine', value: 0 }]);
    });

    it('400: a scorer that the project has not, with those that it has', async () => {
      const name = await named({ value: 'out' });
      const { error } = await rule({ scorer: { scorer_name: 'x', scorer: 'gone' } }, 400);
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'scorer.scorer' } });
      expect(error.details.scorers).toContain(name);
      const unnamed = (await rule({ scorer: { scorer_name: 'gone' } }, 400)).error;
      expect(unnamed.details.field).toBe('scorer.scorer_name');
    });
  });

  describe('POST, GET, PATCH and DELETE /v1/scoring-rules', () => {
    it('201, 200: made with defaults, shown, listed, changed and deleted', async () => {
      const made = await rule({ name: ' helpful ' });
      expect(made).toMatchObject({
        project_id: lab.projectId,
        name: 'helpful',
        enabled: true,
        filter: {},
        sampling_rate: 1,
        target_kind: 'root',
        scorer: CONTAINS,
      });
      expect((await lab.client.get(`/v1/scoring-rules/${made.id}`)).body).toEqual(made);
      const second = await rule({ filter: { has_error: true, 'metadata.env': 'prod' }, sampling_rate: 0.25 });
      const page = (await api.admin.get(`/v1/scoring-rules?project_id=${lab.projectId}&limit=1`)).body;
      expect(page.items).toEqual([second]);
      const next = `/v1/scoring-rules?project_id=${lab.projectId}&limit=1&cursor=${page.next_cursor}`;
      expect((await api.admin.get(next)).body.items).toEqual([made]);

      const judge = { scorer_name: 'judge', scorer: 'llm_judge', config: null };
      const change = { name: 'other', enabled: false, sampling_rate: 0.5, target_kind: 'llm', scorer: judge };
      const changed = (await lab.client.patch(`/v1/scoring-rules/${second.id}`, change)).body;
      expect(changed).toMatchObject({ ...change, filter: second.filter });
      const kept = (await lab.client.patch(`/v1/scoring-rules/${second.id}`, {})).body;
      expect(kept).toEqual({ ...changed, updated_at: kept.updated_at });

      const deleted = (await lab.client.delete(`/v1/scoring-rules/${second.id}`)).body;
      expect(deleted).toEqual({ deleted: true, id: second.id });
      await lab.client.get(`/v1/scoring-rules/${second.id}`, 404);
      await lab.client.patch(`/v1/scoring-rules/${second.id}`, {}, 404);
      await lab.client.delete(`/v1/scoring-rules/${second.id}`, 404);
    });

    it.each([
      ['name', { name: ' ' }],
      ['filter.colour', { filter: { colour: 'red' } }],
      ['filter.kind', { filter: { kind: 'rocket' } }],
      ['sampling_rate', { sampling_rate: 1.5 }],
      ['sampling_rate', { sampling_rate: -0.5 }],
      ['target_kind', { target_kind: 'leaf' }],
      ['scorer', { scorer: null }],
      ['scorer.scorer_name', { scorer: { scorer_name: 'human' } }],
    ])('400: %s of %j', async (field, body) => {
      const { error } = await rule(body, 400);
      expect(error.code).toBe('INVALID_REQUEST');
      expect(error.details.field ?? error.details.errors[0].field).toBe(field);
    });

    it('400: INVALID_SCORER_CONFIG names the setting', async () => {
      const scorer = { scorer_name: 'llm_judge', config: { prompt_template: '{{nothing}}' } };
      const { error } = await rule({ scorer }, 400);
      expect(error).toMatchObject({
        code: 'INVALID_SCORER_CONFIG',
        details: { field: 'scorer.config.prompt_template' },
      });
    });

    it('409: names are unique in the project, also when 50 requests race', async () => {
      const body = { name: 'the one', scorer: CONTAINS };
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => lab.client.begin('post', '/v1/scoring-rules').send(body)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array.from({ length: 49 }, () => 409)]);
      const other = await rule();
      await lab.client.patch(`/v1/scoring-rules/${other.id}`, { name: 'the one' }, 409);
    });

    it('another project sees nothing, a read key changes nothing, a list needs a project', async () => {
      const { id } = await rule();
      const stranger = await Lab.open(api);
      await stranger.client.get(`/v1/scoring-rules/${id}`, 404);
      await stranger.client.delete(`/v1/scoring-rules/${id}`, 404);
      const reader = await api.clientOf(lab.projectId, 'read');
      await reader.post('/v1/scoring-rules', { name: 'x', scorer: CONTAINS }, 403);
      expect((await api.admin.get('/v1/scoring-rules', 400)).body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('at most 2 statements each', async () => {
      const { id } = await rule();
      const bare = { name: `rule ${newId()}`, scorer: CONTAINS };
      const calls = [
        () => lab.client.post('/v1/scoring-rules', bare, 201),
        () => lab.client.get(`/v1/scoring-rules/${id}`),
        () => lab.client.patch(`/v1/scoring-rules/${id}`, { enabled: false }),
        () => lab.client.get('/v1/scoring-rules'),
        () => lab.client.delete(`/v1/scoring-rules/${id}`),
      ];
      for (const call of calls) {
        const { statements } = await countStatements(call);
        expect(statements.slice(2)).toEqual([]);
      }
    });
  });

  describe('new spans', () => {
    it('that match are scored in the background, each once, however their trace grows', async () => {
      await rule();
      await rule({ target_kind: 'llm' });
      const traceId = `t-${newId()}`;
      const [root, llm] = await ingest(['agent', 'llm', 'tool'], {}, traceId);
      expect(await scored()).toEqual([root, llm].sort());
      const late = { id: 'late', trace_id: traceId, parent_span_id: root, name: 'x', kind: 'llm', output: 'out' };
      await lab.client.post('/v1/traces/ingest', { spans: [{ ...late, start_time: '2026-01-01T00:00:01Z' }] }, 201);
      expect(await scored()).toEqual([root, llm, 'late'].sort());
    });

    it('over OTLP too, by a judge', async () => {
      fake.answerBy(() => says('0.5'));
      await rule({ scorer: { scorer_name: 'helpful', scorer: 'llm_judge' } });
      const span = {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        name: 'call',
        startTimeUnixNano: '1767225600000000000',
        endTimeUnixNano: '1767225601000000000',
        attributes: [{ key: 'output.value', value: { stringValue: 'out' } }],
      };
      const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
      await lab.client.raw('post', '/v1/traces', body, 200);
      expect(await scored()).toEqual([span.spanId]);
    });

    it('are held against the filter of the rule', async () => {
      await rule({ filter: { model: 'gpt-x', 'metadata.env': 'prod', has_error: false } });
      const [wanted] = await ingest(['agent'], { model: 'gpt-x', metadata: { env: 'prod' } });
      await ingest(['agent'], { model: 'gpt-y', metadata: { env: 'prod' } });
      await ingest(['agent'], { model: 'gpt-x', metadata: { env: 'test' } });
      await ingest(['agent'], { model: 'gpt-x', metadata: { env: 'prod' }, error: { message: 'broke' } });
      expect(await scored()).toEqual([wanted]);
    });

    it('q waits for the search index', async () => {
      await rule({ filter: { q: 'marvellous' } });
      const [wanted] = await ingest(['agent'], { output: 'a marvellous out' });
      await ingest(['agent'], { output: 'a plain out' });
      await api.app.get(SearchIndexer).drain();
      expect(await scored()).toEqual([wanted]);
    });

    it('sampling_rate takes a share of the traces, the same whatever the process', async () => {
      const [half, tenth, none] = [
        await rule({ sampling_rate: 0.5, scorer: { ...CONTAINS, scorer_name: 'half' } }),
        await rule({ sampling_rate: 0.1, scorer: { ...CONTAINS, scorer_name: 'tenth' } }),
        await rule({ sampling_rate: 0, scorer: { ...CONTAINS, scorer_name: 'none' } }),
      ];
      expect([half, tenth, none]).toHaveLength(3);
      const spans = Array.from({ length: 200 }, (_, index) => ({
        id: `s${index}`,
        trace_id: `sample-${index}`,
        name: 'call',
        start_time: '2026-01-01T00:00:00Z',
        output: 'out',
      }));
      await lab.client.post('/v1/traces/ingest', { spans }, 201);
      await idle();
      const sql = 'SELECT scorer_name, span_id FROM scores WHERE project_id = $1';
      const { rows } = await api.app.get(Database).run<{ scorer_name: string; span_id: string }>(sql, [lab.projectId]);
      const of = (name: string) => rows.filter((row) => row.scorer_name === name).map((row) => row.span_id);
      expect(of('half').length).toBeGreaterThan(70);
      expect(of('half').length).toBeLessThan(130);
      expect(of('tenth').length).toBeGreaterThan(5);
      expect(of('tenth').every((id) => of('half').includes(id))).toBe(true);
      expect(of('none')).toEqual([]);
    });

    it('a rule that is disabled, deleted or of another project scores nothing', async () => {
      const disabled = await rule({ enabled: false });
      const deleted = await rule();
      await lab.client.delete(`/v1/scoring-rules/${deleted.id}`);
      const other = await Lab.open(api);
      await other.client.post('/v1/scoring-rules', { name: 'x', scorer: CONTAINS }, 201);
      await ingest(['agent']);
      expect(await scored()).toEqual([]);
      await lab.client.patch(`/v1/scoring-rules/${disabled.id}`, { enabled: true });
      const [next] = await ingest(['agent']);
      expect(await scored()).toEqual([next]);
    });

    it('without a rule ingestion notes nothing; with one it takes no statement more', async () => {
      const quiet = await startTestApp();
      try {
        const calm = await Lab.open(quiet);
        const send = (id: string) =>
          calm.client.post(
            '/v1/traces/ingest',
            { spans: [{ id, trace_id: id, name: 'call', start_time: '2026-01-01T00:00:00Z', output: 'out' }] },
            201,
          );
        const pending = async (): Promise<number> =>
          (await quiet.app.get(Database).run('SELECT 1 FROM rule_pending')).rowCount;
        await send('warm');
        const without = await countStatements(() => send('a'));
        expect(await pending()).toBe(0);
        await calm.client.post('/v1/scoring-rules', { name: 'x', scorer: CONTAINS }, 201);
        const withRule = await countStatements(() => send('b'));
        expect(withRule.statements).toHaveLength(without.statements.length);
        expect(await pending()).toBe(1);
        const worker = await startTestApp({ worker: 'inside' }, { url: quiet.databaseUrl });
        try {
          await eventually('the note is seen', async () => ((await pending()) === 0 ? true : undefined));
          const path = '/v1/scores?target_id=b&target_type=span';
          const made = await eventually('a score', async () => (await calm.client.get(path)).body.items[0]);
          expect(made).toMatchObject({ scorer_name: 'says out', value: 1 });
        } finally {
          await worker.close();
        }
      } finally {
        await quiet.close();
      }
    });

    it('two workers and 50 requests at once: every span is scored once', async () => {
      await rule({ target_kind: 'any' });
      const second = await startTestApp({ worker: 'inside' }, { url: api.databaseUrl });
      try {
        const sent = await Promise.all(Array.from({ length: 50 }, () => ingest(['agent', 'llm'])));
        expect(await scored()).toEqual(sent.flat().sort());
      } finally {
        await second.close();
      }
    });

    it('a trace that is deleted before its rules are applied is passed over', async () => {
      await rule();
      const traceId = `t-${newId()}`;
      await ingest(['agent'], {}, traceId);
      await lab.client.delete(`/v1/traces/${traceId}`);
      const [next] = await ingest(['agent']);
      expect(await scored()).toEqual([next]);
    });
  });
});
