import { randomBytes } from 'node:crypto';
import { Database } from '@assay/database';
import { countStatements } from '@assay/testing';
import { SearchIndexer } from '@assay/traces';
import {
  attributes,
  ENCODINGS,
  type EncodingName,
  exportOf,
  newTraceId,
  otlpSpan,
  postBytes,
  vectors,
} from './factories/otlp';
import { Rows } from './factories/rows';
import { newProject, span } from './factories/spans';
import { beginReading } from './slow-reader';
import { startTestApp, type TestApp } from './test-app';

const MEGABYTE = 1024 * 1024;
const NUMBER = '12345678901234567890';

describe('GET /v1/traces/export', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ databasePoolSize: 4, keyCacheMs: 600_000 });
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
  const path = (project: string, query = '') => `/v1/traces/export?project_id=${project}${query}`;
  const exported = async (project: string, query = ''): Promise<string[]> => {
    const { text } = await api.admin.get(path(project, query));
    if (text === '') return [];
    expect(text.endsWith('\n')).toBe(true);
    return text.slice(0, -1).split('\n');
  };
  const traceIds = async (project: string, query = '') =>
    (await exported(project, query)).map((line) => JSON.parse(line).trace.id);
  const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');
  const at = (index: number) => new Date(Date.parse('2026-02-21T22:00:00.000Z') + index).toISOString();

  /** Sends each line of an NDJSON export to a project. */
  async function ingestLines(lines: readonly string[], project: string): Promise<void> {
    for (const line of lines) {
      await api.admin.raw('post', '/v1/traces/ingest', line, 201, { 'x-project-id': project });
    }
  }

  /** Sends each line of an OTLP export to a project. */
  async function sendOtlp(lines: readonly string[], project: string, encoding: EncodingName = 'JSON'): Promise<void> {
    const { type, encode } = ENCODINGS[encoding];
    for (const line of lines) {
      const bytes = encoding === 'JSON' ? line : encode(JSON.parse(line));
      const answer = await postBytes(api, bytes, { 'content-type': type, 'x-project-id': project });
      expect([answer.status, answer.bytes.toString()]).toEqual([200, encoding === 'JSON' ? '{}' : '']);
    }
  }

  /** What an export says of spans and scores, to the letter, without what an import makes anew. */
  const content = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replace(/^\{"trace":\{("id":"(?:[^"\\]|\\.)*").*?\},"spans"/, '{$1,"spans"')).sort();

  /** Traces with everything that a span can have. */
  async function rich(): Promise<string> {
    const project = newProject();
    const values = [
      '0',
      NUMBER,
      '1e400',
      '"\\u0000"',
      '"\\ud800"',
      '"plain"',
      '""',
      'false',
      '{"z":1,"10":2}',
      '[1,"a\\nb"]',
      '"[1]"',
      '"é😀\\"\\\\"',
      '{"__proto__":1.5}',
    ];
    const spans = values.map(
      (value, index) =>
        `{"id":"s/${index} é","trace_id":"values","parent_span_id":"none","name":"n","start_time":"2026-01-01T00:00:00.12345${index % 10}Z","input":${value},"output":{ "x" :\n ${value} }}`,
    );
    await api.admin.raw('post', '/v1/traces/ingest', `{"project_id":"${project}","spans":[${spans.join(',')}]}`, 201);
    await send(project, [
      span({
        id: 'root',
        trace_id: 'all "fields"',
        kind: 'agent',
        end_time: '2026-02-21T22:00:01.000001Z',
        model: 'gpt-4o',
        tokens_input: 3,
        tokens_output: 0,
        metadata: { session_id: 's1', user_id: 7, tags: '["a"]', yes: true, none: null, 'input.value': 'mine' },
        error: { message: 'no\nway', type: 'E', stack: 'at x' },
        scores: [
          { scorer_name: 'good', value: 0.25, rationale: 'because\n"so"' },
          { scorer_name: 'tone', value: 'kind' },
        ],
      }),
      ...['llm', 'tool', 'retriever', 'embedding', 'chain', 'reranker', 'guardrail', 'evaluator'].map((kind) =>
        span({ trace_id: 'all "fields"', parent_span_id: 'root', kind, duration_ms: 0.5 }),
      ),
      span({ trace_id: 'all "fields"', parent_span_id: 'root', model: 'no kind', tokens_input: 1, metadata: {} }),
      span({ trace_id: 'all "fields"', parent_span_id: 'root', error: { message: '', type: '' } }),
      span({
        id: 'old',
        trace_id: 'times',
        start_time: '0001-01-01T00:00:00Z',
        end_time: '1969-12-31T23:59:59.999999Z',
      }),
      span({ trace_id: 'times', parent_span_id: 'old', start_time: '9999-12-31T23:59:59.999999Z' }),
    ]);
    await api.admin.raw(
      'post',
      '/v1/traces/ingest',
      `{"project_id":"${project}","spans":[{"id":"i","trace_id":"whole","name":"n","start_time":"2026-01-01T00:00:00Z","metadata":{"input":9223372036854775807,"b":1.5}}]}`,
      201,
    );
    return project;
  }

  describe('format=ndjson', () => {
    it('200: one line a trace, oldest first, as ingestion takes it', async () => {
      const project = newProject();
      await send(project, [span({ id: 'r', trace_id: 'b', input: 'x', scores: [{ scorer_name: 's', value: 0.5 }] })]);
      await send(project, [span({ trace_id: 'a' }), span({ trace_id: 'a', parent_span_id: 'y' })]);
      const answer = await api.admin.get(path(project));
      expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
      const [first, second, ...rest] = answer.text.split('\n');
      expect(rest).toEqual(['']);
      expect(JSON.parse(first!)).toEqual({
        trace: { id: 'b', project_id: project, created_at: expect.stringMatching(/Z$/), queued_at: null },
        spans: [
          {
            id: 'r',
            trace_id: 'b',
            parent_span_id: null,
            name: 'work',
            kind: null,
            input: 'x',
            output: null,
            start_time: '2026-02-21T22:00:00.000000Z',
            end_time: null,
            duration_ms: null,
            tokens_input: null,
            tokens_output: null,
            model: null,
            metadata: null,
            error: null,
            scores: [{ scorer_name: 's', value: 0.5, rationale: null, config: null }],
          },
        ],
      });
      expect(JSON.parse(second!).spans).toHaveLength(2);
    });

    it('ingesting the lines gives the same traces, exactly, in another project or after a delete', async () => {
      const project = await rich();
      const lines = await exported(project);
      expect(lines).toHaveLength(4);
      const copy = newProject();
      await ingestLines(lines, copy);
      expect(content(await exported(copy))).toEqual(content(lines));
      for (const id of ['values', 'all "fields"', 'times', 'whole']) {
        const at = (of: string) => `/v1/traces/${encodeURIComponent(id)}?project_id=${of}`;
        const [own, copied] = [(await api.admin.get(at(project))).text, (await api.admin.get(at(copy))).text];
        const spans = (text: string) => text.slice(text.indexOf('"spans"'), text.indexOf('"created_at"'));
        expect(spans(copied)).toBe(spans(own));
        await api.admin.delete(at(project));
      }
      expect(await exported(project)).toEqual([]);
      await ingestLines(lines, project);
      expect(content(await exported(project))).toEqual(content(lines));
      expect((await api.admin.get(`/v1/sessions/s1?project_id=${copy}`)).body.session.user_ids).toEqual(['7']);
    });

    it('a trace of 2,500 spans takes three lines, that of megabytes too', async () => {
      const project = newProject();
      const spans = Array.from({ length: 2_500 }, (_, index) =>
        span({
          id: `s${index}`,
          parent_span_id: 'none',
          start_time: at(index),
          scores: index % 900 === 7 ? [{ scorer_name: 's', value: 1 }] : [],
        }),
      );
      for (let from = 0; from < 2_500; from += 1_000) await send(project, spans.slice(from, from + 1_000));
      const lines = await exported(project);
      expect(lines.map((line) => JSON.parse(line).spans.length)).toEqual([1_000, 1_000, 500]);
      expect(
        lines.flatMap((line) => JSON.parse(line).spans).filter(({ scores }: any) => scores.length > 0),
      ).toHaveLength(3);
      const copy = newProject();
      await ingestLines(lines, copy);
      expect(content(await exported(copy))).toEqual(content(lines));
    });

    it('more scores than ingestion takes with a span stand apart', async () => {
      const project = newProject();
      const scores = Array.from({ length: 100 }, (_, index) => ({ scorer_name: `s${index}`, value: 0 }));
      await send(project, [span({ id: 'r', scores })]);
      const later = { project_id: project, target_type: 'span', target_id: 'r', scorer_name: 'later', value: 1 };
      await api.admin.post('/v1/scores', later, 201);
      const lines = await exported(project);
      const [of] = JSON.parse(lines[0]!).spans;
      expect([of.scores.length, of.further_scores]).toEqual([
        100,
        [{ scorer_name: 'later', value: 1, rationale: null, config: null }],
      ]);
      await ingestLines(lines, newProject());
    });
  });

  describe('format=otlp', () => {
    it('200: a line is a request of the protocol', async () => {
      const project = newProject();
      await send(project, [span({ id: '0102030405060708', trace_id: 'ab'.repeat(16), kind: 'llm', input: 'hi' })]);
      const [line] = await exported(project, '&format=otlp');
      expect(JSON.parse(line!)).toEqual({
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'assay.project_id', value: { stringValue: project } }] },
            scopeSpans: [
              {
                scope: { name: 'assay.export' },
                spans: [
                  {
                    traceId: 'ab'.repeat(16),
                    spanId: '0102030405060708',
                    parentSpanId: '',
                    name: 'work',
                    kind: 1,
                    startTimeUnixNano: '1771711200000000000',
                    endTimeUnixNano: '0',
                    attributes: [
                      { key: 'openinference.span.kind', value: { stringValue: 'LLM' } },
                      { key: 'input.value', value: { stringValue: 'hi' } },
                      { key: 'input.mime_type', value: { stringValue: 'text/plain' } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      });
    });

    it.each(['JSON', 'protobuf'] as const)('sending the lines as %s gives the same traces', async (encoding) => {
      const project = await rich();
      const lines = await exported(project, '&format=otlp');
      const copy = newProject();
      // Protobuf holds no lone surrogates.
      const whole = encoding === 'JSON' ? lines : lines.filter((line) => !line.includes('\\ud800'));
      await sendOtlp(whole, copy, encoding);
      const spans = content(await exported(project)).filter((line) => encoding === 'JSON' || !line.includes('\\ud800'));
      expect(content(await exported(copy))).toEqual(spans);
      await sendOtlp(whole, copy, encoding);
      expect(content(await exported(copy))).toEqual(spans);
    });

    it('spans that only claim to be exported are stored once, or by their conventions', async () => {
      const project = newProject();
      const send = async (spans: object[]) => {
        const request = exportOf(spans) as any;
        request.resourceSpans[0].scopeSpans[0].scope.name = 'assay.export';
        const headers = { 'content-type': 'application/json', 'x-project-id': project };
        expect((await postBytes(api, JSON.stringify(request), headers)).bytes.toString()).toBe('{}');
      };
      const claim = (values: Record<string, string>) => otlpSpan({ attributes: attributes(values) });
      const twice = { 'assay.trace_id': 't', 'assay.span_id': 's' };
      await send([claim(twice), claim({ ...twice, 'input.value': 'second' })]);
      await send([claim(twice)]);
      const odd: Record<string, string>[] = [
        { ...twice, 'assay.parent_span_id': 's' },
        { 'assay.trace_id': 'export' },
        { 'assay.span_id': 'a\u0000' },
        { metadata: '{"a":{}}' },
        { metadata: '{' },
        { 'assay.start_time': 'now' },
        { 'openinference.span.kind': 'nothing' },
      ];
      await send(odd.map(claim));
      const lines = await exported(project);
      expect(lines).toHaveLength(1 + odd.length);
      expect(JSON.parse(lines[0]!)).toMatchObject({ trace: { id: 't' }, spans: [{ id: 's', input: null }] });
      expect(lines.slice(1).every((line) => /^[0-9a-f]{32}$/.test(JSON.parse(line).trace.id))).toBe(true);
    });

    it('a key of another project sends the lines to its own', async () => {
      const [project, other] = [newProject(), newProject()];
      await send(project, [span({ input: 1 })]);
      const key = (await api.clientOf(other)).token;
      const [line] = await exported(project, '&format=otlp');
      await postBytes(api, line!, { 'content-type': 'application/json', authorization: `Bearer ${key}` });
      expect(await traceIds(other)).toEqual(['trace-1']);
    });

    it('what came by OTLP goes out and in again, whatever convention it had', async () => {
      const project = newProject();
      const headers = { 'content-type': 'application/json', 'x-project-id': project };
      for (const { request } of vectors) {
        const ofOneTrace = JSON.stringify(request).replace(/"traceId":"[0-9a-f]*"/g, `"traceId":"${newTraceId()}"`);
        await postBytes(api, ofOneTrace, headers);
      }
      const trace = newTraceId();
      const circle = ['a', 'b'].map((digit, index) =>
        otlpSpan({ traceId: trace, spanId: digit.repeat(16), parentSpanId: 'ba'[index]!.repeat(16) }),
      );
      await postBytes(
        api,
        JSON.stringify(exportOf([...circle, otlpSpan({ traceId: trace }), otlpSpan({ traceId: trace })])),
        headers,
      );
      const copy = newProject();
      await sendOtlp(await exported(project, '&format=otlp'), copy);
      // Nanoseconds of the clients are cut to microseconds when they are stored; only durations knew of them.
      const rough = (lines: string[]) => content(lines).map((line) => line.replace(/"duration_ms":[^,]*/g, ''));
      const own = rough(await exported(project));
      expect(own).toHaveLength(vectors.length + 1);
      expect(rough(await exported(copy))).toEqual(own);
    });
  });

  it.each(['ndjson', 'otlp'])('payloads of megabytes come back exactly: %s', async (format) => {
    const project = newProject();
    const output = `{"noise":"${noise(2.25 * MEGABYTE)}","z":"\\n"}`;
    const text = JSON.stringify(
      span({
        id: 'r',
        input: `x${'é😀"\n'.repeat(0.55 * MEGABYTE)}`,
        output: null,
        metadata: { long: noise(2.25 * MEGABYTE) },
        error: { message: 'm'.repeat(2.25 * MEGABYTE) },
      }),
    ).replace('"output":null', `"output":${output}`);
    await api.admin.raw('post', '/v1/traces/ingest', `{"project_id":"${project}","spans":[${text}]}`, 201);
    const more = Array.from({ length: 2 }, (_, index) =>
      span({ id: `c${index}`, parent_span_id: 'r', start_time: at(index + 1), input: noise(MEGABYTE) }),
    );
    await send(project, more);
    const lines = await exported(project, `&format=${format}`);
    expect(lines.length).toBeGreaterThan(1);
    const copy = newProject();
    if (format === 'otlp') await sendOtlp(lines, copy);
    else await ingestLines(lines, copy);
    const [own, copied] = [content(await exported(project)), content(await exported(copy))];
    expect(own.map((line, index) => line === copied[index])).toEqual(own.map(() => true));
  });

  it('1,200 traces, each once, those of one moment too', async () => {
    const project = newProject();
    for (let from = 0; from < 1_200; from += 400) {
      await send(
        project,
        Array.from({ length: 400 }, (_, index) => span({ trace_id: `t${from + index}` })),
      );
    }
    const ids = await traceIds(project);
    expect([ids.length, new Set(ids).size]).toEqual([1_200, 1_200]);
  });

  it('the filters of the list, search and scores and metadata included', async () => {
    const project = newProject();
    await send(project, [
      span({ id: 'a', trace_id: 'a', kind: 'llm', metadata: { env: 'prod' }, input: 'capital of France' }),
      span({ id: 'b', trace_id: 'b', error: { message: 'm' }, scores: [{ scorer_name: 'good', value: 0.9 }] }),
      span({
        id: 'c',
        trace_id: 'c',
        metadata: { env: 'test', session_id: 's' },
        scores: [{ scorer_name: 'good', value: 0.1 }],
      }),
    ]);
    await api.admin.post(`/v1/traces/c/queue?project_id=${project}`, {}, 200);
    expect(await traceIds(project, '&kind=llm')).toEqual(['a']);
    expect(await traceIds(project, '&has_error=true')).toEqual(['b']);
    expect(await traceIds(project, '&metadata.env=prod')).toEqual(['a']);
    expect(await traceIds(project, '&score.good=gte:0.5')).toEqual(['b']);
    expect(await traceIds(project, '&session_id=s&in_queue=true')).toEqual(['c']);
    expect(await traceIds(project, '&before=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await traceIds(project, '&before=2999-01-01T00:00:00Z')).sort()).toEqual(['a', 'b', 'c']);
    await api.app.get(SearchIndexer).drain();
    expect(await traceIds(project, '&q=%22capital%20of%22')).toEqual(['a']);
  });

  it('an unknown project is an empty body; a bound key needs no project', async () => {
    expect(await exported(newProject())).toEqual([]);
    const project = newProject();
    await send(project, [span()]);
    expect((await (await api.clientOf(project, 'read')).get('/v1/traces/export')).text).toContain('trace-1');
  });

  it('errors before the first byte are envelopes', async () => {
    const { body, headers } = await api.admin.get('/v1/traces/export', 400);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body.error.code).toBe('PROJECT_REQUIRED');
    for (const query of ['&format=csv', '&format=', '&kind=nope', '&score.x=5', '&after=now', '&q=', '&metadata.=x']) {
      expect((await api.admin.get(path(newProject(), query), 400)).body.error.code).toBe('INVALID_REQUEST');
    }
    await (await api.clientOf(newProject())).get(path(newProject()), 404);
  });

  describe('while it streams', () => {
    async function large(): Promise<string> {
      const project = newProject();
      for (let index = 0; index < 16; index += 1) {
        await send(project, [span({ id: `s${index}`, trace_id: `t${index}`, input: noise(MEGABYTE) })]);
      }
      return project;
    }

    it('what arrives or is deleted meanwhile does not spoil it', async () => {
      const project = await large();
      const reader = await beginReading(api, path(project));
      await send(project, [span({ trace_id: 'new' })]);
      await api.admin.delete(`/v1/traces/t15?project_id=${project}`);
      const lines = (await reader.read()).trimEnd().split('\n');
      const ids = lines.map((line) => JSON.parse(line).trace.id);
      expect(ids).toEqual(Array.from({ length: 15 }, (_, index) => `t${index}`));
    });

    it('a large trace that is deleted meanwhile ends where it was, as a line that can be read', async () => {
      const project = newProject();
      for (let index = 0; index < 16; index += 1) {
        const input = noise(MEGABYTE);
        await send(project, [span({ id: `s${index}`, parent_span_id: 'x', start_time: at(index), input })]);
      }
      await send(project, [span({ trace_id: 'next' })]);
      const reader = await beginReading(api, path(project));
      await api.admin.delete(`/v1/traces/trace-1?project_id=${project}`);
      const lines = (await reader.read())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const spans = lines.filter(({ trace }) => trace.id === 'trace-1').flatMap((line) => line.spans);
      expect(spans.length).toBeLessThan(16);
      expect(lines.at(-1).trace.id).toBe('next');
    });

    it('readers that stand still hold no database connection; those that go leave nothing behind', async () => {
      const project = await large();
      const whole = (await api.admin.get(path(project))).text;
      const readers = await Promise.all(Array.from({ length: 8 }, () => beginReading(api, path(project))));
      await Promise.all(Array.from({ length: 20 }, () => api.admin.get(`/v1/traces?project_id=${project}`)));
      expect((await readers[0]?.read()) === whole).toBe(true);
      for (const reader of readers.slice(1)) reader.leave();
      const { pool } = api.app.get(Database);
      const inUse = () => pool.waitingCount + pool.totalCount - pool.idleCount;
      const deadline = Date.now() + 20_000;
      while (inUse() > 0 && Date.now() < deadline) await api.admin.get(`/v1/traces?project_id=${project}`);
      expect(inUse()).toBe(0);
    });
  });

  it('traces from before their payloads were measured go out too', async () => {
    const project = newProject();
    const rows = await new Rows(api, project).project();
    await rows.trace('trace-1', {}, { input: '"x"' });
    expect(JSON.parse((await exported(project))[0]!).spans).toMatchObject([{ id: 'trace-1-root', input: 'x' }]);
  });

  it('costs a statement for each 500 traces and two for each megabyte', async () => {
    const project = newProject();
    await send(
      project,
      Array.from({ length: 600 }, (_, index) => span({ trace_id: `t${index}` })),
    );
    await exported(project);
    expect((await countStatements(() => exported(project))).statements).toHaveLength(2 + 2 * 2);
  });
});
