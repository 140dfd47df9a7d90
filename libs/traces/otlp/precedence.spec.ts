import { type Plain, type PlainSpan } from './fixtures/requests';
import { translatedSpan } from './fixtures/native';
import { PRECEDENCE } from './precedence';

type Row = [source: string, span: PlainSpan, expected: unknown];

const at = (attributes: Record<string, Plain>): PlainSpan => ({ attributes });
const event = (name: string, attributes: Record<string, Plain>): PlainSpan => ({ events: [{ name, attributes }] });
const USER = [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }];
const ANSWER = [{ role: 'assistant', parts: [{ type: 'text', content: 'ho' }] }];

/** A span that has what all of these have. */
function merged(spans: PlainSpan[]): PlainSpan {
  return {
    attributes: Object.assign({}, ...spans.map(({ attributes }) => attributes)),
    events: spans.flatMap(({ events = [] }) => events),
  };
}

const INPUT: Row[] = [
  ['Langfuse', at({ 'langfuse.observation.input': '{"a":1}' }), { a: 1 }],
  ['GenAI messages', at({ 'gen_ai.input.messages': JSON.stringify(USER) }), USER],
  ['GenAI tool', at({ 'gen_ai.tool.call.arguments': { city: 'Quito', days: 3n } }), { city: 'Quito', days: 3 }],
  ['GenAI retrieval', at({ 'gen_ai.retrieval.query.text': 'what?' }), 'what?'],
  ['OpenInference messages', at({ 'llm.input_messages.0.message.content': 'oi' }), [{ content: 'oi' }]],
  ['OpenInference prompts', at({ 'llm.prompts.0.prompt.text': 'p' }), ['p']],
  ['OpenInference value', at({ 'input.value': '{"v":1}', 'input.mime_type': 'application/json' }), { v: 1 }],
  ['AI SDK messages', at({ 'ai.prompt.messages': '[{"role":"user"}]' }), [{ role: 'user' }]],
  ['AI SDK prompt', at({ 'ai.prompt': '{"prompt":"x"}' }), { prompt: 'x' }],
  ['AI SDK tool', at({ 'ai.toolCall.args': '{"x":2}' }), { x: 2 }],
  ['AI SDK value', at({ 'ai.value': 'embed me' }), 'embed me'],
  ['AI SDK value, a text dumped as JSON', at({ 'ai.value': '"Lima"' }), 'Lima'],
  ['AI SDK values, texts dumped as JSON', at({ 'ai.values': ['"Lima"', '"Quito"'] }), ['Lima', 'Quito']],
  ['AI SDK values', at({ 'ai.values': ['{"a":1}', 'b'] }), [{ a: 1 }, 'b']],
  ['Traceloop', at({ 'traceloop.entity.input': '{"args":[]}' }), { args: [] }],
  [
    'OpenLLMetry',
    at({
      'gen_ai.prompt.1.content': 'second',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.tool_calls.0.name': 'f',
    }),
    [{ role: 'user', tool_calls: [{ name: 'f' }] }, { content: 'second' }],
  ],
  ['MLflow', at({ 'mlflow.spanInputs': '"just text"' }), 'just text'],
  [
    'GenAI details event',
    event('gen_ai.client.inference.operation.details', { 'gen_ai.input.messages': JSON.stringify(USER) }),
    USER,
  ],
  [
    'GenAI message events',
    {
      events: [
        { name: 'gen_ai.system.message', attributes: { content: 'Be brief.', 'gen_ai.system': 'openai' } },
        { name: 'gen_ai.user.message', attributes: { 'gen_ai.event.content': '{"content":"ping"}' } },
        { name: 'gen_ai.assistant.message', attributes: { content: 'pong' } },
        { name: 'gen_ai.tool.message', attributes: { content: '42', id: 'call_1' } },
      ],
    },
    [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'ping' },
      { role: 'assistant', content: 'pong' },
      { role: 'tool', content: '42', id: 'call_1' },
    ],
  ],
  ['GenAI content event', event('gen_ai.content.prompt', { 'gen_ai.prompt': '[{"role":"user"}]' }), [{ role: 'user' }]],
  ['Pydantic tool', at({ tool_arguments: '{"q":1}' }), { q: 1 }],
  ['Logfire request', at({ request_data: '{"model":"m"}' }), { model: 'm' }],
  ['Pydantic messages', at({ 'pydantic_ai.all_messages': '[1]' }), [1]],
  ['Pydantic events', at({ all_messages_events: '[2]' }), [2]],
  ['ADK tool', at({ 'gcp.vertex.agent.tool_call_args': '{"t":1}' }), { t: 1 }],
  ['ADK request', at({ 'gcp.vertex.agent.llm_request': '{"r":1}' }), { r: 1 }],
  ['ADK data', at({ 'gcp.vertex.agent.data': '[3]' }), [3]],
  ['Genkit', at({ 'genkit:input': '{"g":1}' }), { g: 1 }],
  ['LiveKit tool', at({ 'lk.function_tool.arguments': '{"l":1}' }), { l: 1 }],
  ['LiveKit text', at({ 'lk.input_text': 'say' }), 'say'],
  ['LiveKit input', at({ 'lk.user_input': 'user' }), 'user'],
  ['LiveKit transcript', at({ 'lk.user_transcript': 'heard' }), 'heard'],
  ['LiveKit context', at({ 'lk.chat_ctx': '{"items":[]}' }), { items: [] }],
  ['bare', at({ input: 'plain' }), 'plain'],
  ['Langfuse trace', at({ 'langfuse.trace.input': '"quoted"' }), '"quoted"'],
];

