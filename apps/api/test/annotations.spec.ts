import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { anyTime } from './answer-forms';
import { Rows } from './factories/rows';
import { startTestApp, type TestApp } from './test-app';

describe('annotations', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const inProject = async (): Promise<Rows> => new Rows(api, `p-${newId()}`).project();
  /** A trace in a project of its own. */
  const aTrace = async (span: Record<string, unknown> | null = {}): Promise<{ rows: Rows; traceId: string }> => {
    const rows = await inProject();
    const traceId = `t-${newId()}`;
    await rows.trace(traceId, {}, span);
    return { rows, traceId };
  };
  const alice = (traceId: string, more: object = {}): object => ({
    trace_id: traceId,
    annotator: 'alice@example.com',
    label: 'hallucination',
    ...more,
  });
  const countOf = async (rows: Rows, traceId: string): Promise<unknown> => {
    const text = 'SELECT annotation_count FROM traces WHERE project_id = $1 AND id = $2';
    const answer = await api.app.get(Database).run<{ annotation_count: number }>(text, [rows.projectId, traceId]);
    return answer.rows[0]?.annotation_count;
  };

  describe('POST /v1/annotations 201', () => {
    it('annotates a span and answers the whole annotation', async () => {
      const { rows, traceId } = await aTrace({ id: 'span-B' });
      const sent = alice(traceId, {
        span_id: 'span-B',
        correction: 'The correct answer is Paris, not Lyon.',
        notes: 'Model confused capital with second-largest city.',
      });
      const { body } = await api.admin.post('/v1/annotations', sent, 201);
      expect(body).toEqual({
        ...sent,
        id: expect.any(String),
        project_id: rows.projectId,
        created_at: anyTime,
      });
      expect((await api.admin.get(`/v1/annotations/${body.id}`)).body).toEqual(body);
    });

    it('annotates a whole trace; what is absent is answered as null', async () => {
      const { traceId } = await aTrace();
      const { body } = await api.admin.post('/v1/annotations', alice(traceId), 201);
      expect(body).toMatchObject({ span_id: null, correction: null, notes: null });
    });

    it.each([{ label: 'x' }, { correction: 'x' }, { notes: 'x' }])('one of the three is enough: %j', async (given) => {
      const { traceId } = await aTrace();
      const nulls = { label: null, correction: null, notes: null, span_id: null, project_id: null };
      await api.admin.post('/v1/annotations', alice(traceId, { ...nulls, ...given }), 201);
    });

    it.each(['0', 'false', '""', '[]', '{"z":1,"10":2}', '12345678901234567890', '1e400', '"\\u0000\\ud800"'])(
      'the correction %s comes back as it was sent',
      async (correction) => {
        const { traceId } = await aTrace();
        const sent = JSON.stringify(alice(traceId, { label: undefined })).replace(/}$/, `,"correction":${correction}}`);
        const { text, body } = await api.admin.raw('post', '/v1/annotations', sent, 201);
        expect(text).toContain(`"correction":${correction},"notes"`);
        expect((await api.admin.get(`/v1/annotations/${body.id}`)).text).toBe(text);
      },
    );

    it('label and annotator are kept trimmed', async () => {
      const { traceId } = await aTrace();
      const sent = alice(traceId, { label: '  wrong ', annotator: ' bob ' });
      expect((await api.admin.post('/v1/annotations', sent, 201)).body).toMatchObject({
        label: 'wrong',
        annotator: 'bob',
      });
    });

    it('several per trace are all kept, and counted exactly when 50 come at once', async () => {
      const { rows, traceId } = await aTrace();
      await Promise.all(Array.from({ length: 50 }, () => api.admin.post('/v1/annotations', alice(traceId), 201)));
      expect(await countOf(rows, traceId)).toBe(50);
      const { body } = await api.admin.get(`/v1/annotations?trace_id=${traceId}&limit=200`);
      expect(body.items).toHaveLength(50);
    });

    it('a trace that is deleted meanwhile takes its annotations along', async () => {
      const { rows, traceId } = await aTrace();
      const text = 'DELETE FROM traces WHERE project_id = $1 AND id = $2';
      const statuses = await Promise.all([
        ...Array.from({ length: 50 }, async () => {
          const answer = await api.admin.begin('post', '/v1/annotations').send(alice(traceId));
          return answer.status;
        }),
        api.app
          .get(Database)
          .run(text, [rows.projectId, traceId])
          .then(() => 404),
      ]);
      expect(statuses.filter((status) => status !== 201 && status !== 404)).toEqual([]);
      const left = await api.app.get(Database).run('SELECT 1 FROM annotations WHERE trace_id = $1', [traceId]);
      expect(left.rowCount).toBe(0);
    });
  });

  describe('POST /v1/annotations 400', () => {
    it.each([{}, { label: null, correction: null, notes: null }])('EMPTY_ANNOTATION for %j', async (three) => {
      const { traceId } = await aTrace();
      const { body } = await api.admin.post('/v1/annotations', alice(traceId, { label: undefined, ...three }), 400);
      expect(body.error.code).toBe('EMPTY_ANNOTATION');
    });

    it('EMPTY_ANNOTATION for a null correction in a body that is read exactly', async () => {
      const { traceId } = await aTrace();
      const sent = `{"trace_id":"${traceId}","annotator":"a","correction": null,"n":12345678901234567890}`;
      const { body } = await api.admin.raw('post', '/v1/annotations', sent, 400);
      expect(body.error.code).toBe('EMPTY_ANNOTATION');
    });

    it.each([
      ['annotator', undefined],
      ['annotator', ''],
      ['annotator', ' \t\n'],
      ['annotator', 'x'.repeat(1_025)],
      ['annotator', 7],
      ['annotator', 'a\u0000'],
      ['label', ''],
      ['label', '   '],
      ['label', 7],
      ['notes', 7],
      ['notes', '\ud800'],
      ['notes', 'x'.repeat(1024 * 1024 + 1)],
      ['trace_id', undefined],
      ['trace_id', ''],
      ['span_id', 7],
    ])('INVALID_REQUEST for %s %.20j', async (field, value) => {
      const { traceId } = await aTrace();
      const { body } = await api.admin.post('/v1/annotations', alice(traceId, { [field]: value }), 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('PROJECT_REQUIRED only when several projects hold the trace id', async () => {
      const { rows, traceId } = await aTrace();
      const other = await inProject();
      await other.trace(traceId);
      expect((await api.admin.post('/v1/annotations', alice(traceId), 400)).body.error.code).toBe('PROJECT_REQUIRED');
      expect((await api.admin.get(`/v1/annotations?trace_id=${traceId}`, 400)).body.error.code).toBe(
        'PROJECT_REQUIRED',
      );
      const named = alice(traceId, { project_id: rows.projectId });
      expect((await api.admin.post('/v1/annotations', named, 201)).body.project_id).toBe(rows.projectId);
      const bound = await (await api.clientOf(other.projectId)).post('/v1/annotations', alice(traceId), 201);
      expect(bound.body.project_id).toBe(other.projectId);
      await api.admin.get(`/v1/annotations?trace_id=${traceId}&project_id=${rows.projectId}`);
    });
  });

  describe('POST /v1/annotations 403, 404 and 422', () => {
    it('403: a read key cannot annotate', async () => {
      const { rows, traceId } = await aTrace();
      await (await api.clientOf(rows.projectId, 'read')).post('/v1/annotations', alice(traceId), 403);
    });

    it('404: an unknown trace, also with a span', async () => {
      const { rows } = await aTrace({ id: 'span' });
      const bound = await api.clientOf(rows.projectId);
      for (const more of [{}, { span_id: 'span' }]) {
        await api.admin.post('/v1/annotations', alice(`t-${newId()}`, more), 404);
        await bound.post('/v1/annotations', alice(`t-${newId()}`, more), 404);
        const named = alice(`t-${newId()}`, { ...more, project_id: rows.projectId });
        await api.admin.post('/v1/annotations', named, 404);
      }
    });

    it('404: a trace of another project, alike to the byte with one that does not exist', async () => {
      const { traceId } = await aTrace();
      const stranger = await api.clientOf(`p-${newId()}`);
      const missing = `t-${newId()}`;
      const foreign = await stranger.post('/v1/annotations', alice(traceId), 404);
      const absent = await stranger.post('/v1/annotations', alice(missing), 404);
      expect(foreign.text).toBe(absent.text.replaceAll(missing, traceId));
    });

    it('INVALID_ANNOTATION_SCOPE: a span of another trace, or of none; nothing is stored or counted', async () => {
      const { rows, traceId } = await aTrace();
      await rows.trace('other', {}, { id: 'elsewhere' });
      for (const spanId of ['elsewhere', 'nowhere']) {
        const { body } = await api.admin.post('/v1/annotations', alice(traceId, { span_id: spanId }), 422);
        expect(body.error).toMatchObject({ code: 'INVALID_ANNOTATION_SCOPE', details: { field: 'span_id' } });
      }
      expect(await countOf(rows, traceId)).toBe(0);
      expect((await api.admin.get(`/v1/annotations?trace_id=${traceId}`)).body.items).toEqual([]);
    });
  });

  describe('GET /v1/annotations', () => {
    it('200: oldest first, in the order sent, every annotation once over pages', async () => {
      const { traceId } = await aTrace();
      const sent: string[] = [];
      for (let i = 0; i < 7; i += 1) sent.push((await api.admin.post('/v1/annotations', alice(traceId), 201)).body.id);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await api.admin.get(`/v1/annotations?trace_id=${traceId}&limit=3${cursor}`);
        seen.push(...body.items.map((item: { id: string }) => item.id));
        cursor = body.next_cursor === null ? '' : `&cursor=${encodeURIComponent(body.next_cursor)}`;
      } while (cursor !== '');
      expect(seen).toEqual(sent);
    });

    it('200: span_id keeps the annotations of one span', async () => {
      const { traceId } = await aTrace({ id: 'root' });
      await api.admin.post('/v1/annotations', alice(traceId), 201);
      const { body: ofSpan } = await api.admin.post('/v1/annotations', alice(traceId, { span_id: 'root' }), 201);
      const list = `/v1/annotations?trace_id=${traceId}`;
      expect((await api.admin.get(`${list}&span_id=root`)).body.items).toEqual([ofSpan]);
      expect((await api.admin.get(`${list}&span_id=unknown`)).body.items).toEqual([]);
      expect((await api.admin.get(list)).body.items).toHaveLength(2);
    });

    it('200: a read key may list and fetch', async () => {
      const { rows, traceId } = await aTrace();
      const { body } = await api.admin.post('/v1/annotations', alice(traceId), 201);
      const reader = await api.clientOf(rows.projectId, 'read');
      const list = await reader.get(`/v1/annotations?trace_id=${traceId}`);
      expect(list.body).toEqual({ items: [body], next_cursor: null, limit: 50 });
      await reader.get(`/v1/annotations/${body.id}`);
    });

    it('400: without trace_id', async () => {
      const { body } = await api.admin.get('/v1/annotations', 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'trace_id' } });
    });

    it('400: a limit out of bounds, or a cursor of another trace or span', async () => {
      const [{ traceId }, other] = [await aTrace(), await aTrace()];
      await api.admin.post('/v1/annotations', alice(traceId), 201);
      await api.admin.post('/v1/annotations', alice(traceId), 201);
      const { body } = await api.admin.get(`/v1/annotations?trace_id=${traceId}&limit=1`);
      for (const bad of ['limit=0', 'limit=201', 'cursor=x', `cursor=${body.next_cursor}&span_id=s`]) {
        await api.admin.get(`/v1/annotations?trace_id=${traceId}&${bad}`, 400);
      }
      await api.admin.get(`/v1/annotations?trace_id=${other.traceId}&cursor=${body.next_cursor}`, 400);
    });

    it('404: an unknown trace', async () => {
      await api.admin.get(`/v1/annotations?trace_id=${newId()}`, 404);
      await (await api.clientOf(`p-${newId()}`)).get(`/v1/annotations?trace_id=${newId()}`, 404);
    });
  });

  describe('GET /v1/annotations/:id', () => {
    it.each([newId(), 'unknown', '%00', 'a%2Fb'])('404: no annotation %s', async (id) => {
      expect((await api.admin.get(`/v1/annotations/${id}`, 404)).body.error.code).toBe('NOT_FOUND');
    });

    it('404: one of another project, alike to the byte with one that does not exist', async () => {
      const { traceId } = await aTrace();
      const { body } = await api.admin.post('/v1/annotations', alice(traceId), 201);
      const stranger = await api.clientOf(`p-${newId()}`);
      const missing = newId();
      const foreign = await stranger.get(`/v1/annotations/${body.id}`, 404);
      const absent = await stranger.get(`/v1/annotations/${missing}`, 404);
      expect(foreign.text).toBe(absent.text.replaceAll(missing, body.id));
    });
  });

  it('annotations never change: there is no way to change or delete one', async () => {
    const { traceId } = await aTrace();
    const { body } = await api.admin.post('/v1/annotations', alice(traceId), 201);
    for (const method of ['patch', 'delete'] as const) {
      const answer = await api.admin.begin(method, `/v1/annotations/${body.id}`).send({});
      expect([answer.status, answer.body.error.code]).toEqual([404, 'NOT_FOUND']);
    }
  });
});
