import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('POST /v1/traces/ingest', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown, status = 201) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, status);
  const read = async (project: string, trace = 'trace-1') =>
    (await api.admin.get(`/v1/traces/${encodeURIComponent(trace)}?project_id=${encodeURIComponent(project)}`)).body;
  /** The batch is refused with these places, and nothing of it is stored. */
  const refused = async (
    spans: unknown[],
    status: number,
    code: string,
    places: [number, string][],
    project = newProject(),
  ) => {
    const before = (await api.admin.get(`/v1/traces?project_id=${project}`)).body;
    const { body } = await send(project, spans, status);
    expect(body.error.code).toBe(code);
    expect(body.error.details.errors.map((problem: any) => [problem.index, problem.field])).toEqual(places);
    expect((await api.admin.get(`/v1/traces?project_id=${project}`)).body).toEqual(before);
    return body.error.details.errors;
  };

  describe('201', () => {
    it('answers the number of spans and every distinct trace id, in the order they appear', async () => {
      const spans = ['t-b', 't-a', 't-b'].map((trace_id, index) =>
        span({ trace_id, parent_span_id: index === 2 ? 'x' : null }),
      );
      expect((await send(newProject(), spans)).body).toEqual({ accepted: 3, trace_ids: ['t-b', 't-a'] });
    });

    it('stores every field, and answers optional fields without a value as null', async () => {
      const project = newProject();
      const full = {
        id: 'full',
        trace_id: 'trace-1',
        parent_span_id: 'bare',
        name: 'call',
        kind: 'llm',
        input: { q: 1 },
        output: 'a',
        start_time: '2026-02-21T22:00:00.000Z',
        end_time: '2026-02-21T22:00:01.250Z',
        duration_ms: 1250,
        tokens_input: 5,
        tokens_output: 0,
        model: 'gpt-4o',
        metadata: { a: 'x', b: 1.5, c: true, d: null },
        error: { message: 'boom', type: 'Error', stack: 'at x' },
      };
      await send(project, [span({ id: 'bare' }), full]);
      const { spans } = await read(project);
      expect(spans[1]).toEqual(full);
      expect(spans[0]).toEqual({
        id: 'bare',
        trace_id: 'trace-1',
        parent_span_id: null,
        name: 'work',
        kind: null,
        input: null,
        output: null,
        start_time: '2026-02-21T22:00:00.000Z',
        end_time: null,
        duration_ms: null,
        tokens_input: null,
        tokens_output: null,
        model: null,
        metadata: null,
        error: null,
      });
    });

    it('null for an optional field means absent', async () => {
      const nulls = Object.fromEntries(
        [
          'parent_span_id',
          'kind',
          'input',
          'output',
          'end_time',
          'duration_ms',
          'tokens_input',
          'tokens_output',
          'model',
          'metadata',
          'error',
          'scores',
        ].map((name) => [name, null]),
      );
      await send(newProject(), [span(nulls)]);
    });

    it.each(['llm', 'tool', 'retriever', 'embedding', 'agent', 'chain', 'reranker', 'guardrail', 'evaluator'])(
      'kind %s',
      async (kind) => {
        await send(newProject(), [span({ kind })]);
      },
    );

    it('duration_ms is computed from the times, fractions kept, and overwrites one that disagrees', async () => {
      const project = newProject();
      await send(project, [
        span({
          id: 'a',
          start_time: '2026-01-01T00:00:00.000100Z',
          end_time: '2026-01-01T00:00:00.001350Z',
          duration_ms: 99,
        }),
        span({ id: 'b', parent_span_id: 'a', start_time: '2026-01-01T00:00:01Z', duration_ms: 12.5 }),
        span({
          id: 'c',
          parent_span_id: 'a',
          start_time: '2026-01-01T00:00:02Z',
          end_time: '2026-01-01T00:00:02Z',
          duration_ms: -3,
        }),
      ]);
      expect((await read(project)).spans.map((s: any) => s.duration_ms)).toEqual([1.25, 12.5, 0]);
    });

    it('offsets are accepted and normalised', async () => {
      const project = newProject();
      await send(project, [span({ start_time: '2026-01-01T02:00:00.5+02:00', end_time: '2026-01-01T00:00:01Z' })]);
      expect((await read(project)).spans[0]).toMatchObject({
        start_time: '2026-01-01T00:00:00.500Z',
        duration_ms: 500,
      });
    });

    it('unknown fields are ignored', async () => {
      await send(newProject(), [span({ unknown: { deep: [1] } })]);
    });

    it('a parent that has not arrived is fine in any order, within and across batches', async () => {
      const project = newProject();
      await send(project, [span({ id: 'leaf', parent_span_id: 'mid' })]);
      await send(project, [span({ id: 'mid', parent_span_id: 'root' }), span({ id: 'root' })]);
      expect(await read(project)).toMatchObject({ root_span_id: 'root', span_count: 3 });
    });

    it('a trace without a root is valid: root_span_id null and metadata {}', async () => {
      const project = newProject();
      await send(project, [span({ parent_span_id: 'elsewhere', metadata: { a: 'b' } })]);
      expect(await read(project)).toMatchObject({ root_span_id: null, metadata: {} });
    });

    it('the metadata of the trace is that of the root span', async () => {
      const project = newProject();
      await send(project, [span({ id: 'child', parent_span_id: 'root', metadata: { of: 'child' } })]);
      await send(project, [span({ id: 'root', metadata: { of: 'root', n: 9007199254740993n.toString() } })]);
      expect((await read(project)).metadata).toEqual({ of: 'root', n: '9007199254740993' });
    });

    it('the same span ids may be used in other traces, and the same trace ids in other projects', async () => {
      const project = newProject();
      await send(project, [span({ id: 's', trace_id: 't1' }), span({ id: 's', trace_id: 't2' })]);
      await send(newProject(), [span({ id: 's', trace_id: 't1' })]);
    });

    it('1,000 spans in one request', async () => {
      const spans = Array.from({ length: 1_000 }, (_, index) =>
        span({ id: `s${index}`, parent_span_id: index === 0 ? null : `s${index - 1}` }),
      );
      expect((await send(newProject(), spans)).body.accepted).toBe(1_000);
    });

    it('ids of 256 characters and of every script', async () => {
      const project = newProject();
      const id = '跟踪/ü?#%.'.padEnd(256, 'x');
      await send(project, [span({ id, trace_id: id })]);
      expect(await read(project, id)).toMatchObject({ id, root_span_id: id });
    });

    it('inline scores become scores of the span', async () => {
      const project = newProject();
      await send(project, [
        span({
          id: 's',
          scores: [
            { scorer_name: 'helpfulness', value: 0.8 },
            { scorer_name: 'tone', value: 'kind' },
          ],
        }),
      ]);
      const { body } = await api.admin.get(`/v1/scores?project_id=${project}&target_type=span&target_id=s`);
      expect(body.items.map((score: any) => [score.trace_id, score.target_id, score.scorer_name, score.value])).toEqual(
        [
          ['trace-1', 's', 'helpfulness', 0.8],
          ['trace-1', 's', 'tone', 'kind'],
        ],
      );
    });
  });

  describe('the project of a batch', () => {
    const post = (headers: Record<string, string>, body: unknown, status = 201) =>
      api.admin.raw('post', '/v1/traces/ingest', JSON.stringify(body), status, headers);

    it('project_id of the body wins over the header X-Project-Id', async () => {
      const [inBody, inHeader] = [newProject(), newProject()];
      await post({ 'x-project-id': inHeader }, { project_id: inBody, spans: [span()] });
      await read(inBody);
    });

    it('the header X-Project-Id is taken without project_id', async () => {
      const project = newProject();
      await post({ 'x-project-id': project }, { spans: [span()] });
      await read(project);
    });

    it('the project default without either', async () => {
      const spans = [span({ trace_id: newProject() })];
      await post({}, { spans });
      await read('default', spans[0].trace_id as string);
    });

    it('a bound token writes to its project', async () => {
      const project = newProject();
      const client = await api.clientOf(project);
      await client.post('/v1/traces/ingest', { spans: [span()] }, 201);
      await read(project);
    });

    it('404: a bound token that names another project, in body or header', async () => {
      const client = await api.clientOf(newProject());
      await client.post('/v1/traces/ingest', { project_id: 'other', spans: [span()] }, 404);
      await client.raw('post', '/v1/traces/ingest', JSON.stringify({ spans: [span()] }), 404, {
        'x-project-id': 'other',
      });
    });

    it('403: a read key', async () => {
      const client = await api.clientOf(newProject(), 'read');
      await client.post('/v1/traces/ingest', { spans: [span()] }, 403);
    });

    it('400: a project id that is none', async () => {
      expect((await post({ 'x-project-id': '..' }, { spans: [span()] }, 400)).body.error).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'X-Project-Id' },
      });
      expect((await send('x'.repeat(129), [span()], 400)).body.error).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'project_id' },
      });
    });
  });

  describe('400 INVALID_REQUEST: 1 to 1,000 spans', () => {
    it.each([
      ['missing', undefined],
      ['null', null],
      ['an object', {}],
      ['a text', 'x'],
      ['none', []],
      ['1,001', Array.from({ length: 1_001 }, () => 0)],
    ])('%s', async (_name, spans) => {
      const { body } = await send(newProject(), spans, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'spans', limit: 1_000 } });
    });

    it('no body, and a body that is no object', async () => {
      for (const body of ['', '[]', 'null', '"x"', '{']) await api.admin.raw('post', '/v1/traces/ingest', body, 400);
    });
  });

  describe('400 INVALID_SPAN', () => {
    it('lists every bad span of the batch with index, span_id, field and reason', async () => {
      const errors = await refused(
        [
          span({ id: 'ok' }),
          span({ id: 'a', name: undefined }),
          span({ id: 7 }),
          'no span',
          span({ id: 'b', start_time: 'today', tokens_input: -1 }),
        ],
        400,
        'INVALID_SPAN',
        [
          [1, 'name'],
          [2, 'id'],
          [3, ''],
          [4, 'start_time'],
          [4, 'tokens_input'],
        ],
      );
      expect(errors[0]).toEqual({ index: 1, span_id: 'a', field: 'name', reason: 'is required' });
      expect(errors[1].span_id).toBeNull();
    });

    it('lists all of 1,000 bad spans', async () => {
      const places = Array.from({ length: 1_000 }, (_, index): [number, string] => [index, 'name']);
      await refused(
        Array.from({ length: 1_000 }, () => span({ name: null })),
        400,
        'INVALID_SPAN',
        places,
      );
    });

    it.each(['id', 'trace_id', 'name', 'start_time'])('%s is required, and a string', async (field) => {
      for (const value of [undefined, null, 1, true, {}, []])
        await refused([span({ [field]: value })], 400, 'INVALID_SPAN', [[0, field]]);
    });

    it.each([
      ['id', ''],
      ['id', '.'],
      ['id', 'ingest'],
      ['trace_id', 'export'],
      ['trace_id', 'a\u0000'],
      ['id', 'x'.repeat(257)],
      ['id', '\u{1F600}'.repeat(129)],
      ['trace_id', '\ud800'],
      ['parent_span_id', ''],
      ['parent_span_id', 5],
      ['parent_span_id', 'a\nb'],
      ['name', ' '],
      ['name', 'x'.repeat(1_025)],
      ['name', 'a\u0000'],
      ['name', '\udc00'],
      ['kind', 'other'],
      ['kind', 1],
      ['model', 1],
      ['model', 'ü'.repeat(513)],
      ['model', 'a\u0000'],
      ['start_time', '2026-02-30T00:00:00Z'],
      ['start_time', '2026-01-01'],
      ['end_time', 12],
      ['end_time', 'soon'],
      ['end_time', '2026-02-21T21:59:59.999Z'],
      ['duration_ms', '5'],
      ['duration_ms', -1],
      ['tokens_input', 1.5],
      ['tokens_input', -1],
      ['tokens_output', '1'],
      ['tokens_output', 2 ** 53],
      ['metadata', []],
      ['metadata', 'x'],
      ['metadata', 1],
      ['error', 'boom'],
      ['error', []],
      ['scores', {}],
      ['scores', 'x'],
      ['scores', Array(101).fill({})],
    ])('%s %j', async (field, value) => {
      await refused([span({ [field]: value })], 400, 'INVALID_SPAN', [[0, field]]);
    });

    it('a nested object or array in metadata', async () => {
      await refused([span({ metadata: { ok: 1, bad: {}, worse: [] } })], 400, 'INVALID_SPAN', [
        [0, 'metadata.bad'],
        [0, 'metadata.worse'],
      ]);
    });

    it('U+0000 or a lone surrogate in metadata keys and values and in errors', async () => {
      await refused([span({ metadata: { a: '\u0000' } })], 400, 'INVALID_SPAN', [[0, 'metadata.a']]);
      await refused([span({ metadata: { a: '\ud800' } })], 400, 'INVALID_SPAN', [[0, 'metadata.a']]);
      await refused([span({ metadata: { 'a\u0000': 1 } })], 400, 'INVALID_SPAN', [[0, 'metadata.a\u0000']]);
      await refused([span({ error: { message: 'a\u0000' } })], 400, 'INVALID_SPAN', [[0, 'error.message']]);
    });

    it('metadata numbers beyond finite doubles and 64-bit integers', async () => {
      const project = newProject();
      const raw = (number: string, status: number) =>
        api.admin.raw(
          'post',
          '/v1/traces/ingest',
          `{"project_id":"${project}","spans":[{"id":"s${status}","trace_id":"t","name":"n","start_time":"2026-01-01T00:00:00Z","metadata":{"n":${number}}}]}`,
          status,
        );
      expect((await raw('9223372036854775808', 400)).body.error.details.errors[0].field).toBe('metadata.n');
      await raw('1e400', 400);
      await raw('9223372036854775807', 201);
      expect((await api.admin.get(`/v1/traces/t?project_id=${project}`)).text).toContain(
        '"metadata":{"n":9223372036854775807}',
      );
      expect((await api.admin.get(`/v1/traces?project_id=${project}`)).text).toContain('9223372036854775807');
    });

    it('an error without a message, or with one that is no text', async () => {
      await refused([span({ error: {} })], 400, 'INVALID_SPAN', [[0, 'error.message']]);
      await refused([span({ error: { message: 1, type: 2, stack: [] } })], 400, 'INVALID_SPAN', [
        [0, 'error.message'],
        [0, 'error.type'],
        [0, 'error.stack'],
      ]);
    });

    it('a second root, within a batch', async () => {
      await refused([span(), span(), span({ trace_id: 'other' })], 400, 'INVALID_SPAN', [[1, 'parent_span_id']]);
    });

    it('a second root, across batches', async () => {
      const project = newProject();
      await send(project, [span({ id: 'root' })]);
      await refused(
        [span({ parent_span_id: 'root' }), span(), span()],
        400,
        'INVALID_SPAN',
        [
          [1, 'parent_span_id'],
          [2, 'parent_span_id'],
        ],
        project,
      );
    });
  });

  describe('400 INVALID_SCORE_VALUE', () => {
    it('a bad inline score refuses the batch, with details.errors', async () => {
      const errors = await refused(
        [
          span({
            id: 's',
            scores: [
              { scorer_name: 'a', value: 0.5 },
              { scorer_name: 'b', value: 2 },
            ],
          }),
        ],
        400,
        'INVALID_SCORE_VALUE',
        [[0, 'scores[1].value']],
      );
      expect(errors[0].span_id).toBe('s');
    });
  });

  describe('409 DUPLICATE_SPAN', () => {
    it('an id that its trace holds already; the first stays as it was', async () => {
      const project = newProject();
      await send(project, [span({ id: 'root', output: 'first' })]);
      await refused(
        [span({ id: 'new', parent_span_id: 'root' }), span({ id: 'root', output: 'second' })],
        409,
        'DUPLICATE_SPAN',
        [[1, 'id']],
        project,
      );
      expect((await read(project)).spans).toMatchObject([{ id: 'root', output: 'first' }]);
    });

    it('an id twice in one batch', async () => {
      await refused([span({ id: 'a' }), span({ id: 'a', parent_span_id: 'b' })], 409, 'DUPLICATE_SPAN', [[1, 'id']]);
    });
  });

  describe('400 INVALID_SPAN_PARENT', () => {
    it('a parent that exists in another trace of the project', async () => {
      const project = newProject();
      await send(project, [span({ id: 'there', trace_id: 'other' })]);
      await refused(
        [span({ id: 'root' }), span({ parent_span_id: 'there' })],
        400,
        'INVALID_SPAN_PARENT',
        [[1, 'parent_span_id']],
        project,
      );
    });

    it('a parent that is in the batch, in another trace', async () => {
      await refused(
        [span({ id: 'there', trace_id: 'other' }), span({ parent_span_id: 'there' })],
        400,
        'INVALID_SPAN_PARENT',
        [[1, 'parent_span_id']],
      );
    });

    it('a parent in its own trace is good, whatever other traces hold', async () => {
      const project = newProject();
      await send(project, [span({ id: 'p', trace_id: 'other' }), span({ id: 'p' })]);
      await send(project, [span({ id: 'c', parent_span_id: 'p' })]);
    });

    it('a parent in another project does not count', async () => {
      await send(newProject(), [span({ id: 'far', trace_id: 'other' })]);
      await send(newProject(), [span({ parent_span_id: 'far' })]);
    });

    it('what arrives later changes nothing', async () => {
      const project = newProject();
      await send(project, [span({ id: 'c', parent_span_id: 'late' })]);
      await send(project, [span({ id: 'late', trace_id: 'other' })]);
      expect((await read(project)).span_count).toBe(1);
    });
  });

  describe('400 CIRCULAR_SPAN_REFERENCE', () => {
    it('a span that is its own parent', async () => {
      await refused([span({ id: 'a', parent_span_id: 'a' })], 400, 'CIRCULAR_SPAN_REFERENCE', [[0, 'parent_span_id']]);
    });

    it('a circle within a batch; spans that only lead into it are not listed', async () => {
      const spans = [
        span({ id: 'a', parent_span_id: 'b' }),
        span({ id: 'b', parent_span_id: 'c' }),
        span({ id: 'c', parent_span_id: 'a' }),
        span({ id: 'd', parent_span_id: 'a' }),
      ];
      await refused(spans, 400, 'CIRCULAR_SPAN_REFERENCE', [
        [0, 'parent_span_id'],
        [1, 'parent_span_id'],
        [2, 'parent_span_id'],
      ]);
    });

    it('a circle across batches, whichever half comes first', async () => {
      for (const [first, second] of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        const project = newProject();
        await send(project, [span({ id: first, parent_span_id: second })]);
        await refused(
          [span({ id: second, parent_span_id: first })],
          400,
          'CIRCULAR_SPAN_REFERENCE',
          [[0, 'parent_span_id']],
          project,
        );
      }
    });

    it('a circle over many batches', async () => {
      const project = newProject();
      await send(project, [span({ id: 'root' }), span({ id: 's0', parent_span_id: 's1' })]);
      await send(project, [span({ id: 's2', parent_span_id: 's3' }), span({ id: 's1', parent_span_id: 's2' })]);
      await send(project, [span({ id: 's4', parent_span_id: 's5' }), span({ id: 's3', parent_span_id: 's4' })]);
      await refused(
        [span({ id: 's6', parent_span_id: 's0' }), span({ id: 's5', parent_span_id: 's6' })],
        400,
        'CIRCULAR_SPAN_REFERENCE',
        [
          [0, 'parent_span_id'],
          [1, 'parent_span_id'],
        ],
        project,
      );
      await send(project, [span({ id: 's5', parent_span_id: 'root' }), span({ id: 's6', parent_span_id: 's0' })]);
    });
  });

  describe('when several apply', () => {
    const project = newProject();
    const circle = (id: string) => span({ id, trace_id: 'c', parent_span_id: id });
    beforeAll(async () => {
      await send(project, [span({ id: 'root' }), span({ id: 'there', trace_id: 'other' })]);
    });
    const duplicate = span({ id: 'root', parent_span_id: 'x' });
    const secondRoot = span({ id: 'again' });
    const foreign = span({ id: 'f', trace_id: 'f', parent_span_id: 'there' });

    it('fields come first', async () => {
      await refused(
        [circle('z'), foreign, secondRoot, duplicate, span({ name: 1 })],
        400,
        'INVALID_SPAN',
        [[4, 'name']],
        project,
      );
    });
    it('then a bad inline score', async () => {
      await refused(
        [
          circle('z'),
          foreign,
          secondRoot,
          duplicate,
          span({ trace_id: 's', scores: [{ scorer_name: 'a', value: -1 }] }),
        ],
        400,
        'INVALID_SCORE_VALUE',
        [[4, 'scores[0].value']],
        project,
      );
    });
    it('then duplicates', async () => {
      await refused([circle('z'), foreign, secondRoot, duplicate], 409, 'DUPLICATE_SPAN', [[3, 'id']], project);
    });
    it('then second roots', async () => {
      await refused([circle('z'), foreign, secondRoot], 400, 'INVALID_SPAN', [[2, 'parent_span_id']], project);
    });
    it('then foreign parents', async () => {
      await refused([circle('z'), foreign], 400, 'INVALID_SPAN_PARENT', [[1, 'parent_span_id']], project);
    });
    it('then circles, all of them', async () => {
      await refused(
        [circle('z'), span({ trace_id: 'fine' }), circle('y')],
        400,
        'CIRCULAR_SPAN_REFERENCE',
        [
          [0, 'parent_span_id'],
          [2, 'parent_span_id'],
        ],
        project,
      );
    });
  });

  it('the batch is atomic: a refused batch makes no project either', async () => {
    const project = newProject();
    await send(project, [span({ id: 'a', parent_span_id: 'a' })], 400);
    await api.admin.post('/v1/projects', { id: project }, 201);
  });
});
