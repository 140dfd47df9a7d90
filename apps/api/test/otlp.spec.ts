import { deflateSync, gzipSync } from 'node:zlib';
import { Database } from '@assay/database';
import { SearchIndexer } from '@assay/traces';
import { cloneDatabase } from '@assay/testing';
import {
  attributes,
  ENCODINGS,
  type EncodingName,
  exportOf,
  newSpanId,
  newTraceId,
  otlpSpan,
  postBytes,
  postExport,
  type OtlpAnswer,
  vectors,
} from './factories/otlp';
import { newProject, span } from './factories/spans';
import { openGate } from './tcp-gate';
import { startTestApp, type TestApp } from './test-app';

const NAMES = Object.keys(ENCODINGS) as EncodingName[];
const LIMIT_BYTES = 100_000;

/** A `google.rpc.Status` of either encoding. */
function statusOf({ type, bytes }: OtlpAnswer): { code: number; message: string } {
  if (type === 'application/json') return JSON.parse(bytes.toString()) as { code: number; message: string };
  // Field 1 is the code, field 2 the message; here both lengths fit into a byte or two.
  expect([bytes[0], bytes[2]]).toEqual([8, 18]);
  const start = bytes[3]! < 128 ? 4 : 5;
  return { code: bytes[1]!, message: bytes.subarray(start).toString() };
}

/** What an answer says of rejected spans: of both encodings, the number and the message. */
function partialOf({ type, bytes }: OtlpAnswer): { rejected: number; message: string } | null {
  if (type === 'application/json') {
    const { partialSuccess } = JSON.parse(bytes.toString()) as any;
    if (partialSuccess === undefined) return null;
    expect(typeof partialSuccess.rejectedSpans).toBe('string');
    return { rejected: Number(partialSuccess.rejectedSpans), message: partialSuccess.errorMessage };
  }
  if (bytes.length === 0) return null;
  expect(bytes[0]).toBe(10);
  const inner = bytes.subarray(bytes[1]! < 128 ? 2 : 3);
  const rejected = inner[0] === 8 ? inner[1]! : 0;
  const text = inner.subarray(rejected === 0 ? 0 : 2);
  expect(text[0]).toBe(18);
  return { rejected, message: text.subarray(text[1]! < 128 ? 2 : 3).toString() };
}

