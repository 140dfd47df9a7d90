import { translatedSpan } from './fixtures/native';
import type { PlainSpan } from './fixtures/requests';

type Case = [kind: string | null, values: string];

/** Rows of the table of kinds, one column at a time. */
const COLUMNS: [key: string, rows: Case[], quote?: boolean][] = [
  [
    'gen_ai.operation.name',
    [
      ['llm', 'chat text_completion generate_content completion generate chat.completions CHAT'],
      ['embedding', 'embeddings'],
      ['retriever', 'retrieval vector_db_retrieve search_memory'],
      ['reranker', 'rerank'],
      ['tool', 'execute_tool'],
      ['agent', 'invoke_agent create_agent plan agent_step'],
      ['chain', 'invoke_workflow execute_task'],
      [null, 'create_memory_store update_memory delete_memory_store something_else'],
    ],
  ],
  [
    'openinference.span.kind',
    [
      ['llm', 'LLM llm'],
      ['embedding', 'EMBEDDING'],
      ['retriever', 'RETRIEVER'],
      ['reranker', 'RERANKER'],
      ['tool', 'TOOL'],
      ['agent', 'AGENT'],
      ['chain', 'CHAIN PROMPT'],
      ['guardrail', 'GUARDRAIL'],
      ['evaluator', 'EVALUATOR'],
      [null, 'UNKNOWN SOMETHING'],
    ],
  ],
  [
    'langfuse.observation.type',
    [
      ['llm', 'generation GENERATION'],
      ['embedding', 'embedding'],
      ['retriever', 'retriever'],
      ['tool', 'tool'],
      ['agent', 'agent'],
      ['chain', 'chain'],
      ['guardrail', 'guardrail'],
      ['evaluator', 'evaluator'],
      [null, 'span event'],
    ],
  ],
  [
    'mlflow.spanType',
    [
      ['llm', 'LLM CHAT_MODEL'],
      ['embedding', 'EMBEDDING'],
      ['retriever', 'RETRIEVER MEMORY'],
      ['reranker', 'RERANKER'],
      ['tool', 'TOOL'],
      ['agent', 'AGENT'],
      ['chain', 'CHAIN PARSER'],
      [null, 'UNKNOWN'],
    ],
    true,
  ],
  [
    'traceloop.span.kind',
    [
      ['tool', 'tool'],
      ['agent', 'agent'],
      ['chain', 'workflow task'],
      [null, 'unknown'],
    ],
  ],
  [
    'llm.request.type',
    [
      ['llm', 'chat completion'],
      ['embedding', 'embedding'],
      ['reranker', 'rerank'],
    ],
  ],
  [
    'ai.operationId',
    [
      ['llm', 'ai.generateText.doGenerate ai.streamText.doStream ai.generateObject.doGenerate'],
      ['embedding', 'ai.embed.doEmbed ai.embedMany.doEmbed'],
      ['reranker', 'ai.rerank.doRerank'],
      ['tool', 'ai.toolCall'],
      ['chain', 'ai.generateText ai.streamText ai.generateObject ai.streamObject ai.embed ai.embedMany'],
    ],
  ],
  ['mcp.method.name', [['tool', 'tools/call']]],
  ['gen_ai.tool.name', [['tool', 'get_weather']]],
  ['gen_ai.tool.call.id', [['tool', 'call_1']]],
  ['llm.model_name', [['llm', 'some-model']]],
];

const CASES = COLUMNS.flatMap(([key, rows, quote]) =>
  rows.flatMap(([kind, values]) =>
    values.split(' ').map((value) => [key, value, kind, quote ? JSON.stringify(value) : value] as const),
  ),
);

const kindOf = (attributes: PlainSpan['attributes'], name?: string): unknown =>
  translatedSpan({ attributes, name }).kind;

describe('kind', () => {
  it.each(CASES)('%s = %s means %s', (key, _value, kind, sent) => {
    expect(kindOf({ [key]: sent })).toBe(kind);
  });

  it('is retriever for a query of a vector database', () => {
    expect(kindOf({ 'db.system': 'pinecone', 'db.operation': 'query' })).toBe('retriever');
    expect(kindOf({ 'db.system': 'postgresql', 'db.operation': 'SELECT' })).toBeNull();
  });

  it('is null when nothing tells', () => {
    expect(kindOf({ 'http.method': 'GET' })).toBeNull();
  });

  it('knows an operation of the AI SDK by its name too', () => {
    expect(kindOf({ 'operation.name': 'ai.streamText.doStream bot', 'ai.model.id': 'm' })).toBe('llm');
    expect(kindOf({ 'ai.model.id': 'm' }, 'ai.streamText')).toBe('chain');
  });

  it('prefers what a span says of itself, then its operation, then what attributes suggest', () => {
    const operation = { 'gen_ai.operation.name': 'chat', 'gen_ai.tool.name': 't' };
    expect(kindOf(operation)).toBe('llm');
    expect(kindOf({ ...operation, 'openinference.span.kind': 'CHAIN' })).toBe('chain');
    expect(kindOf({ ...operation, 'openinference.span.kind': 'UNKNOWN' })).toBe('llm');
    expect(kindOf({ ...operation, 'langfuse.observation.type': 'span' })).toBeNull();
  });

  it.each([
    ['openinference.span.kind', 'UNKNOWN'],
    ['mlflow.spanType', '"UNKNOWN"'],
    ['traceloop.span.kind', 'unknown'],
  ])('%s = %s says nothing: a model, as the last resort, makes it a model call', (key, value) => {
    expect(kindOf({ [key]: value, 'llm.model_name': 'some-model' })).toBe('llm');
    expect(kindOf({ [key]: value, 'llm.model_name': 'some-model', 'gen_ai.tool.name': 't' })).toBe('tool');
    expect(kindOf({ [key]: value })).toBeNull();
  });

  it.each(['span', 'event'])(
    'langfuse.observation.type = %s says that it is of no kind, whatever its model',
    (value) => {
      expect(kindOf({ 'langfuse.observation.type': value, 'llm.model_name': 'some-model' })).toBeNull();
    },
  );
});
