import type { Plain } from '../factories/otlp';
import { newProject } from '../factories/spans';
import type { RowVector, SentSpan } from './vector';

type Case = Omit<RowVector, 'row' | 'part' | 'span'>;
type Entry = readonly [part: string, span: SentSpan, expected: Case];

const at = (attributes: Record<string, Plain>): SentSpan => ({ attributes });
const rowOf = (row: string, entries: readonly Entry[]): RowVector[] =>
  entries.map(([part, span, expected]) => ({ row, part, span, ...expected }));

const RESOURCE_PROJECT = newProject();

const OPENINFERENCE = rowOf('OpenInference', [
  [
    'JSON only where the MIME type says so',
    at({
      'input.value': '{"a":1}',
      'input.mime_type': 'application/json',
      'output.value': '{"b":2}',
      'output.mime_type': 'text/plain',
    }),
    { expect: { input: { a: 1 }, output: '{"b":2}' }, absent: ['input.value', 'input.mime_type', 'output.mime_type'] },
  ],
  [
    'a model call: messages before the raw request, wrappers gone',
    at({
      'openinference.span.kind': 'LLM',
      'input.value': '{"raw":true}',
      'input.mime_type': 'application/json',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.contents.0.message_content.text': 'look',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'add',
    }),
    {
      expect: {
        kind: 'llm',
        input: [{ role: 'user', contents: [{ text: 'look' }] }],
        output: [{ tool_calls: [{ function: { name: 'add' } }] }],
        metadata: { 'input.value': '{"raw":true}' },
      },
    },
  ],
  [
    'tags as a list, metadata as a JSON string',
    at({ 'tag.tags': ['a', 'b'], metadata: '{"tier":"pro"}' }),
    { expect: { metadata: { tags: '["a","b"]', tier: 'pro' } } },
  ],
  [
    'parameters, which are JSON strings, stay as they are',
    at({ 'llm.invocation_parameters': '{"temperature":0}', 'tool.parameters': '{"q":1}' }),
    { expect: { metadata: { 'llm.invocation_parameters': '{"temperature":0}', 'tool.parameters': '{"q":1}' } } },
  ],
  [
    'inline evaluations and annotations',
    at({
      'evaluations.0.evaluation.name': 'toxicity',
      'evaluations.0.evaluation.score': 0.25,
      'evaluations.0.evaluation.explanation': 'mild',
      'annotations.0.annotation.name': 'tone',
      'annotations.0.annotation.label': 'kind',
    }),
    {
      expect: {},
      absent: ['evaluations.0.evaluation.name', 'annotations.0.annotation.label'],
      scores: [
        { scorer_name: 'toxicity', value: 0.25, rationale: 'mild' },
        { scorer_name: 'tone', value: 'kind' },
      ],
    },
  ],
  [
    'the project of the resource',
    at({ 'llm.model_name': 'm' }),
    { resource: { 'openinference.project.name': RESOURCE_PROJECT }, expect: { model: 'm' }, project: RESOURCE_PROJECT },
  ],
]);

const OPENLLMETRY = rowOf('OpenLLMetry', [
  [
    'the input of a decorator',
    at({ 'traceloop.span.kind': 'task', 'traceloop.entity.input': '{"args":["x"],"kwargs":{"k":1}}' }),
    { expect: { kind: 'chain', input: { args: ['x'], kwargs: { k: 1 } } } },
  ],
  [
    'the input of LangChain',
    at({ 'traceloop.entity.input': '{"inputs":{"q":"x"},"tags":["t"],"metadata":{},"kwargs":{}}' }),
    { expect: { input: { inputs: { q: 'x' }, tags: ['t'], metadata: {}, kwargs: {} } } },
  ],
  [
    'GenAI messages, as most packages send now',
    at({ 'llm.request.type': 'chat', 'gen_ai.input.messages': '[{"role":"user","parts":[]}]' }),
    { expect: { kind: 'llm', input: [{ role: 'user', parts: [] }] } },
  ],
  [
    'messages by index, with tool calls',
    at({
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'add 2 and 2',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.0.name': 'add',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"a":2}',
    }),
    {
      expect: {
        input: [{ role: 'user', content: 'add 2 and 2' }],
        output: [
          { role: 'assistant', finish_reason: 'tool_calls', tool_calls: [{ name: 'add', arguments: '{"a":2}' }] },
        ],
      },
    },
  ],
]);

