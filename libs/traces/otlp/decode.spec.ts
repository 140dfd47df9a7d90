import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { decodeJson, decodeProtobuf, OtlpDecodeError, translateRequest } from '.';
import { ENCODINGS, native, spansOf, translated, translatedSpan } from './fixtures/native';
import { jsonRequest, type PlainSpan, protobufOf, SPAN_ID, TRACE_ID } from './fixtures/requests';
import { ExportTraceServiceRequestSchema } from './proto/otlp_pb';

/** A JSON request with one span, some of its fields replaced. */
function jsonWith(fields: Record<string, unknown>): string {
  const request: any = jsonRequest([{}]);
  Object.assign(request.resourceSpans[0].scopeSpans[0].spans[0], fields);
  return JSON.stringify(request);
}

function reasonOf(text: string): string | undefined {
  const { rejections } = translateRequest(decodeJson(text));
  return rejections[0]?.reason;
}

function valueOf(value: unknown): unknown {
  const request = decodeJson(jsonWith({ attributes: [{ key: 'k', value }] }));
  expect(request.rejections).toEqual([]);
  return request.spans[0].span.attributes.get('k');
}

describe('OTLP/JSON', () => {
  it('takes hexadecimal ids of either case', () => {
    const fields = { traceId: TRACE_ID.toUpperCase(), spanId: SPAN_ID.toUpperCase(), parentSpanId: 'AABBCCDDEEFF0011' };
    const [span] = spansOf(translateRequest(decodeJson(jsonWith(fields))));
    expect(span).toMatchObject({ traceId: TRACE_ID, id: SPAN_ID, parentId: 'aabbccddeeff0011' });
  });

  it.each([
    ['an integer as a string', { intValue: '31' }, 31],
    ['an integer as a number', { intValue: 31 }, 31],
    ['the largest integer as a string', { intValue: '9223372036854775807' }, 9223372036854775807n],
    ['the empty value', {}, null],
    ['a null value', null, null],
    ['a member that is null', { stringValue: null, intValue: 7 }, 7],
    ['a member that nobody knows', { stringValueStrindex: 3 }, null],
    ['NaN', { doubleValue: 'NaN' }, NaN],
    ['Infinity', { doubleValue: 'Infinity' }, Infinity],
    ['-Infinity', { doubleValue: '-Infinity' }, -Infinity],
    ['a double as a string', { doubleValue: '0.5' }, 0.5],
    ['a list without values', { arrayValue: {} }, []],
    ['a map without values', { kvlistValue: {} }, new Map()],
    ['bytes in base64', { bytesValue: 'AQID' }, Buffer.from([1, 2, 3])],
    ['false', { boolValue: false }, false],
  ])('reads %s', (_case, value, expected) => {
    expect(valueOf(value)).toEqual(expected);
  });

  it('reads the largest integer as a number exactly', () => {
    const text = jsonWith({ attributes: [{ key: 'input', value: { intValue: 'HERE' } }] });
    const [span] = spansOf(translateRequest(decodeJson(text.replace('"HERE"', '9223372036854775807'))));
    expect(span.input).toBe('9223372036854775807');
  });

  it('reads times as numbers exactly', () => {
    const text = jsonWith({ startTimeUnixNano: 'HERE' }).replace('"HERE"', '1767225600123456789');
    expect(decodeJson(text).spans[0].span.startNanos).toBe(1767225600123456789n);
  });

  it('takes enums by name', () => {
    const fields = { kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR', message: 'no' } };
    const [span] = spansOf(translateRequest(decodeJson(jsonWith(fields)))).map(native);
    expect(span).toMatchObject({ error: { message: 'no' }, metadata: { 'otel.kind': 'CLIENT' } });
  });

  it('ignores fields it does not know and takes null for absent', () => {
    const fields = { futureField: { deep: [1] }, attributes: null, events: null, status: null, parentSpanId: null };
    expect(spansOf(translateRequest(decodeJson(jsonWith(fields))))).toHaveLength(1);
  });

  it.each([
    ['attributes as an object', { attributes: { a: 1 } }, /attributes.*must be a list.*not an object/],
    ['a bare value', { attributes: [{ key: 'a', value: 'b' }] }, /attributes\[0\]\.value, which is not an object/],
    ['a key that is a number', { attributes: [{ key: 1, value: {} }] }, /attributes\[0\]\.key/],
    ['an integer beyond 64 bits', { attributes: [{ key: 'a', value: { intValue: '9223372036854775808' } }] }, /64-bit/],
    ['an integer with a fraction', { attributes: [{ key: 'a', value: { intValue: 1.5 } }] }, /64-bit integer/],
    ['a string that is none', { attributes: [{ key: 'a', value: { stringValue: 5 } }] }, /not a string/],
    ['a boolean that is none', { attributes: [{ key: 'a', value: { boolValue: 'yes' } }] }, /true or false/],
    ['bytes that are not base64', { attributes: [{ key: 'a', value: { bytesValue: '%' } }] }, /base64/],
    ['events that are no list', { events: {} }, /events that are not a list/],
    ['an event that is no object', { events: [1] }, /events\[0\]/],
    ['a status that is no object', { status: 2 }, /status/],
    ['an unknown enum name', { kind: 'CLIENT' }, /unknown kind/],
    ['an id in base64', { traceId: 'W47/95gDgQPSabYzgT/GDA==' }, /traceId that is not hexadecimal/],
    ['a name that is a number', { name: 5 }, /name that is not a string/],
    ['a negative time', { startTimeUnixNano: -1 }, /startTimeUnixNano/],
    ['snake_case keys', { traceId: undefined, trace_id: TRACE_ID }, /lowerCamelCase/],
  ])('rejects a span with %s, and not the request', (_case, fields, reason) => {
    expect(reasonOf(jsonWith(fields))).toMatch(reason);
  });

  it('warns of a snake_case envelope', () => {
    const { spans, rejections, warning } = decodeJson('{"resource_spans":[]}');
    expect([spans, rejections]).toEqual([[], []]);
    expect(warning).toMatch(/"resource_spans" was ignored.*"resourceSpans"/);
    expect(decodeJson('{"resourceSpans":[{"scope_spans":[]}]}').warning).toMatch(/scopeSpans/);
  });

  it('rejects the spans of a resource that cannot be read', () => {
    const request: any = jsonRequest([{}]);
    request.resourceSpans[0].resource.attributes = { 'service.name': 'x' };
    expect(reasonOf(JSON.stringify(request))).toMatch(/resource\.attributes/);
  });

  it.each([
    ['no JSON', '{"resourceSpans":'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['resourceSpans of another type', '{"resourceSpans":{}}'],
    ['scopeSpans of another type', '{"resourceSpans":[{"scopeSpans":5}]}'],
    ['spans of another type', '{"resourceSpans":[{"scopeSpans":[{"spans":"x"}]}]}'],
    ['a resource group that is no object', '{"resourceSpans":[1]}'],
    ['100,000 levels', '['.repeat(100_000)],
    ['100,000 levels within an unknown field', `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('refuses %s', (_case, text) => {
    expect(() => decodeJson(text)).toThrow(OtlpDecodeError);
  });
});

describe('OTLP in binary', () => {
  const bytes = (...parts: (number | number[])[]): Uint8Array => Uint8Array.from(parts.flat());

  it('reads what the generated code writes, and skips fields that it does not know', () => {
    const message = fromBinary(ExportTraceServiceRequestSchema, protobufOf(jsonRequest([{ name: 'a' }])));
    message.$unknown = [{ no: 77, wireType: 2, data: Buffer.from([1, 65]) }];
    const group = message.resourceSpans[0];
    group.scopeSpans[0].spans[0].$unknown = [
      { no: 13, wireType: 2, data: Buffer.from([2, 65, 66]) },
      { no: 16, wireType: 5, data: Buffer.from([1, 2, 3, 4]) },
      { no: 99, wireType: 0, data: Buffer.from([0xff, 1]) },
    ];
    const binary = toBinary(ExportTraceServiceRequestSchema, message);
    expect(decodeProtobuf(binary).spans.map(({ span }) => span.name)).toEqual(['a']);
  });

  it('takes the resource from wherever it stands in its message', () => {
    const spans = protobufOf(jsonRequest([{}], { resource: {} }));
    const resource = create(ExportTraceServiceRequestSchema, {
      resourceSpans: [
        { resource: { attributes: [{ key: 'k', value: { value: { case: 'boolValue', value: true } } }] } },
      ],
    });
    const tail = toBinary(ExportTraceServiceRequestSchema, resource);
    const [body, extra] = [spans.slice(spans.indexOf(0x12, 1)), tail.slice(2)];
    const group = bytes([...body], [...extra]);
    const length = [(group.length & 0x7f) | 0x80, group.length >> 7];
    const [placed] = decodeProtobuf(bytes(0x0a, length, [...group])).spans;
    expect(placed.resource).toEqual(new Map([['k', true]]));
  });

  it.each([
    ['no message', Buffer.from('hello')],
    ['a JSON text', Buffer.from('{"resourceSpans":[]}')],
    ['a truncated envelope', protobufOf(jsonRequest([{}])).slice(0, -5)],
    ['a varint without end', Buffer.alloc(20, 0xff)],
    ['a field number 0', bytes(0x00, 0x01)],
    ['an end of a group that did not begin', bytes(0x0c)],
    ['groups without end', Buffer.alloc(100_000, 0x0b)],
  ])('refuses %s', (_case, body) => {
    expect(() => decodeProtobuf(body)).toThrow(OtlpDecodeError);
  });

  it('refuses more parts than a request can mean', () => {
    const span = [0x12, 0x00];
    const count = 250_000;
    const spans = Buffer.alloc(count * 2, Buffer.from(span));
    const prefix = (tag: number, body: Buffer): Buffer => {
      const length = [(body.length & 0x7f) | 0x80, ((body.length >> 7) & 0x7f) | 0x80, body.length >> 14];
      return Buffer.concat([Buffer.from([tag, ...length]), body]);
    };
    const body = prefix(0x0a, prefix(0x12, spans));
    expect(() => decodeProtobuf(body)).toThrow(/smaller batches/);
  });

  it('rejects a span that cannot be read, and keeps the others', () => {
    const request = protobufOf(jsonRequest([{ name: 'first' }, { name: 'broken!' }, { name: 'third' }]));
    const at = Buffer.from(request).indexOf('broken!');
    request[at] = 0xff;
    const { spans, rejections } = decodeProtobuf(request);
    expect(spans.map(({ span, index }) => [index, span.name])).toEqual([
      [0, 'first'],
      [2, 'third'],
    ]);
    expect(rejections).toEqual([{ index: 1, reason: 'cannot be decoded as a span: a text is not UTF-8' }]);
  });

  it('keeps U+FFFD that was sent as such', () => {
    expect(translatedSpan({ name: 'a\uFFFDb', attributes: { input: '\uFFFD'.repeat(50) } })).toMatchObject({
      name: 'a\uFFFDb',
      input: '\uFFFD'.repeat(50),
    });
  });

  it('rejects log records, which have fields of spans by number, and says so', () => {
    // A LogRecord: time (1, fixed64), severity (2, varint), body (5, AnyValue), observed time (11, fixed64).
    const record = [0x09, ...Array(8).fill(1), 0x10, 9, 0x2a, 4, 0x0a, 2, 0x68, 0x69, 0x59, ...Array(8).fill(1)];
    const scope = [0x12, record.length, ...record];
    const group = [0x12, scope.length, ...scope];
    const { rejections } = translateRequest(decodeProtobuf(bytes(0x0a, group.length, group)));
    expect(rejections).toEqual([
      { index: 0, reason: expect.stringMatching(/logs and metrics must be sent elsewhere/) },
    ]);
  });

  it('takes an empty request', () => {
    expect(decodeProtobuf(new Uint8Array())).toEqual({ spans: [], rejections: [], warning: null });
    expect(decodeJson('{}')).toEqual({ spans: [], rejections: [], warning: null });
  });
});

describe('nesting of values', () => {
  const nested = (levels: number): any => {
    let value: any = 'x';
    for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { k: value };
    return value;
  };

  it('is kept up to 64 levels in both encodings', () => {
    expect(translatedSpan({ attributes: { input: nested(64) } }).input).toEqual(nested(64));
  });

  it.each([65, 70])('of %i levels rejects the span in both encodings', (levels) => {
    const { rejections } = translated([{ attributes: { input: nested(levels) } }]);
    expect(rejections).toEqual([{ index: 0, reason: 'has an attribute that is nested deeper than 64 levels' }]);
  });

  it('of 100,000 levels in binary does not overflow the stack', () => {
    let body = Buffer.alloc(0);
    const chunks: Buffer[] = [];
    let length = 0;
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
    for (let level = 0; level < 100_000; level += 1) {
      // AnyValue.array_value of ArrayValue.values.
      const inner = Buffer.from([0x0a, ...varint(length)]);
      const outer = Buffer.from([0x2a, ...varint(length + inner.length)]);
      chunks.push(inner, outer);
      length += inner.length + outer.length;
    }
    body = Buffer.concat(chunks.reverse());
    const wrap = (tag: number, content: Buffer): Buffer =>
      Buffer.concat([Buffer.from([tag, ...varint(content.length)]), content]);
    const span = wrap(0x12, wrap(0x4a, wrap(0x12, body)));
    const { rejections } = decodeProtobuf(wrap(0x0a, wrap(0x12, span)));
    expect(rejections).toEqual([{ index: 0, reason: expect.stringMatching(/deeper than 64 levels/) }]);
  });
});

describe('a span is rejected, with its place and a reason', () => {
  const cases: [string, PlainSpan, RegExp][] = [
    ['a trace id of another length', { traceId: 'aabb' }, /trace id of 2 bytes instead of 16/],
    ['no trace id', { traceId: '' }, /trace id of 0 bytes/],
    ['a trace id of zeros', { traceId: '0'.repeat(32) }, /zeros/],
    ['a span id of another length', { spanId: TRACE_ID }, /span id of 16 bytes instead of 8/],
    ['a span id of zeros', { spanId: '0'.repeat(16) }, /zeros/],
    ['no ids at all', { traceId: '', spanId: '' }, /logs and metrics/],
    ['a parent id of another length', { parentSpanId: 'aa' }, /parent span id of 1 bytes/],
    ['itself as its parent', { parentSpanId: SPAN_ID }, /itself as its parent/],
    ['no start time', { start: 0n }, /no start time/],
    ['a blank name', { name: ' ' }, /no name/],
  ];
  it.each(cases)('for %s', (_case, span, reason) => {
    const { rejections, projects } = translated([{ spanId: '0123456789abcdef' }, span]);
    expect(rejections).toEqual([{ index: 1, reason: expect.stringMatching(reason) }]);
    expect(projects[0].spans).toHaveLength(1);
  });

  it.each(ENCODINGS)('in the order of the request over %s', (_name, decode) => {
    const spans = [{ name: '' }, {}, { start: 0n, spanId: '0123456789abcdef' }];
    expect(translateRequest(decode(jsonRequest(spans))).rejections.map(({ index }) => index)).toEqual([0, 2]);
  });
});