const OUTPUT: Row[] = [
  ['Langfuse', at({ 'langfuse.observation.output': '[1]' }), [1]],
  ['GenAI messages', at({ 'gen_ai.output.messages': JSON.stringify(ANSWER) }), ANSWER],
  ['GenAI tool', at({ 'gen_ai.tool.call.result': 'sunny' }), 'sunny'],
  ['GenAI retrieval', at({ 'gen_ai.retrieval.documents': '[{"id":"d"}]' }), [{ id: 'd' }]],
  [
    'OpenInference messages',
    at({
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.contents.0.message_content.text': 't',
    }),
    [{ role: 'assistant', contents: [{ text: 't' }] }],
  ],
  ['OpenInference completions', at({ 'llm.choices.0.completion.text': 'c' }), ['c']],
  ['OpenInference value', at({ 'output.value': '[not json by its type]' }), '[not json by its type]'],
  [
    'OpenInference documents',
    at({ 'retrieval.documents.0.document.id': 'a', 'retrieval.documents.0.document.score': 0.5 }),
    [{ id: 'a', score: 0.5 }],
  ],
  [
    'AI SDK text and tool calls',
    at({ 'ai.response.text': 'thinking', 'ai.response.toolCalls': '[{"toolName":"f"}]' }),
    { text: 'thinking', toolCalls: [{ toolName: 'f' }] },
  ],
  ['AI SDK object', at({ 'ai.response.object': '{"o":1}' }), { o: 1 }],
  ['AI SDK tool', at({ 'ai.toolCall.result': '{"r":1}' }), { r: 1 }],
  ['AI SDK embedding', at({ 'ai.embedding': '[0.1,0.2]' }), [0.1, 0.2]],
  ['AI SDK embeddings', at({ 'ai.embeddings': ['[0.1]', '[0.2]'] }), [[0.1], [0.2]]],
  ['AI SDK 3 text', at({ 'ai.result.text': 'old' }), 'old'],
  ['AI SDK 3 object', at({ 'ai.result.object': '{"o":2}' }), { o: 2 }],
  ['Traceloop', at({ 'traceloop.entity.output': '["a"]' }), ['a']],
  ['OpenLLMetry', at({ 'gen_ai.completion.0.content': 'done' }), [{ content: 'done' }]],
  ['MLflow', at({ 'mlflow.spanOutputs': '12.50' }), 12.5],
  [
    'GenAI details event',
    event('gen_ai.client.inference.operation.details', { 'gen_ai.output.messages': JSON.stringify(ANSWER) }),
    ANSWER,
  ],
  [
    'GenAI choice event',
    event('gen_ai.choice', { index: 0n, finish_reason: 'stop', message: '{"content":"pong"}' }),
    [{ role: 'assistant', index: 0, finish_reason: 'stop', message: { content: 'pong' } }],
  ],
  ['GenAI content event', event('gen_ai.content.completion', { 'gen_ai.completion': '[{"c":1}]' }), [{ c: 1 }]],
  ['Pydantic tool', at({ tool_response: 'r' }), 'r'],
  ['Logfire response', at({ response_data: '{"message":1}' }), { message: 1 }],
  ['Pydantic result', at({ final_result: 'the end' }), 'the end'],
  ['ADK tool', at({ 'gcp.vertex.agent.tool_response': '{"t":2}' }), { t: 2 }],
  ['ADK response', at({ 'gcp.vertex.agent.llm_response': '{"r":2}' }), { r: 2 }],
  ['Genkit', at({ 'genkit:output': '{"g":2}' }), { g: 2 }],
  ['LiveKit tool', at({ 'lk.function_tool.output': 'o' }), 'o'],
  ['LiveKit text', at({ 'lk.response.text': 'said' }), 'said'],
  ['LiveKit calls', at({ 'lk.response.function_calls': '[{"f":1}]' }), [{ f: 1 }]],
  ['bare', at({ output: { k: [true, null] } }), { k: [true, null] }],
  ['Langfuse trace', at({ 'langfuse.trace.output': '{"t":1}' }), { t: 1 }],
];

const MODEL: Row[] = [
  'langfuse.observation.model.name',
  'gen_ai.response.model',
  'ai.response.model',
  'gen_ai.request.model',
  'ai.model.id',
  'llm.response.model_name',
  'llm.model_name',
  'embedding.model_name',
  'reranker.model_name',
].map((key): Row => [key, at({ [key]: `model of ${key}` }), `model of ${key}`]);
MODEL.push(['MLflow', at({ 'mlflow.llm.model': '"gpt-5"' }), 'gpt-5']);

