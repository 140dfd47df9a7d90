import fc from 'fast-check';
import { native, spansOf, translated, translatedSpan } from './fixtures/native';
import { decodeJson, decodeProtobuf, translateRequest } from '.';
import { END, jsonRequest, type Plain, protobufOf, START } from './fixtures/requests';

const errorOf = (span: Parameters<typeof translatedSpan>[0]): unknown => translatedSpan(span).error;
const metadataOf = (attributes: Record<string, Plain>): any => translatedSpan({ attributes }).metadata;

describe('what every span has', () => {
  it('has its times to the microsecond and its duration to the nanosecond', () => {
    expect(translatedSpan({ start: START + 123456789n, end: START + 2_000_000_999n })).toMatchObject({
      start_time: '2026-01-01T00:00:00.123456Z',
      end_time: '2026-01-01T00:00:02.000000Z',
      duration_ms: 1876.54421,
    });
  });

  it('ends when it starts when it ends before', () => {
    const span = translatedSpan({ start: START, end: START - 5n });
    expect(span).toMatchObject({ end_time: span.start_time, duration_ms: 0 });
  });

  it('has no end when it has not ended', () => {
    expect(translatedSpan({ end: 0n })).toMatchObject({ end_time: null, duration_ms: null });
  });

  it('keeps the last time that 64 bits can say', () => {
    expect(translatedSpan({ start: 2n ** 64n - 1n, end: 0n }).start_time).toBe('2554-07-21T23:34:33.709551Z');
  });

  it('has a parent or null, for which some clients write zeros', () => {
    expect(translatedSpan({ parentSpanId: 'aabbccddeeff0011' }).parent_span_id).toBe('aabbccddeeff0011');
    expect(translatedSpan({ parentSpanId: '0'.repeat(16) }).parent_span_id).toBeNull();
  });

  it('has names and models of at most 1,024 bytes, cut between code points', () => {
    const { name, model } = translatedSpan({
      name: 'é'.repeat(600),
      attributes: { 'llm.model_name': `${'m'.repeat(1022)}😀` },
    });
    expect([name, model]).toEqual(['é'.repeat(512), 'm'.repeat(1022)]);
  });

  it('has U+FFFD for U+0000 in names, models and metadata, and keeps it in payloads', () => {
    const span = translatedSpan({
      name: 'a\u0000b',
      attributes: {
        'gen_ai.request.model': 'm\u0000',
        input: 'x\u0000',
        'k\u0000': 'v\u0000',
        tool_response: '["\\u0000"]',
      },
    });
    expect(span).toMatchObject({ name: 'a\uFFFDb', model: 'm\uFFFD', input: 'x\u0000', output: ['\u0000'] });
    expect(span.metadata).toMatchObject({ 'k\uFFFD': 'v\uFFFD' });
  });

  it('has U+FFFD for lone surrogates of OTLP/JSON, and keeps them in payloads', () => {
    const request = jsonRequest([{ name: 'a\ud800', attributes: { input: '\udc00', other: '\ud800' } }]);
    const [span] = spansOf(translateRequest(decodeJson(JSON.stringify(request))));
    expect(span).toMatchObject({ name: 'a\uFFFD', input: '"\\udc00"' });
    expect(span.metadata).toMatchObject({ other: '\uFFFD' });
  });
});

