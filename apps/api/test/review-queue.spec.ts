import { Database } from '@assay/database';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('review queue', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
  const enqueue = (project: string, trace = 'trace-1') =>
    api.admin.post(`/v1/traces/${trace}/queue?project_id=${project}`, {}, 200);
  const queue = async (project: string, query = '') =>
    (await api.admin.get(`/v1/queue?project_id=${project}${query}`)).body;

  describe('POST /v1/traces/:id/queue', () => {
    it('200: idempotent, the first queued_at stays', async () => {
      const project = newProject();
      await send(project, [span()]);
      const { body } = await enqueue(project);
      expect(body).toEqual({ trace_id: 'trace-1', queued: true, queued_at: expect.stringMatching(/Z$/) });
      expect((await enqueue(project)).body).toEqual(body);
      expect((await queue(project)).items).toHaveLength(1);
    });

    it('200: no body, an empty JSON body, and project_id in query or body', async () => {
      const project = newProject();
      await send(project, [span()]);
      expect((await api.admin.begin('post', `/v1/traces/trace-1/queue?project_id=${project}`)).status).toBe(200);
      await api.admin.raw('post', `/v1/traces/trace-1/queue?project_id=${project}`, '', 200);
      await api.admin.post('/v1/traces/trace-1/queue', { project_id: project }, 200);
    });

    it('400: a project_id of the wrong type', async () => {
      await api.admin.post('/v1/traces/trace-1/queue', { project_id: 7 }, 400);
    });

    it('404: an unknown trace, and one of another project', async () => {
      const project = newProject();
      await send(project, [span()]);
      await api.admin.post(`/v1/traces/nope/queue?project_id=${project}`, {}, 404);
      const stranger = await api.clientOf(newProject());
      await stranger.post('/v1/traces/trace-1/queue', {}, 404);
      await stranger.post('/v1/traces/trace-1/queue', { project_id: project }, 404);
    });

    it('403: a read key', async () => {
      await (await api.clientOf(newProject(), 'read')).post('/v1/traces/trace-1/queue', {}, 403);
    });
  });

  describe('DELETE /v1/traces/:id/queue', () => {
    it('200: idempotent', async () => {
      const project = newProject();
      await send(project, [span()]);
      await enqueue(project);
      for (let time = 0; time < 2; time += 1) {
        const { body } = await api.admin.delete(`/v1/traces/trace-1/queue?project_id=${project}`);
        expect(body).toEqual({ trace_id: 'trace-1', queued: false });
      }
      expect((await queue(project)).items).toEqual([]);
    });

    it('404: an unknown trace', async () => {
      await api.admin.delete(`/v1/traces/nope/queue?project_id=${newProject()}`, 404);
    });
  });

  describe('GET /v1/queue', () => {
    it('200: oldest entry first, with the root span or null', async () => {
      const project = newProject();
      await send(project, [
        span({ id: 'root', trace_id: 'a', input: { q: 1 }, output: 'x', duration_ms: 5 }),
        span({ trace_id: 'b', parent_span_id: 'none' }),
      ]);
      await enqueue(project, 'b');
      await enqueue(project, 'a');
      const pending = { status: 'pending', annotation_count: 0, queued_at: expect.any(String) };
      expect(await queue(project)).toEqual({
        items: [
          { trace_id: 'b', root_span: null, ...pending },
          {
            trace_id: 'a',
            root_span: { id: 'root', name: 'work', input: { q: 1 }, output: 'x', duration_ms: 5 },
            ...pending,
          },
        ],
        next_cursor: null,
        limit: 50,
      });
    });

    it('200: status keeps the pending or the annotated', async () => {
      const project = newProject();
      await send(
        project,
        ['a', 'b'].map((trace_id) => span({ trace_id })),
      );
      for (const trace of ['a', 'b']) await enqueue(project, trace);
      await api.app
        .get(Database)
        .run('UPDATE traces SET annotation_count = 2 WHERE project_id = $1 AND id = $2', [project, 'a']);
      const shown = async (query: string) =>
        (await queue(project, query)).items.map((item: any) => [item.trace_id, item.status, item.annotation_count]);
      expect(await shown('&status=pending')).toEqual([['b', 'pending', 0]]);
      expect(await shown('&status=annotated')).toEqual([['a', 'annotated', 2]]);
      expect(await shown('')).toEqual([
        ['a', 'annotated', 2],
        ['b', 'pending', 0],
      ]);
    });

    it('200: a walk by cursor meets each entry once, under each status', async () => {
      const project = newProject();
      const traces = Array.from({ length: 7 }, (_, index) => `t${index}`);
      await send(
        project,
        traces.map((trace_id) => span({ trace_id })),
      );
      for (const trace of traces) await enqueue(project, trace);
      for (const status of ['', '&status=pending']) {
        const seen: string[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const page: any = await queue(project, `&limit=2${status}${cursor === '' ? '' : `&cursor=${cursor}`}`);
          seen.push(...page.items.map((item: any) => item.trace_id));
          cursor = page.next_cursor;
        }
        expect(seen).toEqual(traces);
      }
    });

    it.each(['done', '', 'PENDING'])('400 INVALID_QUEUE_STATUS: %j', async (status) => {
      const { body } = await api.admin.get(`/v1/queue?project_id=p&status=${status}`, 400);
      expect(body.error).toMatchObject({
        code: 'INVALID_QUEUE_STATUS',
        details: { field: 'status', allowed: ['pending', 'annotated'] },
      });
    });

    it('400 PROJECT_REQUIRED: an unbound token without project_id', async () => {
      expect((await api.admin.get('/v1/queue', 400)).body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('400: a cursor of another status', async () => {
      const project = newProject();
      await send(
        project,
        ['a', 'b'].map((trace_id) => span({ trace_id })),
      );
      for (const trace of ['a', 'b']) await enqueue(project, trace);
      const { next_cursor: cursor } = await queue(project, '&limit=1');
      await api.admin.get(`/v1/queue?project_id=${project}&status=pending&cursor=${cursor}`, 400);
    });
  });
});