const VERCEL = rowOf('Vercel', [
  [
    'version 7: a step of an agent',
    at({ 'gen_ai.operation.name': 'agent_step', 'gen_ai.usage.input_tokens': 7n }),
    {
      scope: 'gen_ai',
      expect: {
        kind: 'agent',
        tokens_input: null,
        metadata: { 'gen_ai.usage.input_tokens': 7, 'otel.scope.name': 'gen_ai' },
      },
    },
  ],
  ['version 7: rerank', at({ 'gen_ai.operation.name': 'rerank' }), { scope: 'gen_ai', expect: { kind: 'reranker' } }],
  [
    'to version 6: the operation and the function in one name',
    at({ 'operation.name': 'ai.streamText.doStream support-bot', 'ai.model.id': 'm' }),
    {
      scope: 'ai',
      expect: { kind: 'llm', model: 'm', metadata: { 'operation.name': 'ai.streamText.doStream support-bot' } },
    },
  ],
  [
    'to version 6: prompt and tool calls as JSON strings',
    at({
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.prompt': '{"messages":[]}',
      'ai.response.toolCalls': '[{"toolName":"f","input":{"n":1}}]',
    }),
    {
      scope: 'ai',
      expect: { input: { messages: [] }, output: { toolCalls: [{ toolName: 'f', input: { n: 1 } }] } },
    },
  ],
  [
    'to version 6: embeddings as a list of JSON strings',
    at({ 'ai.operationId': 'ai.embedMany.doEmbed', 'ai.values': ['"a"'], 'ai.embeddings': ['[0.5,1]'] }),
    { scope: 'ai', expect: { kind: 'embedding', input: ['a'], output: [[0.5, 1]] } },
  ],
  [
    'an outer span repeats the usage of its calls',
    at({ 'ai.operationId': 'ai.generateText', 'ai.usage.inputTokens': 8n, 'ai.model.id': 'm' }),
    { scope: 'ai', expect: { kind: 'chain', tokens_input: null, metadata: { 'ai.usage.inputTokens': 8 } } },
  ],
]);

const MLFLOW = rowOf('MLflow', [
  [
    'every value dumped, scalars too',
    at({
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.llm.model': '"m-1"',
      'mlflow.spanInputs': '"just a text"',
      'mlflow.spanOutputs': '0.5',
      'mlflow.chat.tokenUsage': '{"input_tokens":3,"output_tokens":2,"total_tokens":5}',
    }),
    {
      expect: {
        kind: 'llm',
        model: 'm-1',
        input: 'just a text',
        output: 0.5,
        tokens_input: 3,
        tokens_output: 2,
        metadata: { 'mlflow.chat.tokenUsage': '{"input_tokens":3,"output_tokens":2,"total_tokens":5}' },
      },
    },
  ],
]);

const PYDANTIC_INPUTS = ['request_data', 'all_messages_events', 'pydantic_ai.all_messages', 'tool_arguments'];
const PYDANTIC_OUTPUTS = ['response_data', 'final_result', 'tool_response'];

const PYDANTIC = rowOf('Logfire and Pydantic AI', [
  ...PYDANTIC_INPUTS.map((key): Entry => [
    key,
    at({ [key]: '[{"k":1}]' }),
    { expect: { input: [{ k: 1 }] }, absent: [key] },
  ]),
  ...PYDANTIC_OUTPUTS.map((key): Entry => [
    key,
    at({ [key]: '{"k":2}' }),
    { expect: { output: { k: 2 } }, absent: [key] },
  ]),
  [
    'logfire.msg, the name to be shown',
    { name: 'chat {model!r}', attributes: { 'logfire.msg': "chat 'm-1'" } },
    { expect: { name: "chat 'm-1'" } },
  ],
  ['a pending span is dropped', at({ 'logfire.span_type': 'pending_span' }), { expect: null }],
  ['any other span of Logfire is not', at({ 'logfire.span_type': 'span' }), { expect: { name: 'work' } }],
]);

const OTHER_INPUTS = [
  'gcp.vertex.agent.tool_call_args',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.data',
  'genkit:input',
  'lk.function_tool.arguments',
  'lk.input_text',
  'lk.user_input',
  'lk.user_transcript',
  'lk.chat_ctx',
  'input',
];
const OTHER_OUTPUTS = [
  'gcp.vertex.agent.tool_response',
  'gcp.vertex.agent.llm_response',
  'genkit:output',
  'lk.function_tool.output',
  'lk.response.text',
  'lk.response.function_calls',
  'output',
];

const OTHERS = rowOf('others', [
  ...OTHER_INPUTS.map((key): Entry => [key, at({ [key]: '{"i":1}' }), { expect: { input: { i: 1 } }, absent: [key] }]),
  ...OTHER_OUTPUTS.map((key): Entry => [
    key,
    at({ [key]: '{"o":1}' }),
    { expect: { output: { o: 1 } }, absent: [key] },
  ]),
]);

/** The vectors of the rows that are about one library each. */
export const LIBRARY_VECTORS: readonly RowVector[] = [
  ...OPENINFERENCE,
  ...OPENLLMETRY,
  ...VERCEL,
  ...MLFLOW,
  ...PYDANTIC,
  ...OTHERS,
];