describe('payloads', () => {
  it.each(['0', 'true', '"text"', 'null', '', '[1', '{"a":}', 'plain', ' '])('keeps the string %j as it is', (text) => {
    expect(translatedSpan({ attributes: { input: text } }).input).toBe(text);
  });

  it.each([
    ['{"z":1,"10":2}', '{"z":1,"10":2}'],
    ['{"n":12345678901234567890.5}', '{"n":12345678901234567890.5}'],
    ['[1e400]', '[1e400]'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
    [' [ 1 , "b" ] ', '[1,"b"]'],
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, `${'['.repeat(1000)}${']'.repeat(1000)}`],
  ])('keeps the value of %.40s', (text, expected) => {
    const [span] = spansOf(translated([{ attributes: { input: text } }]));
    expect(span.input).toBe(expected);
  });

  it('keeps a text that is nested too deeply as a string', () => {
    const text = '['.repeat(1001) + ']'.repeat(1001);
    expect(translatedSpan({ attributes: { input: text } }).input).toBe(text);
  });

  it('keeps structured values, 64-bit integers exact', () => {
    const value = {
      big: 9007199254740993n,
      nan: NaN,
      bytes: Uint8Array.of(1, 2),
      __proto__x: null,
      list: [1.5, false],
    };
    const [span] = spansOf(translated([{ attributes: { output: value } }]));
    expect(span.output).toBe(
      '{"big":9007199254740993,"nan":"NaN","bytes":"AQI=","__proto__x":null,"list":[1.5,false]}',
    );
  });

  it('takes the empty value for absent', () => {
    expect(translatedSpan({ attributes: { input: null, tool_arguments: '{"a":1}' } }).input).toEqual({ a: 1 });
    expect(translatedSpan({ attributes: { 'mlflow.spanInputs': 'null' } }).input).toBeNull();
  });

  it('does not put system instructions before a system message, nor where there are no messages', () => {
    const instructions = '[{"type":"text","content":"Be brief."}]';
    const messages = '[{"role":"system","parts":[]},{"role":"user","parts":[]}]';
    const both = { 'gen_ai.system_instructions': instructions, 'gen_ai.input.messages': messages };
    expect(translatedSpan({ attributes: both }).input).toEqual(JSON.parse(messages));
    const alone = translatedSpan({ attributes: { 'gen_ai.system_instructions': instructions } });
    expect(alone).toMatchObject({ input: null, metadata: { 'gen_ai.system_instructions': instructions } });
  });

  it.each([
    ['a text', 'Be brief.', [{ type: 'text', content: 'Be brief.' }]],
    ['a structured list', [{ type: 'text', content: 'x' }], [{ type: 'text', content: 'x' }]],
    ['an object', '{"type":"text"}', [{ type: 'text' }]],
  ])('takes system instructions that are %s', (_case, instructions: Plain, parts) => {
    const attributes = { 'gen_ai.system_instructions': instructions, 'gen_ai.input.messages': '[]' };
    expect(translatedSpan({ attributes }).input).toEqual([{ role: 'system', parts }]);
  });

  it('prefers the value to the messages on spans that are no model calls', () => {
    const attributes = { 'openinference.span.kind': 'AGENT', 'llm.input_messages.0.message.role': 'user' };
    expect(translatedSpan({ attributes: { ...attributes, 'input.value': 'v' } }).input).toBe('v');
    expect(translatedSpan({ attributes }).input).toEqual([{ role: 'user' }]);
  });

  it('reads trace payloads on roots alone', () => {
    const attributes = { 'langfuse.trace.input': 'i' };
    expect(translatedSpan({ attributes, parentSpanId: 'aabbccddeeff0011' })).toMatchObject({
      input: null,
      metadata: attributes,
    });
  });

  it('gives tool calls without a text', () => {
    expect(translatedSpan({ attributes: { 'ai.response.toolCalls': '[1]' } }).output).toEqual({ toolCalls: [1] });
    expect(translatedSpan({ attributes: { 'ai.result.toolCalls': '[2]' } }).output).toEqual({ toolCalls: [2] });
  });
});

describe('rebuilt lists', () => {
  it('leave indexes that are too large in the metadata', () => {
    const attributes = {
      'gen_ai.prompt.0.content': 'a',
      'gen_ai.prompt.999999999.content': 'b',
      'gen_ai.prompt.5.content': 'c',
    };
    expect(translatedSpan({ attributes })).toMatchObject({
      input: [{ content: 'a' }, { content: 'c' }],
      metadata: { 'gen_ai.prompt.999999999.content': 'b' },
    });
  });

  it('do not overflow the stack on a key with 100,000 segments', () => {
    const key = `llm.input_messages.0.${'a.'.repeat(100_000)}b`;
    expect(translatedSpan({ attributes: { [key]: 'x' } }).input).toHaveLength(1);
  });

  it('keep the leaf whose place a branch takes', () => {
    const attributes = { 'gen_ai.prompt.0.content': 'leaf', 'gen_ai.prompt.0.content.0.text': 'branch' };
    expect(translatedSpan({ attributes })).toMatchObject({
      input: [{ content: [{ text: 'branch' }] }],
      metadata: { 'gen_ai.prompt.0.content': 'leaf' },
    });
  });

  it('may have keys such as __proto__', () => {
    const [span] = spansOf(translated([{ attributes: { 'gen_ai.prompt.0.__proto__.x': 'y' } }]));
    expect(span.input).toBe('[{"__proto__":{"x":"y"}}]');
  });
});

