import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('filters and sorts of GET /v1/traces', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
  const page = async (project: string, query: string, status = 200) =>
    (await api.admin.get(`/v1/traces?project_id=${project}&${query}`, status)).body;
  /** Ids of the traces that a filter keeps, sorted. */
  const kept = async (project: string, query: string): Promise<string[]> =>
    (await page(project, query)).items.map(({ id }: { id: string }) => id).sort();
  const root = (trace_id: string, fields: Record<string, unknown> = {}) =>
    span({ trace_id, id: `${trace_id}-root`, ...fields });
  const child = (trace_id: string, fields: Record<string, unknown> = {}) =>
    span({ trace_id, parent_span_id: `${trace_id}-root`, ...fields });

  describe('200', () => {
    it('has_error: true keeps traces with an errored span, false those without', async () => {
      const project = newProject();
      await send(project, [root('a'), child('a', { error: { message: 'no' } }), root('b')]);
      expect(await kept(project, 'has_error=true')).toEqual(['a']);
      expect(await kept(project, 'has_error=false')).toEqual(['b']);
    });

    it('in_queue: true keeps traces in the review queue, false the others', async () => {
      const project = newProject();
      await send(project, [root('a'), root('b')]);
      await api.admin.post(`/v1/traces/a/queue?project_id=${project}`, {}, 200);
      expect(await kept(project, 'in_queue=true')).toEqual(['a']);
      expect(await kept(project, 'in_queue=false')).toEqual(['b']);
    });

    it('model, name and kind: any span of the trace, exactly', async () => {
      const project = newProject();
      await send(project, [
        root('a', { name: 'chat', kind: 'chain' }),
        child('a', { name: 'call', kind: 'llm', model: 'gpt-4o' }),
        root('b', { name: 'Chat', kind: 'tool', model: 'gpt-4o-mini' }),
      ]);
      expect(await kept(project, 'model=gpt-4o')).toEqual(['a']);
      expect(await kept(project, 'name=chat')).toEqual(['a']);
      expect(await kept(project, 'name=call')).toEqual(['a']);
      expect(await kept(project, 'kind=tool')).toEqual(['b']);
      expect(await kept(project, 'kind=llm')).toEqual(['a']);
      expect(await kept(project, 'name=cha')).toEqual([]);
      expect(await kept(project, 'name=%25')).toEqual([]);
      expect(await kept(project, 'name=llm')).toEqual([]);
    });

    it('model, name and kind: of spans that come later too', async () => {
      const project = newProject();
      await send(project, [root('a', { name: 'first', kind: 'chain' })]);
      await send(project, [child('a', { name: 'second', kind: 'llm', model: 'late' })]);
      for (const query of ['name=first', 'name=second', 'kind=chain', 'kind=llm', 'model=late'])
        expect([query, await kept(project, query)]).toEqual([query, ['a']]);
    });

    it('min_duration_ms: of the root, not of other spans; a trace without duration is below any bound', async () => {
      const project = newProject();
      const lasting = (seconds: number) => ({ end_time: `2026-02-21T22:00:0${seconds}.000Z` });
      await send(project, [root('a', lasting(2)), root('b', lasting(1)), child('b', lasting(5)), root('c')]);
      expect(await kept(project, 'min_duration_ms=2000')).toEqual(['a']);
      expect(await kept(project, 'min_duration_ms=999.5')).toEqual(['a', 'b']);
      expect(await kept(project, 'min_duration_ms=0')).toEqual(['a', 'b']);
      expect(await kept(project, 'min_duration_ms=2000.25')).toEqual([]);
    });

    it('min_tokens: the sum of what went in and came out of all spans', async () => {
      const project = newProject();
      await send(project, [
        root('a', { tokens_input: 3 }),
        child('a', { tokens_output: 4 }),
        root('b', { tokens_input: 6 }),
      ]);
      expect(await kept(project, 'min_tokens=7')).toEqual(['a']);
      expect(await kept(project, 'min_tokens=6')).toEqual(['a', 'b']);
      expect(await kept(project, 'min_tokens=8')).toEqual([]);
    });

    it('session_id, user_id and tag', async () => {
      const project = newProject();
      await send(project, [
        root('a', { metadata: { session_id: 's', user_id: 'u', tags: '["x","y"]' } }),
        root('b', { metadata: { session_id: 'S', user_id: 7, tags: '["xy"]' } }),
      ]);
      expect(await kept(project, 'session_id=s')).toEqual(['a']);
      expect(await kept(project, 'user_id=7')).toEqual(['b']);
      expect(await kept(project, 'tag=y')).toEqual(['a']);
      expect(await kept(project, 'tag=xy')).toEqual(['b']);
    });

    it('tag: an earlier span that names tags takes the place of a later one', async () => {
      const project = newProject();
      await send(project, [child('a', { metadata: { tags: '["late"]' } })]);
      expect(await kept(project, 'tag=late')).toEqual(['a']);
      await send(project, [root('a', { metadata: { tags: '["of root"]' } })]);
      expect(await kept(project, 'tag=late')).toEqual([]);
      expect(await kept(project, 'tag=of%20root')).toEqual(['a']);
    });

    it('metadata.<key>=<value>: of the root, compared as text', async () => {
      const project = newProject();
      await send(project, [
        root('a', { metadata: { env: 'prod', n: 1, yes: true, none: null, 'a.b': 'c', 名: '值' } }),
        root('b', { metadata: { env: 'dev', n: 1.5 } }),
        child('b', { metadata: { env: 'prod' } }),
      ]);
      const cases = ['metadata.env=prod', 'metadata.n=1', 'metadata.yes=true', 'metadata.none=null', 'metadata.a.b=c'];
      for (const query of [...cases, `metadata.${encodeURIComponent('名')}=${encodeURIComponent('值')}`])
        expect([query, await kept(project, query)]).toEqual([query, ['a']]);
      expect(await kept(project, 'metadata.n=1.5')).toEqual(['b']);
      expect(await kept(project, 'metadata.missing=')).toEqual([]);
      expect(await kept(project, 'metadata.env=prod&metadata.n=1')).toEqual(['a']);
      expect(await kept(project, 'metadata.env=prod&metadata.n=1.5')).toEqual([]);
    });

    it('metadata.<key>=<value>: a root that comes after its children', async () => {
      const project = newProject();
      await send(project, [child('a', { metadata: { env: 'child' } })]);
      await send(project, [root('a', { metadata: { env: 'root' } })]);
      expect(await kept(project, 'metadata.env=root')).toEqual(['a']);
      expect(await kept(project, 'metadata.env=child')).toEqual([]);
    });

    it('score.<name>=<op>:<value>: a score of a span with that name meets it', async () => {
      const project = newProject();
      const scored = (value: unknown) => ({ scores: [{ scorer_name: 'quality', value }] });
      await send(project, [root('a', scored(0.2)), root('b', scored(0.5)), root('c', scored('good')), root('d')]);
      await send(project, [child('d', { scores: [{ scorer_name: 'other', value: 1 }] })]);
      const expected: [string, string[]][] = [
        ['gte:0.5', ['b']],
        ['gt:0.2', ['b']],
        ['lte:0.2', ['a']],
        ['lt:0.5', ['a']],
        ['eq:0.50', ['b']],
        ['eq:5e-1', ['b']],
        ['eq:good', ['c']],
        ['eq:Good', []],
        ['gte:0', ['a', 'b']],
      ];
      for (const [test, ids] of expected)
        expect([test, await kept(project, `score.quality=${test}`)]).toEqual([test, ids]);
      expect(await kept(project, 'score.other=gte:1')).toEqual(['d']);
      expect(await kept(project, 'score.other=gte:1&score.quality=gte:0')).toEqual([]);
    });

    it('filters combine: all must hold', async () => {
      const project = newProject();
      const both = { model: 'm', metadata: { env: 'prod', tags: '["t"]' }, error: { message: 'no' }, tokens_input: 5 };
      await send(project, [root('a', both), root('b', { ...both, model: 'n' }), root('c', { ...both, error: null })]);
      expect(await kept(project, 'model=m&tag=t&metadata.env=prod&has_error=true&min_tokens=5')).toEqual(['a']);
    });

    it('filters keep to their project', async () => {
      const [one, other] = [newProject(), newProject()];
      await send(one, [root('a', { name: 'same', metadata: { k: 'v' } })]);
      await send(other, [root('b', { name: 'same', metadata: { k: 'v' } })]);
      expect(await kept(one, 'name=same&metadata.k=v')).toEqual(['a']);
      expect(await kept(newProject(), 'name=same')).toEqual([]);
    });

    it('odd texts are taken literally', async () => {
      const project = newProject();
      await send(project, [root('a', { name: `o'%_\\"` })]);
      expect(await kept(project, `name=${encodeURIComponent(`o'%_\\"`)}`)).toEqual(['a']);
      for (const text of ["'; DROP TABLE traces; --", '%', '_', '{1,2}', '\ud83d\ude00', '%00'.repeat(3)])
        expect(await kept(project, `metadata.x=${encodeURIComponent(text)}`)).toEqual([]);
    });
  });

  describe('every sort, both ways', () => {
    const project = newProject();
    const ids = Array.from({ length: 23 }, (_, index) => `t${String((index * 7) % 23).padStart(2, '0')}`);
    beforeAll(async () => {
      // Few distinct keys, so that most are tied, and traces without duration among them.
      for (let from = 0; from < ids.length; from += 8) {
        await send(
          project,
          ids.slice(from, from + 8).map((id, index) =>
            root(id, {
              start_time: `2026-02-21T22:00:00.00000${index % 2}Z`,
              ...(index % 3 === 0 ? {} : { end_time: `2026-02-21T22:00:0${index % 3}Z` }),
              tokens_input: index % 2,
              tokens_output: index % 3,
              error: index % 4 === 0 ? { message: 'no' } : null,
            }),
          ),
        );
      }
    });

    const sorts = ['created_at', 'start_time', 'duration_ms', 'tokens', 'error_count'];
    const cases = sorts.flatMap((sort) => ['asc', 'desc'].map((order) => [sort, order] as const));
    const keyOf: Record<string, (item: any) => number | string> = {
      created_at: (item) => item.created_at,
      start_time: (item) => item.start_time,
      duration_ms: (item) => item.root_span.duration_ms ?? -1,
      tokens: (item) => item.tokens_input + item.tokens_output,
      error_count: (item) => item.error_count,
    };

    it.each(cases)('a walk by %s %s meets every row exactly once, in order, ties too', async (sort, order) => {
      for (const filter of ['', '&has_error=false', '&min_tokens=1', '&name=work']) {
        const whole = (await page(project, `limit=200&sort=${sort}&order=${order}${filter}`)).items;
        const walked: any[] = [];
        let cursor = '';
        do {
          const next = await page(project, `limit=3&sort=${sort}&order=${order}${filter}${cursor}`);
          walked.push(...next.items);
          cursor = next.next_cursor === null ? '' : `&cursor=${next.next_cursor}`;
        } while (cursor !== '');
        expect(walked.map(({ id }) => id)).toEqual(whole.map(({ id }: any) => id));
        expect(new Set(walked.map(({ id }) => id)).size).toBe(walked.length);
        const keys = walked.map(keyOf[sort]!);
        const sorted = [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(keys).toEqual(order === 'asc' ? sorted : sorted.reverse());
        if (filter === '') expect(walked).toHaveLength(ids.length);
      }
    });

    it('bounds of time hold on every page, whatever the direction', async () => {
      const all = (await page(project, 'limit=200&order=asc')).items;
      const [after, before] = [all[7].created_at, all[20].created_at];
      const inside = all.filter(({ created_at: at }: any) => at > after && at < before).map(({ id }: any) => id);
      for (const order of ['asc', 'desc']) {
        const walked: string[] = [];
        let cursor = '';
        do {
          const next = await page(project, `limit=2&order=${order}&after=${after}&before=${before}${cursor}`);
          walked.push(...next.items.map(({ id }: any) => id));
          cursor = next.next_cursor === null ? '' : `&cursor=${next.next_cursor}`;
        } while (cursor !== '');
        expect(order === 'asc' ? walked : walked.reverse()).toEqual(inside);
      }
    });

    it('by duration, traces without one count as the shortest', async () => {
      const down = (await page(project, 'limit=200&sort=duration_ms')).items.map(
        (item: any) => item.root_span.duration_ms,
      );
      const first = down.indexOf(null);
      expect(first).toBeGreaterThan(0);
      expect(down.slice(first).every((duration: unknown) => duration === null)).toBe(true);
    });
  });

  describe('400', () => {
    it.each([
      ['sort=name', 'sort', /created_at, start_time, duration_ms, tokens, error_count/],
      ['order=up', 'order', /asc, desc/],
      ['has_error=maybe', 'has_error', /true or false/],
      ['in_queue=1', 'in_queue', /true or false/],
      ['kind=wizard', 'kind', /llm, tool/],
      ['min_duration_ms=long', 'min_duration_ms', /a number/],
      ['min_duration_ms=-1', 'min_duration_ms', /0/],
      ['min_tokens=1.5', 'min_tokens', /a whole number/],
      ['score.x=foo', 'score.x', /gte:<number>.*eq:<label>/],
      ['score.x=gte:good', 'score.x', /gte:<number>/],
      ['score.x=eq:', 'score.x', /eq:<label>/],
      ['score.x=between:1', 'score.x', /gte:<number>/],
      ['score.x=gte:1e9999', 'score.x', /gte:<number>/],
      ['score.x=gte:NaN', 'score.x', /gte:<number>/],
      ['score.=gte:1', 'score.', /must name a scorer/],
      ['metadata.=1', 'metadata.', /must name a key/],
      ['q=', 'q', /blank|empty/],
      ['name=a&name=b', 'name', /once/],
      ['metadata.a=1&metadata.a=2', 'metadata.a', /once/],
      [`metadata.a=${'x'.repeat(2_000)}`, 'metadata.a', /1024 bytes/],
      [`name=${'x'.repeat(2_000)}`, 'name', /1,?024 bytes/],
      ['session_id=%00', 'session_id', /U\+0000/],
      [Array.from({ length: 21 }, (_, n) => `metadata.k${n}=1`).join('&'), 'metadata.k9', /at most 20/],
    ])('a malformed filter %s names the forms that are accepted', async (query, field, accepted) => {
      const { error } = await page(newProject(), query, 400);
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
      expect(error.message).toMatch(accepted);
    });

    it('a cursor of another sort, order or filter', async () => {
      const project = newProject();
      await send(project, [root('a', { metadata: { k: 'v' } }), root('b', { metadata: { k: 'v' } })]);
      const cursor = (await page(project, 'limit=1&sort=tokens&metadata.k=v')).next_cursor;
      await page(project, `sort=tokens&metadata.k=v&cursor=${cursor}`);
      for (const query of [
        'sort=tokens',
        'sort=start_time&metadata.k=v',
        'sort=tokens&order=asc&metadata.k=v',
        'sort=tokens&metadata.k=w',
        'sort=tokens&metadata.k=v&has_error=false',
      ])
        await page(project, `${query}&cursor=${cursor}`, 400);
    });
  });
});