const PROVIDER_CALL = at({ 'ai.operationId': 'ai.embed.doEmbed' });

const TOKENS_INPUT: Row[] = [
  ['Langfuse', at({ 'langfuse.observation.usage_details': '{"input":5,"input_cached_tokens":2,"output":9}' }), 7],
  ['GenAI', at({ 'gen_ai.usage.input_tokens': 31n }), 31],
  ['GenAI before', at({ 'gen_ai.usage.prompt_tokens': '32' }), 32],
  ['OpenInference', at({ 'llm.token_count.prompt': 33 }), 33],
  ['AI SDK', at({ 'ai.usage.inputTokens': 34n }), 34],
  ['AI SDK before', at({ 'ai.usage.promptTokens': 35n }), 35],
  ['AI SDK embedding', at({ 'ai.usage.tokens': 36n }), 36],
  ['MLflow', at({ 'mlflow.chat.tokenUsage': '{"input_tokens":37,"output_tokens":8,"total_tokens":45}' }), 37],
  ['OpenLLMetry', at({ 'llm.usage.prompt_tokens': 38n }), 38],
];

const TOKENS_OUTPUT: Row[] = [
  ['Langfuse', at({ 'langfuse.observation.usage_details': '{"input":5,"output":4,"output_reasoning":1}' }), 5],
  ['GenAI', at({ 'gen_ai.usage.output_tokens': 41n }), 41],
  ['GenAI before', at({ 'gen_ai.usage.completion_tokens': 42n }), 42],
  ['OpenInference', at({ 'llm.token_count.completion': 43n }), 43],
  ['AI SDK', at({ 'ai.usage.outputTokens': 44n }), 44],
  ['AI SDK before', at({ 'ai.usage.completionTokens': 45n }), 45],
  ['MLflow', at({ 'mlflow.chat.tokenUsage': '{"output_tokens":46}' }), 46],
  ['OpenLLMetry', at({ 'llm.usage.completion_tokens': 47n }), 47],
];

const texts = (keys: string[]): Row[] => keys.map((key): Row => [key, at({ [key]: `v ${key}` }), `v ${key}`]);
const SESSION = texts([
  'langfuse.session.id',
  'session.id',
  'gen_ai.conversation.id',
  'ai.telemetry.metadata.sessionId',
  'ai.settings.context.sessionId',
  'traceloop.association.properties.session_id',
]);
const USERS = texts([
  'langfuse.user.id',
  'user.id',
  'enduser.id',
  'ai.telemetry.metadata.userId',
  'ai.settings.context.userId',
  'traceloop.association.properties.user_id',
]);
const TAGS = PRECEDENCE.tags.map((key): Row => [key, at({ [key]: [key, 'x'] }), `["${key}","x"]`]);

const FIELDS: [field: string, rows: Row[], base: PlainSpan, read: (span: Record<string, any>) => unknown][] = [
  ['input', INPUT, {}, ({ input }) => input],
  ['output', OUTPUT, {}, ({ output }) => output],
  ['model', MODEL, {}, ({ model }) => model],
  ['tokens_input', TOKENS_INPUT, PROVIDER_CALL, ({ tokens_input: tokens }) => tokens],
  ['tokens_output', TOKENS_OUTPUT, PROVIDER_CALL, ({ tokens_output: tokens }) => tokens],
  ['metadata.session_id', SESSION, {}, ({ metadata }) => metadata.session_id],
  ['metadata.user_id', USERS, {}, ({ metadata }) => metadata.user_id],
  ['metadata.tags', TAGS, {}, ({ metadata }) => metadata.tags],
];

describe.each(FIELDS)('%s', (_field, rows, base, read) => {
  it.each(rows)('comes from %s', (_source, span, expected) => {
    expect(read(translatedSpan(merged([base, span])))).toEqual(expected);
  });

  it.each(rows.map(([source], place) => [source, place] as const))(
    'prefers %s to all that follow it',
    (_source, place) => {
      const all = rows.slice(place).map(([, span]) => span);
      // Sources of one attribute would hide each other here.
      expect(read(translatedSpan(merged([base, ...all.reverse()])))).toEqual(rows[place][2]);
    },
  );
});

describe('what is not taken stays', () => {
  it('keeps the sources that lost, whole', () => {
    const { metadata } = translatedSpan(
      at({ 'gen_ai.response.model': 'a', 'ai.model.id': 'b', 'llm.model_name': 'c' }),
    );
    expect(metadata).toMatchObject({ 'ai.model.id': 'b', 'llm.model_name': 'c' });
    expect(metadata).not.toHaveProperty(['gen_ai.response.model']);
  });

  it('takes every source out of the metadata when it wins', () => {
    for (const [, span] of [...INPUT, ...OUTPUT, ...MODEL]) {
      const { metadata } = translatedSpan(span);
      expect(Object.keys(metadata).sort()).toEqual(['otel.kind', 'otel.scope.name', 'service.name']);
    }
  });
});