describe('errors', () => {
  const exception = (message: string) => ({
    name: 'exception',
    attributes: {
      'exception.message': message,
      'exception.type': 'T',
      'exception.stacktrace': 's',
      'exception.escaped': 'False',
    },
  });

  it('are there for the status error, or for the status unset and an attribute that tells of one', () => {
    expect(errorOf({ status: { code: 2 } })).not.toBeNull();
    expect(errorOf({ attributes: { 'error.type': 'timeout' } })).toMatchObject({ message: 'timeout', type: 'timeout' });
    expect(errorOf({ attributes: { 'langfuse.observation.level': 'ERROR' } })).not.toBeNull();
    expect(errorOf({ events: [exception('handled')] })).toBeNull();
  });

  it('are not there for the status OK, whatever else is said', () => {
    const span = translatedSpan({ status: { code: 1 }, attributes: { 'error.type': 'x' }, events: [exception('e')] });
    expect(span.error).toBeNull();
    expect(span.metadata).toMatchObject({
      'otel.status_code': 'OK',
      'otel.events': expect.stringContaining('exception'),
    });
  });

  it('take the message of the last exception, then of Langfuse, then of the status, then the type', () => {
    const attributes = { 'error.type': 'E', 'langfuse.observation.status_message': 'langfuse' };
    const status = { code: 2, message: 'status' };
    const events = [exception('first'), exception('last')];
    expect(errorOf({ status, attributes, events })).toEqual({ message: 'last', type: 'T', stack: 's' });
    expect(errorOf({ status, attributes })).toEqual({ message: 'langfuse', type: 'E', stack: null });
    expect(errorOf({ status })).toEqual({ message: 'status', type: null, stack: null });
    expect(errorOf({ status: { code: 2 }, attributes: { 'error.type': 'E' } })).toMatchObject({ message: 'E' });
  });

  it('keep the message of the status that was not used', () => {
    const { metadata } = translatedSpan({ status: { code: 2, message: 'tool failed' }, events: [exception('e')] });
    expect(metadata).toMatchObject({ 'otel.status_description': 'tool failed' });
    expect(metadata).not.toHaveProperty(['otel.events']);
  });
});

describe('tokens', () => {
  const usage = { 'gen_ai.usage.input_tokens': 10n, 'gen_ai.usage.output_tokens': 5n };
  const NONE = { tokens_input: null, tokens_output: null };

  it.each([
    ['an agent in this process', { 'gen_ai.operation.name': 'invoke_agent', ...usage }, 1],
    ['a step of an agent', { 'gen_ai.operation.name': 'agent_step', ...usage }, 1],
    ['a workflow', { 'gen_ai.operation.name': 'invoke_workflow', ...usage }, 1],
    ['an agent run of Pydantic AI', { 'pydantic_ai.all_messages': '[]', ...usage }, 1],
  ])('are not counted on %s, where they repeat those of its children', (_case, attributes, kind) => {
    const span = translatedSpan({ attributes, kind });
    expect(span).toMatchObject({ ...NONE, metadata: { 'gen_ai.usage.input_tokens': 10 } });
  });

  it('are counted on a remote agent, which has no children', () => {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', ...usage };
    expect(translatedSpan({ attributes, kind: 3 })).toMatchObject({ tokens_input: 10, tokens_output: 5 });
  });

  it('are not counted on the outer spans of the AI SDK', () => {
    const attributes = {
      'ai.operationId': 'ai.generateText',
      'ai.usage.promptTokens': 3n,
      'ai.model.id': 'm',
      ...usage,
    };
    const span = translatedSpan({ attributes });
    expect(span).toMatchObject({ ...NONE, model: 'm', metadata: { 'ai.usage.promptTokens': 3 } });
  });

  it('are not taken from an aggregated usage', () => {
    const span = translatedSpan({ attributes: { 'gen_ai.aggregated_usage.input_tokens': 7n } });
    expect(span).toMatchObject({ ...NONE, metadata: { 'gen_ai.aggregated_usage.input_tokens': 7 } });
  });

  it('are never the parts of a total', () => {
    const attributes = {
      ...usage,
      'gen_ai.usage.cache_read.input_tokens': 8n,
      'gen_ai.usage.reasoning.output_tokens': 2n,
    };
    expect(translatedSpan({ attributes })).toMatchObject({ tokens_input: 10, tokens_output: 5 });
  });

  it.each([
    [31n, 31],
    [31, 31],
    ['31', 31],
    ['31.0', 31],
    [0n, 0],
  ])('%p is %p', (sent: Plain, tokens) => {
    expect(translatedSpan({ attributes: { 'gen_ai.usage.input_tokens': sent } }).tokens_input).toBe(tokens);
  });

  it.each([-1n, 1.5, 'many', '', true, 2n ** 60n, NaN, [1n]])('%p is no count, and stays', (sent: Plain) => {
    const span = translatedSpan({ attributes: { 'gen_ai.usage.input_tokens': sent, 'llm.usage.prompt_tokens': 4n } });
    expect(span.tokens_input).toBe(4);
    expect(span.metadata).toHaveProperty(['gen_ai.usage.input_tokens']);
  });
});

