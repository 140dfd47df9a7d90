import { anyTime } from './answer-forms';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('reading and deleting traces', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
  const list = async (project: string, query = '') =>
    (await api.admin.get(`/v1/traces?project_id=${project}${query}`)).body;
  const only = async (project: string) => (await list(project)).items[0];

  describe('GET /v1/traces/:id', () => {
    it('200: the trace with its spans, as the contract shows it', async () => {
      const project = newProject();
      await send(project, [span({ id: 'root', metadata: { a: 1 } })]);
      const { body } = await api.admin.get(`/v1/traces/trace-1?project_id=${project}`);
      expect(body).toEqual({
        id: 'trace-1',
        project_id: project,
        root_span_id: 'root',
        span_count: 1,
        spans: [expect.objectContaining({ id: 'root' })],
        created_at: anyTime,
        metadata: { a: 1 },
        queued_at: null,
      });
    });

    it('200: spans by start_time, then id', async () => {
      const project = newProject();
      const at = (id: string, micros: string) =>
        span({ id, parent_span_id: 'x', start_time: `2026-01-01T00:00:00.${micros}Z` });
      await send(project, [
        at('b', '000002'),
        at('Z', '000002'),
        at('a', '000002'),
        at('late', '1'),
        at('early', '000001'),
      ]);
      const { body } = await api.admin.get(`/v1/traces/trace-1?project_id=${project}`);
      expect(body.spans.map(({ id }: any) => id)).toEqual(['early', 'Z', 'a', 'b', 'late']);
    });

    it('404: an unknown trace, ids that none can have, and those of other projects alike', async () => {
      const project = newProject();
      await send(project, [span({ id: 'root' })]);
      for (const id of ['nope', '%00', '..%2f', 'x'.repeat(600), '%0A'])
        await api.admin.get(`/v1/traces/${id}?project_id=${project}`, 404);
      const stranger = await api.clientOf(newProject());
      const hidden = await stranger.get('/v1/traces/trace-1', 404);
      expect(hidden.body.error).toEqual({
        code: 'NOT_FOUND',
        message: 'no such trace',
        details: { resource: 'trace', id: 'trace-1' },
      });
      await stranger.get(`/v1/traces/trace-1?project_id=${project}`, 404);
    });

    it('an unbound token finds a trace that one project holds without project_id', async () => {
      const [project, trace] = [newProject(), newProject()];
      await send(project, [span({ trace_id: trace })]);
      expect((await api.admin.get(`/v1/traces/${trace}`)).body.project_id).toBe(project);
    });

    it('400 PROJECT_REQUIRED: an unbound token when several projects hold the id', async () => {
      const trace = newProject();
      for (const project of [newProject(), newProject()]) await send(project, [span({ trace_id: trace })]);
      expect((await api.admin.get(`/v1/traces/${trace}`, 400)).body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('400: a project_id that is none', async () => {
      await api.admin.get('/v1/traces/t?project_id=', 400);
      await api.admin.get('/v1/traces/t?project_id=a&project_id=b', 400);
    });
  });

  describe('GET /v1/traces', () => {
    it('each item carries the root span with previews, sums, models, times and labels', async () => {
      const project = newProject();
      await send(project, [
        span({
          id: 'root',
          kind: 'agent',
          input: 'ask',
          output: { a: 1 },
          end_time: '2026-02-21T22:00:02.000Z',
          model: 'm1',
          tokens_input: 1,
          metadata: { session_id: 's1', user_id: 'u1', tags: '["b","a"]', n: 1 },
        }),
        span({
          parent_span_id: 'root',
          tokens_input: 10,
          tokens_output: 5,
          model: 'm2',
          error: { message: 'x' },
          end_time: '2026-02-21T22:00:03.000Z',
        }),
        span({ parent_span_id: 'root', model: 'm2', start_time: '2026-02-21T21:00:00Z' }),
      ]);
      expect(await list(project)).toEqual({
        items: [
          {
            id: 'trace-1',
            project_id: project,
            root_span_id: 'root',
            span_count: 3,
            created_at: expect.any(String),
            metadata: { session_id: 's1', user_id: 'u1', tags: '["b","a"]', n: 1 },
            root_span: {
              id: 'root',
              name: 'work',
              kind: 'agent',
              duration_ms: 2000,
              model: 'm1',
              input_preview: 'ask',
              output_preview: '{"a":1}',
            },
            tokens_input: 11,
            tokens_output: 5,
            models: ['m1', 'm2'],
            error_count: 1,
            start_time: '2026-02-21T21:00:00.000Z',
            end_time: '2026-02-21T22:00:03.000Z',
            session_id: 's1',
            user_id: 'u1',
            tags: ['b', 'a'],
            queued_at: null,
          },
        ],
        next_cursor: null,
        limit: 50,
      });
    });

    it('batches of one trace add up to the same item, in whatever order they come', async () => {
      const root = span({ id: 'root', model: 'z', metadata: { user_id: 'u' } });
      const first = span({
        id: 'a',
        parent_span_id: 'root',
        model: 'a',
        tokens_input: 3,
        start_time: '2026-01-01T00:00:00Z',
        metadata: { session_id: 'early' },
      });
      const second = span({
        id: 'b',
        parent_span_id: 'root',
        model: 'z',
        tokens_output: 4,
        end_time: '2026-12-01T00:00:00Z',
        metadata: { session_id: 'late', user_id: 'other', tags: '["t"]' },
      });
      const items = [];
      for (const order of [
        [root, first, second],
        [second, first, root],
        [first, root, second],
      ]) {
        const project = newProject();
        for (const one of order) await send(project, [one]);
        items.push({ ...(await only(project)), project_id: '', created_at: '' });
      }
      expect(items[0]).toMatchObject({
        root_span_id: 'root',
        span_count: 3,
        models: ['a', 'z'],
        tokens_input: 3,
        tokens_output: 4,
        session_id: 'early',
        user_id: 'u',
        tags: ['t'],
      });
      expect(items[1]).toEqual(items[0]);
      expect(items[2]).toEqual(items[0]);
    });

    it('session, user and tags come from the root, else from the earliest span that has them', async () => {
      const project = newProject();
      await send(project, [
        span({ parent_span_id: 'root', start_time: '2026-01-02T00:00:00Z', metadata: { session_id: 'second' } }),
      ]);
      await send(project, [
        span({ parent_span_id: 'root', start_time: '2026-01-01T00:00:00Z', metadata: { session_id: 'first' } }),
      ]);
      await send(project, [
        span({ parent_span_id: 'root', start_time: '2026-01-03T00:00:00Z', metadata: { session_id: 'third' } }),
      ]);
      expect((await only(project)).session_id).toBe('first');
      await send(project, [
        span({ id: 'root', start_time: '2026-01-04T00:00:00Z', metadata: { session_id: 'of the root' } }),
      ]);
      expect((await only(project)).session_id).toBe('of the root');
    });

    it.each([
      ['a session of more than 1,024 bytes', { session_id: 'x'.repeat(1_025) }],
      ['tags that are no JSON', { tags: '[' }],
      ['tags that are no array', { tags: '{"a":1}' }],
      ['tags that are not all strings', { tags: '["a",1]' }],
      ['tags with U+0000', { tags: '["\\u0000"]' }],
    ])('%s stay in the metadata only', async (_name, metadata) => {
      const project = newProject();
      await send(project, [span({ metadata })]);
      expect(await only(project)).toMatchObject({ session_id: null, tags: [], metadata });
    });

    it('tags with quotes, backslashes, braces, commas and the word NULL', async () => {
      const project = newProject();
      const tags = ['a"b', 'c\\d', '{e,f}', 'NULL', '', ' g '];
      await send(project, [span({ metadata: { tags: JSON.stringify(tags) }, model: 'x"\\{},' })]);
      expect(await only(project)).toMatchObject({ tags, models: ['x"\\{},'] });
    });

    it('token sums never leave the safe integers', async () => {
      const project = newProject();
      for (const id of ['a', 'b'])
        await send(project, [
          span({ parent_span_id: id, tokens_input: Number.MAX_SAFE_INTEGER }),
          span({ parent_span_id: id, tokens_input: 5 }),
        ]);
      expect((await only(project)).tokens_input).toBe(Number.MAX_SAFE_INTEGER);
    });

    it('newest first, and a walk by cursor meets each trace once, whatever is added or deleted meanwhile', async () => {
      const project = newProject();
      await send(
        project,
        Array.from({ length: 7 }, (_, index) => span({ trace_id: `tied-${index}` })),
      );
      for (let index = 0; index < 5; index += 1) await send(project, [span({ trace_id: `t${index}` })]);
      const whole = (await list(project)).items.map(({ id }: any) => id);
      expect(whole).toEqual([
        't4',
        't3',
        't2',
        't1',
        't0',
        'tied-6',
        'tied-5',
        'tied-4',
        'tied-3',
        'tied-2',
        'tied-1',
        'tied-0',
      ]);
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: any = await list(project, `&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }: any) => id));
        cursor = page.next_cursor;
        await send(project, [span({ trace_id: `new-${seen.length}` })]);
        await api.admin.delete(`/v1/traces/${seen.at(-1)}?project_id=${project}`);
      }
      expect(seen).toEqual(whole);
    });

    it('after and before are exclusive, on created_at to the millisecond', async () => {
      const project = newProject();
      for (const trace_id of ['old', 'mid', 'new']) {
        await send(project, [span({ trace_id })]);
        const { created_at: made } = await only(project);
        // The next trace gets another millisecond: only the clock is waited for.
        while (new Date().toISOString() <= made);
      }
      const [, mid] = (await list(project)).items;
      const ids = async (query: string) => (await list(project, query)).items.map(({ id }: any) => id);
      expect(await ids(`&after=${mid.created_at}`)).toEqual(['new']);
      expect(await ids(`&before=${mid.created_at}`)).toEqual(['old']);
      expect(await ids('&after=9999-12-31T23:59:59.999999Z')).toEqual([]);
      expect(await ids('&after=0001-01-01T00:00:00Z&before=9999-12-31T23:59:59.999Z')).toHaveLength(3);
    });

    it('200: an unknown project is an empty page', async () => {
      expect(await list(newProject())).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it('400 PROJECT_REQUIRED: an unbound token without project_id; a bound one needs none', async () => {
      expect((await api.admin.get('/v1/traces', 400)).body.error.code).toBe('PROJECT_REQUIRED');
      await (await api.clientOf(newProject(), 'read')).get('/v1/traces');
    });

    it.each(['limit=0', 'limit=201', 'limit=x', 'after=yesterday', 'before=2026-01-01', 'cursor=garbage', 'after='])(
      '400: %s',
      async (query) => {
        expect((await api.admin.get(`/v1/traces?project_id=p&${query}`, 400)).body.error.code).toBe('INVALID_REQUEST');
      },
    );

    it('400: a cursor of another project or of other bounds', async () => {
      const project = newProject();
      await send(project, [span({ trace_id: 'a' }), span({ trace_id: 'b' })]);
      const { next_cursor: cursor } = await list(project, '&limit=1');
      await api.admin.get(`/v1/traces?project_id=${newProject()}&cursor=${cursor}`, 400);
      await api.admin.get(`/v1/traces?project_id=${project}&before=2027-01-01T00:00:00Z&cursor=${cursor}`, 400);
      await api.admin.get(`/v1/traces?project_id=${project}&limit=7&cursor=${cursor}`);
    });
  });

  describe('DELETE /v1/traces/:id', () => {
    it('200: removes the trace, its spans, their scores and its queue entry; the ids may be used again', async () => {
      const project = newProject();
      const spans = [span({ id: 'root', scores: [{ scorer_name: 'a', value: 1 }] })];
      await send(project, spans);
      await api.admin.post(`/v1/traces/trace-1/queue?project_id=${project}`, {}, 200);
      expect((await api.admin.delete(`/v1/traces/trace-1?project_id=${project}`)).body).toEqual({
        deleted: true,
        id: 'trace-1',
      });
      await api.admin.get(`/v1/traces/trace-1?project_id=${project}`, 404);
      await api.admin.get(`/v1/scores?project_id=${project}&target_type=span&target_id=root`, 404);
      expect((await api.admin.get(`/v1/queue?project_id=${project}`)).body.items).toEqual([]);
      await send(project, spans);
      expect(await only(project)).toMatchObject({ span_count: 1, queued_at: null });
    });

    it('404: an unknown trace, and one of another project', async () => {
      const project = newProject();
      await send(project, [span()]);
      await api.admin.delete(`/v1/traces/nope?project_id=${project}`, 404);
      await (await api.clientOf(newProject())).delete('/v1/traces/trace-1', 404);
      await (await api.clientOf(project, 'read')).delete('/v1/traces/trace-1', 403);
      expect((await list(project)).items).toHaveLength(1);
    });
  });
});
