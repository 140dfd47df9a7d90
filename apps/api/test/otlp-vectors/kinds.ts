import type { Plain } from '../factories/otlp';
import type { RowVector, SentSpan } from './vector';

/** An attribute and its values that make a span of one kind. */
type Values = readonly [key: string, values: readonly Plain[]];

const OPERATION = 'gen_ai.operation.name';
const OPENINFERENCE = 'openinference.span.kind';
const LANGFUSE = 'langfuse.observation.type';
const MLFLOW = 'mlflow.spanType';
const TRACELOOP = 'traceloop.span.kind';
const REQUEST = 'llm.request.type';
const AI_SDK = 'ai.operationId';

/** The table of kinds, a row for each; null for a span that has none. */
const ROWS: readonly (readonly [row: string, kind: string | null, ...cells: Values[]])[] = [
  [
    'llm',
    'llm',
    [OPERATION, ['chat', 'text_completion', 'generate_content', 'completion', 'generate', 'chat.completions', 'Chat']],
    [OPENINFERENCE, ['LLM', 'llm']],
    [LANGFUSE, ['generation', 'GENERATION']],
    [MLFLOW, ['"LLM"', '"CHAT_MODEL"']],
    [REQUEST, ['chat', 'completion']],
    [AI_SDK, ['ai.generateText.doGenerate', 'ai.streamText.doStream', 'ai.generateObject.doGenerate']],
  ],
  [
    'embedding',
    'embedding',
    [OPERATION, ['embeddings']],
    [OPENINFERENCE, ['EMBEDDING']],
    [LANGFUSE, ['embedding']],
    [MLFLOW, ['"EMBEDDING"']],
    [REQUEST, ['embedding']],
    [AI_SDK, ['ai.embed.doEmbed', 'ai.embedMany.doEmbed']],
  ],
  [
    'retriever',
    'retriever',
    [OPERATION, ['retrieval', 'vector_db_retrieve', 'search_memory']],
    [OPENINFERENCE, ['RETRIEVER']],
    [LANGFUSE, ['retriever']],
    [MLFLOW, ['"RETRIEVER"', '"MEMORY"']],
  ],
  ['reranker', 'reranker', [OPERATION, ['rerank']], [OPENINFERENCE, ['RERANKER']], [MLFLOW, ['"RERANKER"']]],
  [
    'tool',
    'tool',
    [OPERATION, ['execute_tool']],
    [OPENINFERENCE, ['TOOL']],
    [LANGFUSE, ['tool']],
    [MLFLOW, ['"TOOL"']],
    [TRACELOOP, ['tool']],
    [AI_SDK, ['ai.toolCall']],
    ['mcp.method.name', ['tools/call']],
    ['gen_ai.tool.name', ['forecast']],
    ['gen_ai.tool.call.id', ['call_1']],
  ],
  [
    'agent',
    'agent',
    [OPERATION, ['invoke_agent', 'create_agent', 'plan', 'agent_step']],
    [OPENINFERENCE, ['AGENT']],
    [LANGFUSE, ['agent']],
    [MLFLOW, ['"AGENT"']],
    [TRACELOOP, ['agent']],
  ],
  [
    'chain',
    'chain',
    [OPERATION, ['invoke_workflow', 'execute_task']],
    [OPENINFERENCE, ['CHAIN']],
    [LANGFUSE, ['chain']],
    [MLFLOW, ['"CHAIN"', '"PARSER"']],
    [TRACELOOP, ['workflow', 'task']],
    [AI_SDK, ['ai.generateText', 'ai.streamText', 'ai.generateObject', 'ai.streamObject', 'ai.embed']],
  ],
  ['guardrail, evaluator, prompt', 'guardrail', [OPENINFERENCE, ['GUARDRAIL']], [LANGFUSE, ['guardrail']]],
  ['guardrail, evaluator, prompt', 'evaluator', [OPENINFERENCE, ['EVALUATOR']], [LANGFUSE, ['evaluator']]],
  // The contract has no kind of that name.
  ['guardrail, evaluator, prompt', 'chain', [OPENINFERENCE, ['PROMPT']]],
  [
    'none',
    null,
    [OPERATION, ['create_memory_store', 'update_memory', 'delete_memory']],
    [OPENINFERENCE, ['UNKNOWN']],
    [LANGFUSE, ['span', 'event']],
    [MLFLOW, ['"UNKNOWN"']],
    ['http.request.method', ['GET']],
  ],
];

const cellVectors = (row: string, kind: string | null, [key, values]: Values): RowVector[] =>
  values.map((value) => ({
    row,
    part: `${key} = ${String(value)}`,
    span: { attributes: { [key]: value } },
    expect: { kind },
  }));

const special = (row: string, part: string, span: SentSpan, kind: string): RowVector => ({
  row,
  part,
  span,
  expect: { kind },
});

/** The vectors of the table of kinds. */
export const KIND_VECTORS: readonly RowVector[] = [
  ...ROWS.flatMap(([row, kind, ...cells]) => cells.flatMap((cell) => cellVectors(row, kind, cell))),
  special(
    'retriever',
    'db.system, db.operation',
    { attributes: { 'db.system': 'chroma', 'db.operation': 'query' } },
    'retriever',
  ),
  special('none', 'last resort: a model', { attributes: { 'gen_ai.request.model': 'm' } }, 'llm'),
];