describe('metadata', () => {
  it('is flat and exact', () => {
    const sent = {
      list: ['a', 1n],
      map: { k: true },
      bytes: Uint8Array.of(255),
      big: 2n ** 60n,
      nan: NaN,
      inf: -Infinity,
      empty: null,
      half: 0.5,
    };
    expect(metadataOf(sent)).toMatchObject({
      list: '["a",1]',
      map: '{"k":true}',
      bytes: '/w==',
      big: '1152921504606846976',
      nan: 'NaN',
      inf: '-Infinity',
      empty: null,
      half: 0.5,
    });
  });

  it('tells the scope, the kind and the service', () => {
    const { metadata } = translatedSpan(
      { kind: 2, dropped: 7 },
      { scope: 'lib', resource: { 'service.name': 'shop' } },
    );
    expect(metadata).toEqual({
      'otel.scope.name': 'lib',
      'otel.kind': 'SERVER',
      'service.name': 'shop',
      'otel.dropped_attributes_count': 7,
    });
  });

  it.each([
    ['langfuse.observation.metadata.plan', 'langfuse'],
    ['langfuse.trace.metadata.plan', 'langfuse'],
    ['ai.telemetry.metadata.plan', 'ai'],
    ['ai.settings.context.plan', 'ai'],
    ['traceloop.association.properties.plan', 'traceloop'],
  ])('has %s without its prefix', (key) => {
    expect(metadataOf({ [key]: 'pro' })).toMatchObject({ plan: 'pro' });
    expect(metadataOf({ [key]: 'pro' })).not.toHaveProperty([key]);
  });

  it('has the members of a JSON object under "metadata"', () => {
    const text = '{"tier":"pro","nested":{"a":[1]},"big":12345678901234567890,"__proto__":"p"}';
    const metadata = metadataOf({ metadata: text });
    expect(metadata).toMatchObject({ tier: 'pro', nested: '{"a":[1]}', big: '12345678901234567890' });
    expect(Object.getOwnPropertyDescriptor(metadata, '__proto__')?.value).toBe('p');
    expect(metadataOf({ metadata: { tier: 'pro' } })).toMatchObject({ tier: 'pro' });
    expect(metadataOf({ metadata: 'no object' })).toMatchObject({ metadata: 'no object' });
  });

  it('loses nothing where two values claim one key', () => {
    const sent = {
      'langfuse.session.id': 's',
      session_id: 'other',
      'langfuse.trace.metadata.plan': 1n,
      'ai.telemetry.metadata.plan': 2n,
    };
    expect(metadataOf(sent)).toMatchObject({
      session_id: 's',
      'otel.attribute.session_id': 'other',
      plan: 1,
      'ai.telemetry.metadata.plan': 2,
    });
  });

  it('keeps events that nothing was made of', () => {
    const { metadata } = translatedSpan({ events: [{ name: 'first token', time: END, attributes: { n: 1n } }] });
    expect(JSON.parse(String(metadata['otel.events']))).toEqual([
      { name: 'first token', time: '2026-01-01T00:00:01.250000Z', attributes: { n: 1 } },
    ]);
  });

  it.each([
    ['a list', ['a', 2n], '["a","2"]'],
    ['the text of a list', '["a", 2]', '["a","2"]'],
    ['a single text', 'a', '["a"]'],
  ])('has tags from %s', (_case, sent: Plain, tags) => {
    expect(metadataOf({ 'tag.tags': sent }).tags).toBe(tags);
  });

  it('shows the message of Logfire where the name is a template', () => {
    const attributes = { 'logfire.msg': "Chat with 'gpt-4o'" };
    expect(translatedSpan({ name: 'Chat with {model!r}', attributes }).name).toBe("Chat with 'gpt-4o'");
    expect(translatedSpan({ name: 'chat', attributes })).toMatchObject({ name: 'chat', metadata: attributes });
  });
});

