import { countStatements } from '@assay/testing';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('sessions', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
  const list = async (project: string, query = '') =>
    (await api.admin.get(`/v1/sessions?project_id=${project}${query}`)).body;
  const get = async (project: string, id: string, query = '', status = 200) =>
    (await api.admin.get(`/v1/sessions/${encodeURIComponent(id)}?project_id=${project}${query}`, status)).body;
  const at = (second: number) => `2026-02-21T22:00:${String(second).padStart(2, '0')}.000Z`;
  const trace = (trace_id: string, session_id: unknown, from: number, fields: Record<string, unknown> = {}) => {
    const { metadata, ...rest } = fields;
    return span({
      trace_id,
      id: `${trace_id}-root`,
      start_time: at(from),
      metadata: { session_id, ...(metadata as object) },
      ...rest,
    });
  };

  describe('GET /v1/sessions', () => {
    it('200: sums up the traces of a session', async () => {
      const project = newProject();
      await send(project, [
        trace('a', 's1', 5, { end_time: at(7), tokens_input: 3, tokens_output: 4, metadata: { user_id: 'u1' } }),
        trace('b', 's1', 1, {
          end_time: at(2),
          tokens_input: 10,
          error: { message: 'no' },
          metadata: { user_id: 'u2' },
        }),
        span({ trace_id: 'b', parent_span_id: 'b-root', start_time: at(1), error: { message: 'no' } }),
        trace('c', 's2', 30),
        span({ trace_id: 'none' }),
      ]);
      const { items } = await list(project);
      expect(items).toEqual([
        expect.objectContaining({ session_id: 's2', trace_count: 1, duration_ms: 0, user_ids: [] }),
        {
          session_id: 's1',
          project_id: project,
          trace_count: 2,
          tokens_input: 13,
          tokens_output: 4,
          error_count: 2,
          first_activity_at: at(1),
          last_activity_at: at(7),
          duration_ms: 6_000,
          user_ids: ['u1', 'u2'],
        },
      ]);
    });

    it('200: newest activity first, by the end of a trace or else its start', async () => {
      const project = newProject();
      await send(project, [
        trace('a', 'long', 1, { end_time: at(50) }),
        trace('b', 'short', 20, { end_time: at(21) }),
        trace('c', 'open', 30),
      ]);
      const order = async () => (await list(project)).items.map((item: any) => item.session_id);
      expect(await order()).toEqual(['long', 'open', 'short']);
      await send(project, [trace('d', 'short', 55)]);
      expect(await order()).toEqual(['short', 'long', 'open']);
    });

    it('200: a walk meets every session once, with tied times and traces that arrive meanwhile', async () => {
      const project = newProject();
      const spans = Array.from({ length: 60 }, (_, index) =>
        trace(`t${(index * 13) % 60}`, `s${index % 17}`, index % 3),
      );
      await send(project, spans);
      const walked: string[] = [];
      let cursor = '';
      for (let page = 0; ; page += 1) {
        const next = await list(project, `&limit=4${cursor}`);
        walked.push(...next.items.map((item: any) => item.session_id));
        if (next.next_cursor === null) break;
        cursor = `&cursor=${next.next_cursor}`;
        // A new session, and one that was shown already: neither disturbs the rest of the walk.
        await send(project, [trace(`new${page}`, `new${page}`, 40 + page), trace(`more${page}`, walked[0], 40 + page)]);
      }
      expect([...walked].sort()).toEqual(Array.from({ length: 17 }, (_, index) => `s${index}`).sort());
    });

    it('200: an unknown project is an empty page; others keep to themselves', async () => {
      const project = newProject();
      await send(project, [trace('a', 's', 1)]);
      expect((await list(newProject())).items).toEqual([]);
    });

    it('200: a deleted trace no longer counts, and a session without traces is gone', async () => {
      const project = newProject();
      await send(project, [trace('a', 's', 1), trace('b', 's', 2)]);
      await api.admin.delete(`/v1/traces/b?project_id=${project}`);
      expect((await list(project)).items).toEqual([
        expect.objectContaining({ trace_count: 1, last_activity_at: at(1) }),
      ]);
      await api.admin.delete(`/v1/traces/a?project_id=${project}`);
      expect((await list(project)).items).toEqual([]);
    });

    it('400: without project_id, and a cursor of another list', async () => {
      const { body } = await api.admin.get('/v1/sessions', 400);
      expect(body.error.code).toBe('PROJECT_REQUIRED');
      const project = newProject();
      await send(project, [trace('a', 's', 1), trace('b', 't', 1)]);
      const { next_cursor: cursor } = await list(project, '&limit=1');
      await api.admin.get(`/v1/traces?project_id=${project}&cursor=${cursor}`, 400);
      await api.admin.get(`/v1/sessions?project_id=${newProject()}&cursor=${cursor}`, 400);
    });
  });

  describe('GET /v1/sessions/:id', () => {
    it('200: the session with its traces in order, paged', async () => {
      const project = newProject();
      await send(project, [trace('c', 's', 2), trace('a', 's', 2), trace('b', 's', 1), trace('x', 'other', 1)]);
      const whole = await get(project, 's');
      expect(whole.session).toMatchObject({ session_id: 's', trace_count: 3 });
      expect(whole.items.map(({ id }: any) => id)).toEqual(['b', 'a', 'c']);
      const first = await get(project, 's', '&limit=2');
      expect(first.items.map(({ id }: any) => id)).toEqual(['b', 'a']);
      const rest = await get(project, 's', `&limit=2&cursor=${first.next_cursor}`);
      expect(rest).toMatchObject({ items: [{ id: 'c' }], next_cursor: null, limit: 2 });
      await get(project, 'other', `&cursor=${first.next_cursor}`, 400);
    });

    it('200: names of any script, with slashes and spaces, and numbers', async () => {
      const project = newProject();
      const names = ['会话 1/2', 'a?b#c', '%'];
      await send(
        project,
        names.map((name, index) => trace(`t${index}`, name, index)),
      );
      await send(project, [trace('n', 17, 1)]);
      for (const name of [...names, '17']) expect((await get(project, name)).session.session_id).toBe(name);
    });

    it('200: without project_id for a token of every project, where one project holds the session', async () => {
      const [project, session] = [newProject(), newProject()];
      await send(project, [trace('a', session, 1)]);
      const { body } = await api.admin.get(`/v1/sessions/${session}`);
      expect(body.session).toMatchObject({ session_id: session, project_id: project });
    });

    it('200: a page beyond the last trace, deleted meanwhile, is empty', async () => {
      const project = newProject();
      await send(project, [trace('a', 's', 1), trace('b', 's', 2)]);
      const { next_cursor: cursor } = await get(project, 's', '&limit=1');
      await api.admin.delete(`/v1/traces/b?project_id=${project}`);
      const rest = await get(project, 's', `&cursor=${cursor}`);
      expect(rest).toMatchObject({ session: { trace_count: 1 }, items: [], next_cursor: null });
    });

    it('400 PROJECT_REQUIRED: several projects hold the session and none is named', async () => {
      const session = newProject();
      for (const project of [newProject(), newProject()]) await send(project, [trace('a', session, 1)]);
      const { body } = await api.admin.get(`/v1/sessions/${session}`, 400);
      expect(body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('404: a session that no trace of the project names', async () => {
      const project = newProject();
      await send(project, [trace('a', 's', 1)]);
      for (const id of ['S', '\u0000', 'x'.repeat(3_000)]) await get(project, id, '', 404);
      await get(newProject(), 's', '', 404);
      await api.admin.get(`/v1/sessions/${newProject()}`, 404);
      await (await api.clientOf(newProject())).get('/v1/sessions/s', 404);
      await (await api.clientOf(newProject())).get(`/v1/sessions/s?project_id=${project}`, 404);
    });
  });

  it('a list and a session cost one statement, a session without project_id two', async () => {
    const [project, session] = [newProject(), newProject()];
    await send(project, [trace('a', session, 1)]);
    await list(project);
    const count = async (work: () => Promise<unknown>) => (await countStatements(work)).statements.length;
    expect(await count(() => list(project))).toBe(1);
    expect(await count(() => get(project, session))).toBe(1);
    expect(await count(() => api.admin.get(`/v1/sessions/${session}`))).toBe(2);
  });
});
