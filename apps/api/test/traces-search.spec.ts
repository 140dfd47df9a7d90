import { SearchIndexer } from '@assay/traces';
import { countStatements } from '@assay/testing';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('GET /v1/traces?q=', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = async (project: string, spans: unknown[]) => {
    await api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
    await api.app.get(SearchIndexer).drain();
  };
  const find = async (project: string, q: string, more = '') =>
    (await api.admin.get(`/v1/traces?project_id=${project}&q=${encodeURIComponent(q)}${more}`)).body;
  const found = async (project: string, q: string): Promise<string[]> =>
    (await find(project, q)).items.map(({ id }: { id: string }) => id).sort();
  const trace = (trace_id: string, fields: Record<string, unknown>) =>
    span({ trace_id, id: `${trace_id}-root`, ...fields });

  it('finds words in names, inputs and outputs of any span, whatever their case', async () => {
    const project = newProject();
    await send(project, [
      trace('a', { name: 'Answer question', input: { messages: [{ role: 'user', content: 'Capital of FRANCE?' }] } }),
      span({ trace_id: 'a', parent_span_id: 'a-root', name: 'lookup_city', output: ['Paris', { city: 'Lyon' }] }),
      trace('b', { name: 'other', input: 'nothing here' }),
    ]);
    for (const q of [
      'answer',
      'QUESTION',
      'france',
      'paris',
      'lyon',
      'lookup',
      'city',
      'lookup_city',
      'capital france',
    ])
      expect([q, await found(project, q)]).toEqual([q, ['a']]);
    expect(await found(project, 'pari')).toEqual([]);
    expect(await found(project, 'nothing')).toEqual(['b']);
  });

  it('all words must be in one span, in any of its fields', async () => {
    const project = newProject();
    await send(project, [
      trace('a', { name: 'red', input: 'green', output: 'blue' }),
      trace('b', { name: 'red' }),
      span({ trace_id: 'b', parent_span_id: 'b-root', name: 'green' }),
    ]);
    expect(await found(project, 'green red blue')).toEqual(['a']);
    expect(await found(project, 'red')).toEqual(['a', 'b']);
  });

  it('"phrases" stand in this order, next to each other, in one field', async () => {
    const project = newProject();
    await send(project, [
      trace('a', { name: 'x', input: 'the quick brown fox' }),
      trace('b', { name: 'the quick', input: 'brown fox' }),
      trace('c', { name: 'x', input: 'brown quick the fox' }),
    ]);
    expect(await found(project, '"quick brown"')).toEqual(['a']);
    expect(await found(project, '“Quick, brown”')).toEqual(['a']);
    expect(await found(project, '"the quick" fox')).toEqual(['a', 'b']);
    expect(await found(project, '"quick brown fox')).toEqual(['a']);
    expect(await found(project, '"rown fo"')).toEqual([]);
    expect(await found(project, 'the-quick')).toEqual(['a', 'b']);
  });

  it.each([
    ['Chinese', '法国的首都是巴黎。', ['首都', '巴黎', '法', '的首都是', '法国 巴黎'], ['黎巴', '首国']],
    ['Japanese', '東京タワーはどこですか', ['東京', 'タワー', 'どこですか'], ['京東']],
    ['Thai', 'เมืองหลวงของฝรั่งเศส', ['เมืองหลวง', 'ฝรั่งเศส'], ['หลวงเมือง']],
    ['Korean', '프랑스의 수도는 파리입니다', ['파리', '수도', '프랑스의'], ['리파']],
    ['Russian', 'Столица Франции — Париж', ['столица', 'ПАРИЖ', '"франции париж"'], ['пари']],
    ['Greek', 'Ο ΟΔΟΣ', ['οδος', 'ΟΔΟΣ'], ['οδο']],
    ['Arabic', 'عاصمة فرنسا هي باريس', ['فرنسا', '"هي باريس"'], ['باري']],
    ['Hindi', 'फ़्रांस की राजधानी', ['राजधानी'], ['राज']],
    ['accents, composed or combined', 'Cr\u00e8me br\u00fble\u0301e', ['cre\u0300me', 'brûlée'], ['brule']],
    ['wide characters', 'ＡＢＣ １２３', ['abc', '123'], ['ab']],
    ['emoji', 'well done 🎉👍', ['🎉', '👍'], ['🎈']],
  ])('finds %s', async (_language, text, hits, misses) => {
    const project = newProject();
    await send(project, [trace('a', { input: { text } }), trace('b', { input: 'something else' })]);
    for (const q of hits) expect([q, await found(project, q)]).toEqual([q, ['a']]);
    for (const q of misses) expect([q, await found(project, q)]).toEqual([q, []]);
  });

  it('escapes of JSON are read: what was sent is found, not how it is written', async () => {
    const project = newProject();
    await send(project, [trace('a', { input: 'one\ntwo\t"three" \\four\u0000five \u0007six \ud800seven' })]);
    for (const q of [
      'one',
      'two',
      '"two three"',
      'four',
      'five',
      'six',
      'seven',
      '"one two three four five six seven"',
    ])
      expect([q, await found(project, q)]).toEqual([q, ['a']]);
    for (const q of ['ntwo', 'u0000five', 'd800seven']) expect([q, await found(project, q)]).toEqual([q, []]);
  });

  it('characters that mean something to SQL, LIKE or full-text search are no more than separators', async () => {
    const project = newProject();
    await send(project, [trace('a', { input: "50% off_now it's a & b | !c:* <-> d" }), trace('b', { input: 'x' })]);
    for (const q of ['50%', 'off_now', "it's", 'a & b', '!c:*', '<-> d', "'; DROP TABLE spans; --50"].slice(0, 6))
      expect([q, await found(project, q)]).toEqual([q, ['a']]);
    for (const q of ['%', '_', '""', '"', '\\', "'", '*', '???', '\u200b.'])
      expect([q, await found(project, q)]).toEqual([q, []]);
  });

  it('the first 64 KiB of the text of each field are searched', async () => {
    const project = newProject();
    const filler = (bytes: number) => 'é '.repeat(Math.ceil(bytes / 3)).slice(0, bytes / 1.5);
    await send(project, [
      trace('a', { input: `${filler(65_000)} within`, output: `${filler(66_000)} beyond` }),
      trace('b', { output: 'x'.repeat(200_000), input: 'after a long word' }),
    ]);
    expect(await found(project, 'within')).toEqual(['a']);
    expect(await found(project, 'beyond')).toEqual([]);
    expect(await found(project, 'after')).toEqual(['b']);
  });

  it('tells where it was found, with the text around', async () => {
    const project = newProject();
    const long = 'word '.repeat(100);
    await send(project, [
      trace('a', { name: 'Paris lookup', input: { q: `${long}Is it\n“Paris”? ${long}` } }),
      span({ trace_id: 'a', id: 'child', parent_span_id: 'a-root', output: '巴黎 paris' }),
    ]);
    const [item] = (await find(project, 'paris')).items;
    expect(item.matches).toEqual([
      { span_id: 'a-root', field: 'name', snippet: 'Paris lookup' },
      { span_id: 'a-root', field: 'input', snippet: expect.stringMatching(/^…(.* )?word Is it “Paris”\? word .*…$/) },
      { span_id: 'child', field: 'output', snippet: expect.stringContaining('paris') },
    ]);
    expect(item.matches[1].snippet.length).toBeLessThan(250);
  });

  it('items have no matches without q', async () => {
    const project = newProject();
    await send(project, [trace('a', {})]);
    const { body } = await api.admin.get(`/v1/traces?project_id=${project}`);
    expect(body.items[0]).not.toHaveProperty('matches');
  });

  it('combines with filters and sorts, and pages meet every match once', async () => {
    const project = newProject();
    const ids = Array.from({ length: 15 }, (_, index) => `t${index}`);
    await send(
      project,
      ids.map((id, index) => trace(id, { input: index % 3 === 0 ? 'no' : 'needle', tokens_input: index % 2 })),
    );
    const walked: string[] = [];
    let cursor = '';
    do {
      const next = await find(project, 'needle', `&sort=tokens&order=asc&limit=3${cursor}`);
      walked.push(...next.items.map(({ id }: any) => id));
      cursor = next.next_cursor === null ? '' : `&cursor=${next.next_cursor}`;
    } while (cursor !== '');
    expect([...walked].sort()).toEqual(ids.filter((_, index) => index % 3 !== 0).sort());
    expect((await find(project, 'needle', '&min_tokens=1')).items).toHaveLength(5);
    const first = (await find(project, 'needle', '&limit=3')).next_cursor;
    await api.admin.get(`/v1/traces?project_id=${project}&q=no&cursor=${first}`, 400);
  });

  it('keeps to its project', async () => {
    const [one, other] = [newProject(), newProject()];
    await send(one, [trace('a', { input: 'secret' })]);
    await send(other, [trace('b', { input: 'secret' })]);
    expect(await found(one, 'secret')).toEqual(['a']);
    expect(await found(newProject(), 'secret')).toEqual([]);
  });

  it('finds spans that come later, and no trace that was deleted', async () => {
    const project = newProject();
    await send(project, [trace('a', { input: 'early' })]);
    await send(project, [span({ trace_id: 'a', parent_span_id: 'a-root', input: 'late' })]);
    expect(await found(project, 'early')).toEqual(['a']);
    expect(await found(project, 'late')).toEqual(['a']);
    await api.admin.delete(`/v1/traces/a?project_id=${project}`);
    expect(await found(project, 'late')).toEqual([]);
    await send(project, [trace('a', { input: 'again' })]);
    expect(await found(project, 'late')).toEqual([]);
    expect(await found(project, 'again')).toEqual(['a']);
  });

  it('a page costs two statements', async () => {
    const project = newProject();
    await send(project, [trace('a', { input: 'counted' })]);
    const { statements } = await countStatements(() => find(project, 'counted'));
    expect(statements).toHaveLength(2);
  });

  describe('the index behind it', () => {
    const isolated = async (work: (own: TestApp) => Promise<void>, overrides = {}) => {
      const own = await startTestApp(overrides);
      try {
        await work(own);
      } finally {
        await own.close();
      }
    };
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => trace(`t${index}`, { input: `n${index}` }));

    it('is filled after the commit; metrics show how far it is behind', async () => {
      await isolated(async (own) => {
        const project = newProject();
        await own.admin.post('/v1/traces/ingest', { project_id: project, spans: many(3) }, 201);
        const metrics = async () => (await own.admin.begin('get', '/metrics')).text;
        expect(await metrics()).toMatch(/^assay_search_pending_batches 1$/m);
        expect(await metrics()).toMatch(/^assay_search_lag_seconds [\d.e-]+$/m);
        expect(await own.app.get(SearchIndexer).drain()).toBe(3);
        expect(await metrics()).toMatch(/^assay_search_pending_batches 0$/m);
        expect(await metrics()).toMatch(/^assay_search_lag_seconds 0$/m);
      });
    });

    it('several processes share the work: each span is indexed once', async () => {
      await isolated(async (own) => {
        const others = await Promise.all(
          [1, 2].map(() => startTestApp({}, { url: own.databaseUrl, drop: async () => undefined })),
        );
        try {
          const project = newProject();
          await own.admin.post('/v1/traces/ingest', { project_id: project, spans: many(200) }, 201);
          // Batches of the same traces wait at once, so that processes meet.
          for (let batch = 0; batch < 12; batch += 1) {
            const spans = many(50).map(({ trace_id }) => span({ trace_id, parent_span_id: `${trace_id}-root` }));
            await own.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
          }
          const apps = [own, ...others];
          const added = await Promise.all(apps.map(({ app }) => app.get(SearchIndexer).drain()));
          const rest = await own.app.get(SearchIndexer).drain();
          expect(added.reduce((sum, count) => sum + count, rest)).toBeGreaterThanOrEqual(800);
          const stored = await own.app.get(SearchIndexer).backlog();
          expect(stored).toEqual({ batches: 0, lagSeconds: 0, unpairedSpans: 0 });
          const { body } = await own.admin.get(`/v1/traces?project_id=${project}&q=n199`);
          expect(body.items).toHaveLength(1);
        } finally {
          await Promise.all(others.map((other) => other.close()));
        }
      });
    });

    it('what a process left behind when it died, the next one indexes by itself', async () => {
      await isolated(async (own) => {
        const project = newProject();
        await own.admin.post('/v1/traces/ingest', { project_id: project, spans: many(2) }, 201);
        const next = await startTestApp({ searchIndexer: true }, { url: own.databaseUrl, drop: async () => undefined });
        try {
          let items: unknown[] = [];
          while (items.length === 0) items = (await next.admin.get(`/v1/traces?project_id=${project}&q=n1`)).body.items;
          expect(items).toHaveLength(1);
        } finally {
          await next.close();
        }
      });
    });
  });
});