describe('scores', () => {
  const evaluation = (attributes: Record<string, Plain>) => ({
    name: 'gen_ai.evaluation.result',
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [`gen_ai.evaluation.${key}`, value]),
    ),
  });

  it('come from evaluation events', () => {
    const events = [
      evaluation({ name: 'relevance', 'score.value': 0.8, explanation: 'on topic' }),
      evaluation({ name: 'tone', 'score.label': 'friendly' }),
    ];
    const { scores, metadata } = translatedSpan({ events });
    expect(scores).toEqual([
      { scorer_name: 'relevance', value: 0.8, rationale: 'on topic' },
      { scorer_name: 'tone', value: 'friendly', rationale: null },
    ]);
    expect(metadata).not.toHaveProperty(['otel.events']);
  });

  it('leave what they do not use in the metadata', () => {
    const events = [
      evaluation({ name: 'stars', 'score.value': 4n }),
      evaluation({ name: 'both', 'score.value': 9n, 'score.label': 'good' }),
    ];
    const { scores, metadata } = translatedSpan({ events });
    expect(scores).toEqual([{ scorer_name: 'both', value: 'good', rationale: null }]);
    expect(JSON.parse(String(metadata['otel.events']))).toMatchObject([
      { attributes: { 'gen_ai.evaluation.name': 'stars', 'gen_ai.evaluation.score.value': 4 } },
      { attributes: { 'gen_ai.evaluation.score.value': 9 } },
    ]);
  });

  it.each(['evaluations.0.evaluation', 'annotations.0.annotation', 'annotations.0'])('come from %s.*', (prefix) => {
    const attributes = {
      [`${prefix}.name`]: 'q',
      [`${prefix}.score`]: 1n,
      [`${prefix}.explanation`]: 'why',
      [`${prefix}.kind`]: 'LLM',
    };
    const { scores, metadata } = translatedSpan({ attributes });
    expect(scores).toEqual([{ scorer_name: 'q', value: 1, rationale: 'why' }]);
    expect(metadata).toMatchObject({ [`${prefix}.kind`]: 'LLM' });
    expect(metadata).not.toHaveProperty([`${prefix}.score`]);
  });

  it('are none without a name, with a blank label, or with a number that is none', () => {
    const events = [
      evaluation({ 'score.value': 0.5 }),
      evaluation({ name: 'a', 'score.label': ' ' }),
      evaluation({ name: 'b', 'score.value': NaN }),
    ];
    expect(translatedSpan({ events }).scores).toEqual([]);
  });

  it('are at most 100 for each span', () => {
    const events = Array.from({ length: 150 }, (_, n) => evaluation({ name: `s${n}`, 'score.value': 1n }));
    const { scores, metadata } = translatedSpan({ events });
    expect(scores).toHaveLength(100);
    expect(JSON.parse(String(metadata['otel.events']))).toHaveLength(50);
  });
});

describe('a request', () => {
  it('has the first of two copies of a span', () => {
    const spans = spansOf(translated([{ name: 'first' }, { name: 'second' }]));
    expect(spans.map(({ name }) => name)).toEqual(['first']);
  });

  it('leaves out spans that only announce another', () => {
    const { projects, rejections } = translated([{ attributes: { 'logfire.span_type': 'pending_span' } }]);
    expect([projects, rejections]).toEqual([[], []]);
  });

  it.each([
    [{ 'assay.project_id': 'p1', 'openinference.project.name': 'p2' }, 'p1'],
    [{ 'openinference.project.name': 'p2' }, 'p2'],
    [{ 'service.name': 'x' }, null],
  ])('of the resource %p names the project %p', (resource, hint) => {
    expect(translated([{}], { resource }).projects[0].projectHint).toBe(hint);
  });

  it('keeps the spans of several projects apart, copies included', () => {
    const [one, two]: any[] = ['p1', 'p2'].map((id) => jsonRequest([{}], { resource: { 'assay.project_id': id } }));
    const both = { resourceSpans: [...one.resourceSpans, ...two.resourceSpans, ...one.resourceSpans] };
    const { projects } = translateRequest(decodeProtobuf(protobufOf(both)));
    expect(projects.map(({ projectHint, spans }) => [projectHint, spans.length])).toEqual([
      ['p1', 1],
      ['p2', 1],
    ]);
  });

  it('gives the same for the same', () => {
    const attribute = fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.double(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), attribute), fc.string(), (attributes, name) => {
        const [first, second] = [0, 1].map(() => translated([{ attributes, name: `n${name}` }]));
        expect(first).toEqual(second);
        for (const span of spansOf(first)) {
          expect(JSON.parse(span.metadataText ?? '')).toEqual(native(span).metadata);
        }
      }),
      { numRuns: 200 },
    );
  });
});
