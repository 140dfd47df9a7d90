import type { Plain } from '../factories/otlp';
import { LIBRARY_VECTORS } from './libraries';
import type { RowVector, SentSpan } from './vector';

type Case = Omit<RowVector, 'row' | 'part' | 'span'>;
type Entry = readonly [part: string, span: SentSpan, expected: Case];

const at = (attributes: Record<string, Plain>): SentSpan => ({ attributes });
const rowOf = (row: string, entries: readonly Entry[]): RowVector[] =>
  entries.map(([part, span, expected]) => ({ row, part, span, ...expected }));

const PARTS = [
  { type: 'reasoning', content: 'Think.' },
  { type: 'tool_call', id: 'c1', name: 'f', arguments: { n: 1 } },
  { type: 'tool_call_response', id: 'c1', response: 'ok' },
  { type: 'blob', mime_type: 'image/png', data: 'aGk=' },
  { type: 'file', file_id: 'f1' },
  { type: 'uri', uri: 'https://example.com/a.png' },
];
const MESSAGES = [{ role: 'assistant', parts: PARTS, finish_reason: 'stop' }];
const HELLO = [{ role: 'user', parts: [{ type: 'text', content: 'hello' }] }];
const SYSTEM = { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] };
const STRUCTURED_HELLO: Plain = [{ role: 'user', parts: [{ type: 'text', content: 'hello' }] }];

const MESSAGE_VECTORS = rowOf('GenAI messages', [
  [
    'every type of part, in a JSON string',
    at({ 'gen_ai.output.messages': JSON.stringify(MESSAGES) }),
    { expect: { output: MESSAGES }, absent: ['gen_ai.output.messages'] },
  ],
  ['structured attributes', at({ 'gen_ai.input.messages': STRUCTURED_HELLO }), { expect: { input: HELLO } }],
  [
    'system instructions, in a JSON string',
    at({
      'gen_ai.system_instructions': JSON.stringify(SYSTEM.parts),
      'gen_ai.input.messages': JSON.stringify(HELLO),
    }),
    { expect: { input: [SYSTEM, ...HELLO] }, absent: ['gen_ai.system_instructions'] },
  ],
  [
    'system instructions, structured',
    at({
      'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
      'gen_ai.input.messages': STRUCTURED_HELLO,
    }),
    { expect: { input: [SYSTEM, ...HELLO] } },
  ],
  [
    'system instructions beside a system message',
    at({
      'gen_ai.system_instructions': '[{"type":"text","content":"twice"}]',
      'gen_ai.input.messages': JSON.stringify([SYSTEM, ...HELLO]),
    }),
    { expect: { input: [SYSTEM, ...HELLO] } },
  ],
  [
    'tool definitions, in a JSON string',
    at({ 'gen_ai.tool.definitions': '[{"name":"f"}]' }),
    { expect: { metadata: { 'gen_ai.tool.definitions': '[{"name":"f"}]' } } },
  ],
  [
    'tool definitions, structured',
    at({ 'gen_ai.tool.definitions': [{ name: 'f' }] }),
    { expect: { metadata: { 'gen_ai.tool.definitions': '[{"name":"f"}]' } } },
  ],
  [
    'arguments and result, in JSON strings',
    at({ 'gen_ai.tool.call.arguments': '{"n":1}', 'gen_ai.tool.call.result': '[true]' }),
    { expect: { input: { n: 1 }, output: [true] } },
  ],
  [
    'arguments and result, structured',
    at({ 'gen_ai.tool.call.arguments': { n: 9_007_199_254_740_991n }, 'gen_ai.tool.call.result': [true, null] }),
    { expect: { input: { n: 9_007_199_254_740_991 }, output: [true, null] } },
  ],
  [
    'retrieved documents, structured',
    at({ 'gen_ai.retrieval.documents': [{ id: 'd', score: 0.5 }] }),
    { expect: { output: [{ id: 'd', score: 0.5 }] } },
  ],
]);

const TOKEN_VECTORS = rowOf('GenAI tokens', [
  [
    'totals hold cache and reasoning already',
    at({
      'gen_ai.usage.input_tokens': 100n,
      'gen_ai.usage.output_tokens': 20n,
      'gen_ai.usage.cache_read.input_tokens': 80n,
      'gen_ai.usage.cache_creation.input_tokens': 10n,
      'gen_ai.usage.reasoning.output_tokens': 15n,
    }),
    {
      expect: {
        tokens_input: 100,
        tokens_output: 20,
        metadata: {
          'gen_ai.usage.cache_read.input_tokens': 80,
          'gen_ai.usage.cache_creation.input_tokens': 10,
          'gen_ai.usage.reasoning.output_tokens': 15,
        },
      },
    },
  ],
  [
    'the cache with underscores',
    at({
      'gen_ai.usage.input_tokens': 9n,
      'gen_ai.usage.cache_read_input_tokens': 4n,
      'gen_ai.usage.cache_creation_input_tokens': 2n,
    }),
    {
      expect: {
        tokens_input: 9,
        metadata: { 'gen_ai.usage.cache_read_input_tokens': 4, 'gen_ai.usage.cache_creation_input_tokens': 2 },
      },
    },
  ],
]);

