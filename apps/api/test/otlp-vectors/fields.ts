import type { Plain } from '../factories/otlp';
import type { RowVector, SentSpan } from './vector';

const at = (attributes: Record<string, Plain>): SentSpan => ({ attributes });
const event = (name: string, attributes: Record<string, Plain>): SentSpan => ({ events: [{ name, attributes }] });
type Entry = readonly [part: string, span: SentSpan, value: unknown];

const QUESTION = [{ role: 'user', parts: [{ type: 'text', content: 'Capital of Chad?' }] }];
const ANSWER = [{ role: 'assistant', parts: [{ type: 'text', content: "N'Djamena" }], finish_reason: 'stop' }];
const DETAILS = 'gen_ai.client.inference.operation.details';

/** Sources of a field in their order: the first that is there is taken. */
const INPUT: readonly Entry[] = [
  ['langfuse.observation.input', at({ 'langfuse.observation.input': '{"q":1}' }), { q: 1 }],
  ['gen_ai.input.messages', at({ 'gen_ai.input.messages': JSON.stringify(QUESTION) }), QUESTION],
  ['gen_ai.tool.call.arguments', at({ 'gen_ai.tool.call.arguments': '{"city":"Lomé"}' }), { city: 'Lomé' }],
  ['gen_ai.retrieval.query.text', at({ 'gen_ai.retrieval.query.text': 'rivers of Chad' }), 'rivers of Chad'],
  [
    'llm.input_messages.N',
    at({ 'llm.input_messages.1.message.content': 'b', 'llm.input_messages.0.message.content': 'a' }),
    [{ content: 'a' }, { content: 'b' }],
  ],
  ['llm.prompts.N', at({ 'llm.prompts.0.prompt.text': 'Once upon' }), ['Once upon']],
  ['input.value', at({ 'input.value': 'as it was asked' }), 'as it was asked'],
  [
    'ai.prompt.messages',
    at({ 'ai.prompt.messages': '[{"role":"user","content":"m"}]' }),
    [{ role: 'user', content: 'm' }],
  ],
  ['ai.prompt', at({ 'ai.prompt': '{"prompt":"p"}' }), { prompt: 'p' }],
  ['ai.toolCall.args', at({ 'ai.toolCall.args': '{"a":true}' }), { a: true }],
  ['ai.value', at({ 'ai.value': '"to embed"' }), 'to embed'],
  ['ai.values', at({ 'ai.values': ['"one"', '"two"'] }), ['one', 'two']],
  ['traceloop.entity.input', at({ 'traceloop.entity.input': '{"args":[1],"kwargs":{}}' }), { args: [1], kwargs: {} }],
  [
    'gen_ai.prompt.N',
    at({ 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': 'old' }),
    [{ role: 'user', content: 'old' }],
  ],
  ['mlflow.spanInputs', at({ 'mlflow.spanInputs': '{"x":[1,2]}' }), { x: [1, 2] }],
  ['span events, details', event(DETAILS, { 'gen_ai.input.messages': JSON.stringify(QUESTION) }), QUESTION],
  ['span events, messages', event('gen_ai.user.message', { content: 'ping' }), [{ role: 'user', content: 'ping' }]],
  [
    'span events, content',
    event('gen_ai.content.prompt', { 'gen_ai.prompt': '[{"role":"user"}]' }),
    [{ role: 'user' }],
  ],
  ['Pydantic AI and Logfire', at({ request_data: '{"model":"m"}' }), { model: 'm' }],
  ['langfuse.trace.input', at({ 'langfuse.trace.input': '["of the root"]' }), ['of the root']],
];

const OUTPUT: readonly Entry[] = [
  ['langfuse.observation.output', at({ 'langfuse.observation.output': '[2]' }), [2]],
  ['gen_ai.output.messages', at({ 'gen_ai.output.messages': JSON.stringify(ANSWER) }), ANSWER],
  ['gen_ai.tool.call.result', at({ 'gen_ai.tool.call.result': '{"sky":"clear"}' }), { sky: 'clear' }],
  ['gen_ai.retrieval.documents', at({ 'gen_ai.retrieval.documents': '[{"id":"d1"}]' }), [{ id: 'd1' }]],
  ['llm.output_messages.N', at({ 'llm.output_messages.0.message.content': 'yes' }), [{ content: 'yes' }]],
  ['llm.choices.N', at({ 'llm.choices.0.completion.text': 'a time' }), ['a time']],
  ['output.value', at({ 'output.value': 'as it came' }), 'as it came'],
  ['retrieval.documents.N', at({ 'retrieval.documents.0.document.content': 'Chari' }), [{ content: 'Chari' }]],
  [
    'ai.response.toolCalls',
    at({ 'ai.response.text': 'hm', 'ai.response.toolCalls': '[{"toolName":"t"}]' }),
    { text: 'hm', toolCalls: [{ toolName: 't' }] },
  ],
  ['ai.response.text', at({ 'ai.response.text': 'hello' }), 'hello'],
  ['ai.response.object', at({ 'ai.response.object': '{"o":1}' }), { o: 1 }],
  ['ai.toolCall.result', at({ 'ai.toolCall.result': '{"ok":true}' }), { ok: true }],
  ['ai.embedding', at({ 'ai.embedding': '[0.25,0.5]' }), [0.25, 0.5]],
  ['ai.embeddings', at({ 'ai.embeddings': ['[0.25]', '[0.5]'] }), [[0.25], [0.5]]],
  [
    'ai.result.toolCalls',
    at({ 'ai.result.text': 'hm', 'ai.result.toolCalls': '[{"toolName":"u"}]' }),
    { text: 'hm', toolCalls: [{ toolName: 'u' }] },
  ],
  ['ai.result.text', at({ 'ai.result.text': 'old' }), 'old'],
  ['ai.result.object', at({ 'ai.result.object': '{"o":2}' }), { o: 2 }],
  ['traceloop.entity.output', at({ 'traceloop.entity.output': '["x"]' }), ['x']],
  ['gen_ai.completion.N', at({ 'gen_ai.completion.0.content': 'done' }), [{ content: 'done' }]],
  ['mlflow.spanOutputs', at({ 'mlflow.spanOutputs': '"a text"' }), 'a text'],
  ['span events, details', event(DETAILS, { 'gen_ai.output.messages': JSON.stringify(ANSWER) }), ANSWER],
  [
    'span events, choice',
    event('gen_ai.choice', { finish_reason: 'stop', message: '{"content":"pong"}' }),
    [{ role: 'assistant', finish_reason: 'stop', message: { content: 'pong' } }],
  ],
  ['span events, content', event('gen_ai.content.completion', { 'gen_ai.completion': '[{"c":1}]' }), [{ c: 1 }]],
  ['Pydantic AI and Logfire', at({ final_result: 'the end' }), 'the end'],
  ['langfuse.trace.output', at({ 'langfuse.trace.output': 'of the root' }), 'of the root'],
];

const texts = (keys: readonly string[]): Entry[] => keys.map((key) => [key, at({ [key]: `v ${key}` }), `v ${key}`]);

const MODEL: readonly Entry[] = [
  ...texts([
    'langfuse.observation.model.name',
    'gen_ai.response.model',
    'ai.response.model',
    'gen_ai.request.model',
    'ai.model.id',
    'llm.response.model_name',
    'llm.model_name',
    'embedding.model_name',
    'reranker.model_name',
  ]),
  ['mlflow.llm.model', at({ 'mlflow.llm.model': '"gpt-5"' }), 'gpt-5'],
];

const provider = (attributes: Record<string, Plain>): SentSpan =>
  at({ 'ai.operationId': 'ai.generateText.doGenerate', ...attributes });
const USAGE = 'langfuse.observation.usage_details';

const TOKENS_INPUT: readonly Entry[] = [
  [USAGE, at({ [USAGE]: '{"input":5,"input_cached_tokens":2,"output":9}' }), 7],
  ['gen_ai.usage.input_tokens', at({ 'gen_ai.usage.input_tokens': 31n }), 31],
  ['gen_ai.usage.prompt_tokens', at({ 'gen_ai.usage.prompt_tokens': '32' }), 32],
  ['llm.token_count.prompt', at({ 'llm.token_count.prompt': 33 }), 33],
  ['ai.usage.inputTokens', provider({ 'ai.usage.inputTokens': 34n }), 34],
  ['ai.usage.promptTokens', provider({ 'ai.usage.promptTokens': 35n }), 35],
  ['ai.usage.tokens', provider({ 'ai.usage.tokens': 36n }), 36],
  ['mlflow.chat.tokenUsage', at({ 'mlflow.chat.tokenUsage': '{"input_tokens":37,"output_tokens":1}' }), 37],
  ['llm.usage.prompt_tokens', at({ 'llm.usage.prompt_tokens': 38n }), 38],
];

const TOKENS_OUTPUT: readonly Entry[] = [
  [USAGE, at({ [USAGE]: '{"input":5,"output":4,"output_reasoning":1}' }), 5],
  ['gen_ai.usage.output_tokens', at({ 'gen_ai.usage.output_tokens': 41n }), 41],
  ['gen_ai.usage.completion_tokens', at({ 'gen_ai.usage.completion_tokens': 42n }), 42],
  ['llm.token_count.completion', at({ 'llm.token_count.completion': 43n }), 43],
  ['ai.usage.outputTokens', provider({ 'ai.usage.outputTokens': 44n }), 44],
  ['ai.usage.completionTokens', provider({ 'ai.usage.completionTokens': 45n }), 45],
  ['mlflow.chat.tokenUsage', at({ 'mlflow.chat.tokenUsage': '{"output_tokens":46}' }), 46],
  ['llm.usage.completion_tokens', at({ 'llm.usage.completion_tokens': 47n }), 47],
];

const SESSION = texts([
  'langfuse.session.id',
  'session.id',
  'gen_ai.conversation.id',
  'ai.telemetry.metadata.sessionId',
  'traceloop.association.properties.session_id',
]);
const USER = texts([
  'langfuse.user.id',
  'user.id',
  'enduser.id',
  'ai.telemetry.metadata.userId',
  'traceloop.association.properties.user_id',
]);
const TAGS = ['langfuse.trace.tags', 'tag.tags', 'logfire.tags', 'ai.telemetry.metadata.tags'].map((key): Entry => [
  key,
  at({ [key]: [key, 'x'] }),
  `["${key}","x"]`,
]);

const METADATA: readonly Entry[] = [
  ['langfuse.observation.metadata.*', at({ 'langfuse.observation.metadata.tier': 'pro' }), { tier: 'pro' }],
  ['langfuse.trace.metadata.*', at({ 'langfuse.trace.metadata.release': 'r2' }), { release: 'r2' }],
  ['metadata', at({ metadata: '{"retry":0,"deep":{"a":1}}' }), { retry: 0, deep: '{"a":1}' }],
  ['ai.telemetry.metadata.*', at({ 'ai.telemetry.metadata.plan': 'free' }), { plan: 'free' }],
  ['ai.settings.context.*', at({ 'ai.settings.context.region': 'eu' }), { region: 'eu' }],
  ['traceloop.association.properties.*', at({ 'traceloop.association.properties.team': 't' }), { team: 't' }],
];

const field = (
  row: string,
  entries: readonly Entry[],
  place: (value: unknown) => Record<string, unknown>,
): RowVector[] => entries.map(([part, span, value]) => ({ row, part, span, expect: place(value) }));
const label = (key: string) => (value: unknown) => ({ metadata: { [key]: value } });

/** A row of the table of fields, its sources in their order. */
export interface FieldRow {
  readonly row: string;
  /** Whether what comes first hides what comes later. */
  readonly isOrdered: boolean;
  readonly vectors: readonly RowVector[];
}

/** The table of fields. */
export const FIELD_ROWS: readonly FieldRow[] = [
  { row: 'input', isOrdered: true, vectors: field('input', INPUT, (input) => ({ input })) },
  { row: 'output', isOrdered: true, vectors: field('output', OUTPUT, (output) => ({ output })) },
  { row: 'model', isOrdered: true, vectors: field('model', MODEL, (model) => ({ model })) },
  { row: 'tokens_input', isOrdered: true, vectors: field('tokens_input', TOKENS_INPUT, (n) => ({ tokens_input: n })) },
  {
    row: 'tokens_output',
    isOrdered: true,
    vectors: field('tokens_output', TOKENS_OUTPUT, (n) => ({ tokens_output: n })),
  },
  { row: 'session', isOrdered: true, vectors: field('session', SESSION, label('session_id')) },
  { row: 'user', isOrdered: true, vectors: field('user', USER, label('user_id')) },
  { row: 'tags', isOrdered: true, vectors: field('tags', TAGS, label('tags')) },
  {
    row: 'user metadata',
    isOrdered: false,
    vectors: field('user metadata', METADATA, (metadata) => ({ metadata: metadata as object })),
  },
];

const ofChild = (key: 'input' | 'output'): RowVector => ({
  row: key,
  part: `langfuse.trace.${key}, of the root alone`,
  span: { isChild: true, attributes: { [`langfuse.trace.${key}`]: 'of the trace' } },
  expect: { [key]: null, metadata: { [`langfuse.trace.${key}`]: 'of the trace' } },
});

/** All vectors of the table of fields. */
export const FIELD_VECTORS: readonly RowVector[] = [
  ...FIELD_ROWS.flatMap(({ vectors }) => vectors),
  ofChild('input'),
  ofChild('output'),
];