describe('POST /v1/traces', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ bodyLimitBytes: LIMIT_BYTES, maxSpansPerRequest: 50 });
  });
  afterAll(() => api.close());

  const inProject = (project: string) => ({ 'x-project-id': project });
  const getTrace = async (id: string, project: string) =>
    (await api.admin.get(`/v1/traces/${id}?project_id=${project}`)).body;
  const listed = async (project: string) => (await api.admin.get(`/v1/traces?project_id=${project}`)).body.items;

  describe.each(NAMES)('in %s', (name) => {
    const { type, encode } = ENCODINGS[name];
    const send = (request: object, headers: Record<string, string> = {}) => postExport(api, name, request, headers);

    it('200 with the content type of the request to the letter, and empty on full success', async () => {
      const answer = await send(exportOf([otlpSpan()]), inProject(newProject()));
      const empty = name === 'JSON' ? '{}' : '';
      expect([answer.status, answer.type, answer.bytes.toString()]).toEqual([200, type, empty]);
      expect(answer.headers['content-length']).toBe(String(empty.length));
    });

    it('parameters of the content type and its case are ignored', async () => {
      for (const written of [`${type}; charset=utf-16`, `${type.toUpperCase()};q=1`]) {
        const answer = await send(exportOf([otlpSpan()]), { 'content-type': written, ...inProject(newProject()) });
        expect([answer.status, answer.type]).toEqual([200, type]);
      }
    });

    it('an empty request is a success', async () => {
      const answer = await send({ resourceSpans: [] });
      expect([answer.status, partialOf(answer)]).toEqual([200, null]);
    });

    it.each(vectors.map((vector) => [vector.id, vector] as const))(
      '%s can be read as documented',
      async (_, vector) => {
        const project = newProject();
        const answer = await send(vector.request, inProject(project));
        expect([answer.status, partialOf(answer)]).toEqual([200, null]);
        const sent = vector.request.resourceSpans[0]!.scopeSpans[0]!.spans[0]!;
        const { spans } = await getTrace(sent.traceId, project);
        const { metadata, ...fields } = vector.expect;
        expect(spans).toEqual([expect.objectContaining({ id: sent.spanId, duration_ms: 1250, ...fields })]);
        expect(spans[0].metadata).toEqual(expect.objectContaining(metadata));
      },
    );

    it.each([
      ['gzip', gzipSync],
      ['GZIP', gzipSync],
      ['x-gzip', gzipSync],
      ['deflate', deflateSync],
      ['identity', (bytes: Buffer) => bytes],
    ])('takes bodies in %s', async (coding, compress) => {
      const project = newProject();
      const one = otlpSpan();
      const headers = { 'content-type': type, 'content-encoding': coding, ...inProject(project) };
      const answer = await postBytes(api, compress(encode(exportOf([one]))), headers);
      expect([answer.status, answer.type]).toEqual([200, type]);
      expect((await getTrace(one.traceId, project)).spans).toHaveLength(1);
    });

    it.each([
      ['an unknown coding', 415, 'br', Buffer.from('x')],
      ['two codings', 415, 'gzip, gzip', gzipSync(gzipSync('{}'))],
      ['corrupt gzip', 400, 'gzip', Buffer.from('nonsense')],
      ['gzip that ends early', 400, 'gzip', gzipSync(Buffer.alloc(5_000, 'ab')).subarray(0, 30)],
      ['corrupt deflate', 400, 'deflate', Buffer.from('nonsense')],
      ['a body that inflates beyond the limit', 413, 'gzip', gzipSync(Buffer.alloc(50_000_000))],
      ['a body beyond the limit', 413, 'identity', Buffer.alloc(LIMIT_BYTES + 1, ' ')],
    ])('%s is %i', async (_, status, coding, bytes) => {
      const answer = await postBytes(api, bytes, { 'content-type': type, 'content-encoding': coding });
      expect([answer.status, answer.type]).toEqual([status, type]);
      expect(statusOf(answer)).toEqual({ code: status === 413 ? 8 : 3, message: expect.stringMatching(/\w/) });
    });

    it('a body as large as the limit is read, whatever its coding', async () => {
      const bytes = encode(exportOf([otlpSpan()]));
      const whole =
        name === 'JSON' ? Buffer.concat([bytes, Buffer.alloc(LIMIT_BYTES - bytes.length, ' ')]) : padded(bytes);
      expect(whole).toHaveLength(LIMIT_BYTES);
      for (const [coding, body] of [
        ['identity', whole],
        ['gzip', gzipSync(whole)],
      ] as const) {
        const answer = await postBytes(api, body, {
          'content-type': type,
          'content-encoding': coding,
          ...inProject(newProject()),
        });
        expect([coding, answer.status]).toEqual([coding, 200]);
      }
    });

    it('400 only for an envelope that cannot be decoded', async () => {
      for (const text of name === 'JSON' ? ['', '{', '[]', '{"resourceSpans":{}}', '\xff'] : ['\x0a\x7f', 'x']) {
        const answer = await postBytes(api, Buffer.from(text, 'latin1'), { 'content-type': type });
        expect([text, answer.status, answer.type, statusOf(answer).code]).toEqual([text, 400, type, 3]);
      }
    });

    it('spans are rejected one by one: partial_success counts them and names the first and why', async () => {
      const project = newProject();
      const good = otlpSpan();
      const spans = [good, otlpSpan({ spanId: '00'.repeat(8) }), otlpSpan({ startTimeUnixNano: '0' })];
      const answer = await send(exportOf(spans), inProject(project));
      expect([answer.status, answer.type, partialOf(answer)]).toEqual([
        200,
        type,
        {
          rejected: 2,
          message:
            'span 1 of the request has a span id of zeros only (and 1 more spans were rejected); the other spans were accepted',
        },
      ]);
      expect((await listed(project)).map(({ id }: any) => id)).toEqual([good.traceId]);
    });

    it('401, 403 and 404 are Status too', async () => {
      const reader = await api.clientOf(newProject(), 'read');
      const cases: [Record<string, string>, number, number][] = [
        [{ authorization: '' }, 401, 16],
        [{ authorization: 'Bearer nonsense' }, 401, 16],
        [{ authorization: `Bearer ${reader.token}` }, 403, 7],
        [{ authorization: `Bearer ${reader.token}`, 'x-project-id': 'another' }, 404, 5],
      ];
      for (const [headers, status, code] of cases) {
        const answer = await send(exportOf([otlpSpan()]), headers);
        expect([answer.status, answer.type, statusOf(answer).code]).toEqual([status, type, code]);
        expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
      }
    });
  });

  /** A request of the length of the limit: an unknown field, which decoders pass over, fills it. */
  function padded(bytes: Buffer): Buffer {
    const fill = LIMIT_BYTES - bytes.length - 5;
    const length = Buffer.from([(fill & 127) | 128, ((fill >> 7) & 127) | 128, fill >> 14]);
    return Buffer.concat([bytes, Buffer.from([0x9a, 0x06]), length, Buffer.alloc(fill)]);
  }

  it('no body at all is an empty request in protobuf, and no request in JSON', async () => {
    const post = (type: string) =>
      fetch(`${api.url}/v1/traces`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.admin.token}`, 'content-type': type },
      });
    expect((await post('application/x-protobuf')).status).toBe(200);
    expect((await post('application/json')).status).toBe(400);
  });

  it('other media types are 415, as Status in JSON, with and without a body', async () => {
    for (const type of ['text/plain', 'application/x-ndjson', 'application/protobuf']) {
      for (const body of ['x', '']) {
        const answer = await postBytes(api, body, { 'content-type': type });
        expect([type, answer.status, answer.type]).toEqual([type, 415, 'application/json']);
        expect(statusOf(answer)).toEqual({ code: 3, message: expect.stringContaining('application/x-protobuf') });
      }
    }
  });

  it('protobuf is for this endpoint alone', async () => {
    const headers = { authorization: `Bearer ${api.admin.token}`, 'content-type': 'application/x-protobuf' };
    const answer = await fetch(`${api.url}/v1/traces/ingest`, { method: 'POST', body: 'x', headers });
    expect([answer.status, ((await answer.json()) as any).error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('an envelope in snake case stores nothing and is warned of', async () => {
    const answer = await postBytes(api, '{"resource_spans":[]}', { 'content-type': 'application/json' });
    expect(partialOf(answer)).toEqual({ rejected: 0, message: expect.stringContaining('resourceSpans') });
  });

  it('Idempotency-Key is ignored', async () => {
    const headers = { 'idempotency-key': 'k', ...inProject(newProject()) };
    for (const one of [otlpSpan(), otlpSpan()])
      expect((await postExport(api, 'JSON', exportOf([one]), headers)).status).toBe(200);
  });

  describe('projects: the token, X-Project-Id, the resource, default: the first that is given', () => {
    const named = (project: string, key = 'assay.project_id') => exportOf([otlpSpan()], { [key]: project });
    const stored = async (project: string): Promise<number> => (await listed(project)).length;

    it('the token wins over the resource', async () => {
      const [own, other] = [newProject(), newProject()];
      const client = await api.clientOf(own);
      const headers = { authorization: `Bearer ${client.token}` };
      expect((await postExport(api, 'JSON', named(other), headers)).status).toBe(200);
      expect([await stored(own), await stored(other)]).toEqual([1, 0]);
    });

    it('the header wins over the resource; one that cannot name a project is 400', async () => {
      const [header, other] = [newProject(), newProject()];
      expect((await postExport(api, 'JSON', named(other), inProject(header))).status).toBe(200);
      expect([await stored(header), await stored(other)]).toEqual([1, 0]);
      const answer = await postExport(api, 'JSON', named(other), inProject('x'.repeat(200)));
      expect([answer.status, statusOf(answer).message]).toEqual([400, expect.stringContaining('X-Project-Id')]);
    });

    it.each(['assay.project_id', 'openinference.project.name'])('the resource attribute %s', async (key) => {
      const project = newProject();
      await postExport(api, 'JSON', named(project, key));
      expect(await stored(project)).toBe(1);
    });

    it('default', async () => {
      const one = otlpSpan();
      await postExport(api, 'JSON', exportOf([one]));
      expect((await getTrace(one.traceId, 'default')).spans).toHaveLength(1);
    });

    it('one request for several projects goes to each; what cannot name a project is rejected', async () => {
      const [a, b] = [newProject(), newProject()];
      const requests = [named(a), named(b), named('x'.repeat(200)), named(a)];
      const all = { resourceSpans: requests.flatMap(({ resourceSpans }) => resourceSpans) };
      const answer = await postExport(api, 'protobuf', all);
      expect(partialOf(answer)).toEqual({ rejected: 1, message: expect.stringMatching(/^span 2 .*project must be/) });
      expect([await stored(a), await stored(b)]).toEqual([2, 1]);
    });

    it('resources of several names under one token are one project, where a span is stored once', async () => {
      const own = newProject();
      const client = await api.clientOf(own);
      const one = otlpSpan();
      const both = {
        resourceSpans: ['a', 'b'].flatMap((name) => exportOf([one], { 'assay.project_id': name }).resourceSpans),
      };
      const answer = await postExport(api, 'JSON', both, { authorization: `Bearer ${client.token}` });
      expect([answer.status, partialOf(answer)]).toEqual([200, null]);
      expect(await getTrace(one.traceId, own)).toMatchObject({ spans: [{ id: one.spanId }] });
    });
  });

  describe('redelivery is success', () => {
    const tokens = (count: bigint) => attributes({ 'gen_ai.usage.input_tokens': count, 'gen_ai.request.model': 'm' });
    const evaluated = (traceId: string) =>
      otlpSpan({
        traceId,
        attributes: tokens(5n),
        events: [
          {
            name: 'gen_ai.evaluation.result',
            timeUnixNano: '1767225600000000000',
            attributes: attributes({ 'gen_ai.evaluation.name': 'quality', 'gen_ai.evaluation.score.value': 0.5 }),
          },
        ],
      });
    const counts = async (project: string) =>
      (await listed(project)).map(({ span_count, tokens_input }: any) => [span_count, tokens_input]);
    const scoresOf = async (spanId: string, project: string) =>
      (await api.admin.get(`/v1/scores?target_type=span&target_id=${spanId}&project_id=${project}`)).body.items;

    it('the same request twice: counted once, the first copy stays, scores are made once', async () => {
      const project = newProject();
      const one = evaluated(newTraceId());
      await postExport(api, 'protobuf', exportOf([one]), inProject(project));
      const changed = { ...one, name: 'changed', attributes: tokens(7n) };
      const again = await postExport(api, 'JSON', exportOf([changed]), inProject(project));
      expect([again.status, partialOf(again)]).toEqual([200, null]);
      expect((await getTrace(one.traceId, project)).spans).toMatchObject([{ name: 'work', tokens_input: 5 }]);
      expect(await counts(project)).toEqual([[1, 5]]);
      expect(await scoresOf(one.spanId, project)).toMatchObject([{ scorer_name: 'quality', value: 0.5 }]);
    });

    it('batches that overlap: the new spans are added, and only they', async () => {
      const project = newProject();
      const spans = Array.from({ length: 4 }, () => evaluated('ab'.repeat(16)));
      await postExport(api, 'JSON', exportOf(spans.slice(0, 2)), inProject(project));
      await postExport(api, 'JSON', exportOf(spans.slice(1, 4)), inProject(project));
      expect(await counts(project)).toEqual([[4, 20]]);
      for (const { spanId } of spans) expect(await scoresOf(spanId, project)).toHaveLength(1);
    });

    it('two copies in one request are one span', async () => {
      const project = newProject();
      const one = evaluated(newTraceId());
      const answer = await postExport(api, 'protobuf', exportOf([one, one]), inProject(project));
      expect(partialOf(answer)).toBeNull();
      expect(await counts(project)).toEqual([[1, 5]]);
    });

    it('50 identical requests at once: everything is there once', async () => {
      const project = newProject();
      const traceId = newTraceId();
      const request = exportOf(Array.from({ length: 20 }, () => evaluated(traceId)));
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => postExport(api, NAMES[index % 2]!, request, inProject(project))),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await counts(project)).toEqual([[20, 100]]);
      const { rows } = await api.app
        .get(Database)
        .run('SELECT count(*)::int AS n FROM scores WHERE project_id = $1', [project]);
      expect(rows).toEqual([{ n: 20 }]);
    });

    it('batches that overlap while their trace is deleted again and again: no error, rows and counts agree', async () => {
      const project = newProject();
      const traceId = newTraceId();
      const spans = Array.from({ length: 40 }, () => evaluated(traceId));
      const deletes = () => api.admin.begin('delete', `/v1/traces/${traceId}?project_id=${project}`);
      const statuses = await Promise.all(
        spans.map(async (_, at) => {
          if (at % 4 === 3) return (await deletes()).status === 500 ? 500 : 200;
          const part = [...spans.slice(at), ...spans.slice(0, at)].slice(0, 20);
          return (await postExport(api, 'JSON', exportOf(part), inProject(project))).status;
        }),
      );
      expect(new Set(statuses)).toEqual(new Set([200]));
      await postExport(api, 'JSON', exportOf(spans), inProject(project));
      expect(await counts(project)).toEqual([[40, 200]]);
    });

    it('50 different batches of the same spans at once: everything is there once', async () => {
      const project = newProject();
      const spans = Array.from({ length: 50 }, (_, index) => evaluated(index % 2 ? 'aa'.repeat(16) : 'bb'.repeat(16)));
      const answers = await Promise.all(
        spans.map((_, at) =>
          postExport(
            api,
            'JSON',
            exportOf([...spans.slice(at), ...spans.slice(0, at)].slice(0, 25)),
            inProject(project),
          ),
        ),
      );
      expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 503)).toEqual([]);
      await postExport(api, 'JSON', exportOf(spans), inProject(project));
      expect(await counts(project)).toEqual([
        [25, 125],
        [25, 125],
      ]);
    });

    it('spans that the native endpoint stored count as stored, and the other way round', async () => {
      const project = newProject();
      const one = otlpSpan();
      await api.admin.post(
        '/v1/traces/ingest',
        { project_id: project, spans: [span({ trace_id: one.traceId, id: one.spanId, name: 'native' })] },
        201,
      );
      const answer = await postExport(
        api,
        'JSON',
        exportOf([one, otlpSpan({ traceId: one.traceId })]),
        inProject(project),
      );
      expect([answer.status, partialOf(answer)]).toEqual([200, null]);
      const { spans } = await getTrace(one.traceId, project);
      expect(spans.map(({ name }: any) => name).sort()).toEqual(['native', 'work']);
      const repeated = span({ trace_id: one.traceId, id: one.spanId });
      await api.admin.post('/v1/traces/ingest', { project_id: project, spans: [repeated] }, 409);
    });
  });

  it('a request of more spans than a transaction takes is stored whole and in order', async () => {
    const project = newProject();
    const traceId = newTraceId();
    const spans = Array.from({ length: 120 }, (_, index) =>
      otlpSpan({
        traceId,
        name: `s${index}`,
        startTimeUnixNano: String(1_767_225_600_000_000_000n + BigInt(index) * 1_000_000n),
      }),
    );
    expect((await postExport(api, 'protobuf', exportOf(spans), inProject(project))).status).toBe(200);
    const trace = await getTrace(traceId, project);
    expect(trace.spans.map(({ name }: any) => name)).toEqual(spans.map(({ name }) => name));
    expect(trace.root_span_id).toBe(spans[0]!.spanId);
  });

  describe('parents', () => {
    it('may come later or never, and a further root is stored, the first one being the root', async () => {
      const project = newProject();
      const traceId = newTraceId();
      const root = otlpSpan({ traceId });
      const child = otlpSpan({ traceId, parentSpanId: root.spanId });
      for (const one of [child, root, otlpSpan({ traceId }), otlpSpan({ traceId, parentSpanId: newSpanId() })])
        expect(partialOf(await postExport(api, 'JSON', exportOf([one]), inProject(project)))).toBeNull();
      const trace = await getTrace(traceId, project);
      expect([trace.root_span_id, trace.spans.length]).toEqual([root.spanId, 4]);
    });

    it('a span that names itself is rejected; of another trace is taken', async () => {
      const project = newProject();
      const own = newSpanId();
      const other = otlpSpan();
      const spans = [otlpSpan({ spanId: own, parentSpanId: own }), other, otlpSpan({ parentSpanId: other.spanId })];
      const answer = await postExport(api, 'JSON', exportOf(spans), inProject(project));
      expect(partialOf(answer)).toEqual({ rejected: 1, message: expect.stringContaining('names itself') });
      expect(await listed(project)).toHaveLength(2);
    });

    it('a circle is stored, and native spans that join it are answered', async () => {
      const project = newProject();
      const traceId = newTraceId();
      const [a, b, c] = [newSpanId(), newSpanId(), newSpanId()];
      const circle = [
        otlpSpan({ traceId, spanId: a, parentSpanId: b }),
        otlpSpan({ traceId, spanId: b, parentSpanId: c }),
      ];
      await postExport(api, 'JSON', exportOf(circle), inProject(project));
      const closing = otlpSpan({ traceId, spanId: c, parentSpanId: a });
      expect(partialOf(await postExport(api, 'JSON', exportOf([closing]), inProject(project)))).toBeNull();
      const joining = [
        span({ id: 'n1', trace_id: traceId, parent_span_id: a }),
        span({ id: 'n2', trace_id: traceId, parent_span_id: 'n3' }),
      ];
      await api.admin.post('/v1/traces/ingest', { project_id: project, spans: joining }, 201);
      expect((await getTrace(traceId, project)).spans).toHaveLength(5);
      const closed = [span({ id: 'n3', trace_id: traceId, parent_span_id: 'n2' })];
      const refused = await api.admin.post('/v1/traces/ingest', { project_id: project, spans: closed }, 400);
      expect(refused.body.error.code).toBe('CIRCULAR_SPAN_REFERENCE');
    });

    it('a native circle that closes over a span of OTLP is found', async () => {
      const project = newProject();
      const one = otlpSpan({ parentSpanId: 'ab'.repeat(8) });
      await postExport(api, 'JSON', exportOf([one]), inProject(project));
      const closing = span({ id: 'ab'.repeat(8), trace_id: one.traceId, parent_span_id: one.spanId });
      const refused = await api.admin.post('/v1/traces/ingest', { project_id: project, spans: [closing] }, 400);
      expect(refused.body.error.code).toBe('CIRCULAR_SPAN_REFERENCE');
    });
  });

  it('sessions, users, tags, models and words of spans are found by the filters of traces', async () => {
    const project = newProject();
    const one = otlpSpan({
      attributes: attributes({
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm-1',
        'session.id': 's-1',
        'user.id': 'u-1',
        'langfuse.trace.tags': '["beta"]',
        'input.value': 'Where is Ouagadougou?',
      }),
    });
    await postExport(api, 'protobuf', exportOf([one]), inProject(project));
    await api.app.get(SearchIndexer).drain();
    for (const filter of ['session_id=s-1', 'user_id=u-1', 'model=m-1', 'kind=llm', 'q=ouagadougou']) {
      const { body } = await api.admin.get(`/v1/traces?project_id=${project}&${filter}`);
      expect([filter, body.items.map(({ id }: any) => id)]).toEqual([filter, [one.traceId]]);
    }
  });

  it('counts its spans in the metrics, each once', async () => {
    const count = async () => /ingested_total\{source="otlp"\} (\d+)/.exec((await api.admin.get('/metrics')).text)?.[1];
    const before = Number(await count());
    const request = exportOf([otlpSpan(), otlpSpan()]);
    for (let round = 0; round < 2; round += 1) await postExport(api, 'JSON', request, inProject(newProject()));
    const project = newProject();
    for (let round = 0; round < 2; round += 1) await postExport(api, 'JSON', request, inProject(project));
    expect(Number(await count())).toBe(before + 6);
  });
});

describe('POST /v1/traces in trouble', () => {
  it.each(NAMES)('503 with Retry-After of 1 to 3 seconds while the database is away, as Status in %s', async (name) => {
    const database = await cloneDatabase();
    const gate = await openGate(database.url);
    const api = await startTestApp({ databaseAcquireTimeoutMs: 2_000 }, { url: gate.url });
    try {
      const one = otlpSpan();
      await postExport(api, name, exportOf([otlpSpan()]));
      gate.shut();
      const refused = await postExport(api, name, exportOf([one]));
      expect([refused.status, refused.type, statusOf(refused).code]).toEqual([503, ENCODINGS[name].type, 14]);
      expect(refused.headers['retry-after']).toMatch(/^[123]$/);
      gate.open();
      expect((await postExport(api, name, exportOf([one]))).status).toBe(200);
    } finally {
      await api.close();
      await gate.close();
      await database.drop();
    }
  });

  it.each(NAMES)('429 over the rate limit is Status in %s', async (name) => {
    const api = await startTestApp({ rateLimitPerMinute: 1 });
    try {
      await postExport(api, name, exportOf([otlpSpan()]));
      const refused = await postExport(api, name, exportOf([otlpSpan()]));
      expect([refused.status, refused.type, statusOf(refused).code]).toEqual([429, ENCODINGS[name].type, 8]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await api.close();
    }
  });
});