const PROVIDER_VECTORS = rowOf('GenAI provider', [
  ...['openai', 'azure.ai.openai', 'x_ai'].map((name): Entry => [
    `gen_ai.provider.name = ${name}`,
    at({ 'gen_ai.provider.name': name }),
    { expect: { metadata: { 'gen_ai.provider.name': name } } },
  ]),
  ...['az.ai.openai', 'xai'].map((name): Entry => [
    `gen_ai.system = ${name}`,
    at({ 'gen_ai.system': name }),
    { expect: { metadata: { 'gen_ai.system': name } } },
  ]),
]);

const EVENT_VECTORS = rowOf('span events by age', [
  [
    'up to 1.27: content events',
    {
      events: [
        { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': JSON.stringify(HELLO) } },
        { name: 'gen_ai.content.completion', attributes: { 'gen_ai.completion': JSON.stringify(MESSAGES) } },
      ],
    },
    { expect: { input: HELLO, output: MESSAGES }, absent: ['otel.events'] },
  ],
  [
    '1.28 to 1.36: an event for each message and choice',
    {
      events: [
        { name: 'gen_ai.system.message', attributes: { content: 'Be brief.', 'gen_ai.system': 'openai' } },
        { name: 'gen_ai.user.message', attributes: { content: 'ping' } },
        { name: 'gen_ai.assistant.message', attributes: { content: 'pong?' } },
        { name: 'gen_ai.tool.message', attributes: { content: '42', id: 'call_1' } },
        { name: 'gen_ai.choice', attributes: { index: 0n, message: '{"content":"pong"}' } },
      ],
    },
    {
      expect: {
        input: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'ping' },
          { role: 'assistant', content: 'pong?' },
          { role: 'tool', content: '42', id: 'call_1' },
        ],
        output: [{ role: 'assistant', index: 0, message: { content: 'pong' } }],
      },
    },
  ],
  [
    '1.28 to 1.36: the body in gen_ai.event.content',
    {
      events: [
        { name: 'gen_ai.user.message', attributes: { 'gen_ai.event.content': '{"content":"ping"}' } },
        { name: 'gen_ai.choice', attributes: { 'gen_ai.event.content': '{"index":0,"message":{"content":"pong"}}' } },
      ],
    },
    { expect: { input: [{ role: 'user', content: 'ping' }], output: [{ index: 0, message: { content: 'pong' } }] } },
  ],
  [
    'since 1.37: one event with the messages',
    {
      events: [
        {
          name: 'gen_ai.client.inference.operation.details',
          attributes: {
            'gen_ai.system_instructions': JSON.stringify(SYSTEM.parts),
            'gen_ai.input.messages': JSON.stringify(HELLO),
            'gen_ai.output.messages': JSON.stringify(MESSAGES),
          },
        },
      ],
    },
    { expect: { input: [SYSTEM, ...HELLO], output: MESSAGES } },
  ],
]);

const evaluation = (members: Record<string, Plain>): SentSpan => ({
  events: [{ name: 'gen_ai.evaluation.result', attributes: { 'gen_ai.evaluation.name': 'relevance', ...members } }],
});

const EVALUATION_VECTORS = rowOf('gen_ai.evaluation.result', [
  [
    'a value, its label and explanation',
    evaluation({
      'gen_ai.evaluation.score.value': 0.75,
      'gen_ai.evaluation.score.label': 'good',
      'gen_ai.evaluation.explanation': 'names the city',
      'gen_ai.response.id': 'r-1',
    }),
    {
      expect: {
        metadata: {
          'otel.events': expect.stringMatching(
            /"gen_ai\.evaluation\.score\.label":"good".*"gen_ai\.response\.id":"r-1"/,
          ),
        },
      },
      scores: [{ scorer_name: 'relevance', value: 0.75, rationale: 'names the city' }],
    },
  ],
  [
    'a label alone',
    evaluation({ 'gen_ai.evaluation.score.label': 'pass' }),
    { expect: {}, absent: ['otel.events'], scores: [{ scorer_name: 'relevance', value: 'pass' }] },
  ],
]);

/** The vectors of the table of conventions, a row for each. */
export const CONVENTION_VECTORS: readonly RowVector[] = [
  ...MESSAGE_VECTORS,
  ...TOKEN_VECTORS,
  ...PROVIDER_VECTORS,
  ...EVENT_VECTORS,
  ...EVALUATION_VECTORS,
  ...LIBRARY_VECTORS,
];
