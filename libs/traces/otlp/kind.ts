import type { SpanKind } from '../ingest/span';
import { undumped } from './conventions/mlflow';
import { operationOf } from './conventions/vercel';
import type { SpanView } from './span-view';

/** A kind, null for a span that is said to have none, undefined when nothing is said about it. */
type Said = SpanKind | null | undefined;

/**
 * Values of explicit kind attributes, in lower case. `prompt` is a chain: the contract has no kind of that name. `unknown` is none of them:
 * who does not know says nothing, and what else the span tells counts, a model as the last resort.
 */
const EXPLICIT = new Map<string, SpanKind>([
  ['llm', 'llm'],
  ['generation', 'llm'],
  ['chat_model', 'llm'],
  ['embedding', 'embedding'],
  ['retriever', 'retriever'],
  ['memory', 'retriever'],
  ['reranker', 'reranker'],
  ['tool', 'tool'],
  ['agent', 'agent'],
  ['chain', 'chain'],
  ['parser', 'chain'],
  ['prompt', 'chain'],
  ['workflow', 'chain'],
  ['task', 'chain'],
  ['guardrail', 'guardrail'],
  ['evaluator', 'evaluator'],
]);

/** Langfuse says of some observations that they are no more than spans. */
const PLAIN = new Set(['span', 'event']);

const EXPLICIT_KEYS = [
  'langfuse.observation.type',
  'openinference.span.kind',
  'mlflow.spanType',
  'traceloop.span.kind',
] as const;

/** `gen_ai.operation.name`, in lower case, present and former values. */
const OPERATIONS = new Map<string, SpanKind>([
  ['chat', 'llm'],
  ['text_completion', 'llm'],
  ['generate_content', 'llm'],
  ['completion', 'llm'],
  ['generate', 'llm'],
  ['chat.completions', 'llm'],
  ['embeddings', 'embedding'],
  ['retrieval', 'retriever'],
  ['vector_db_retrieve', 'retriever'],
  ['search_memory', 'retriever'],
  ['rerank', 'reranker'],
  ['execute_tool', 'tool'],
  ['invoke_agent', 'agent'],
  ['create_agent', 'agent'],
  ['plan', 'agent'],
  ['agent_step', 'agent'],
  ['invoke_workflow', 'chain'],
  ['execute_task', 'chain'],
]);

/** `llm.request.type` of OpenLLMetry. */
const REQUEST_TYPES = new Map<string, SpanKind>([
  ['chat', 'llm'],
  ['completion', 'llm'],
  ['embedding', 'embedding'],
  ['rerank', 'reranker'],
]);

/** Provider calls of the AI SDK, by what follows the last dot of the operation. */
const PROVIDER_CALLS: readonly (readonly [RegExp, SpanKind])[] = [
  [/\.do(?:Generate|Stream)$/, 'llm'],
  [/\.doEmbed$/, 'embedding'],
  [/\.doRerank$/, 'reranker'],
  [/^ai\.toolCall$/, 'tool'],
];

/**
 * What kind of work a span is. What a span says of itself comes first, then what it says it did, then what its
 * attributes suggest; values are compared without case.
 * @param hasModel - whether a model was found, which as a last resort makes a span a model call
 */
export function kindOf(view: SpanView, hasModel: boolean): SpanKind | null {
  for (const say of [explicitKind, operationKind, suggestedKind]) {
    const kind = say(view);
    if (kind !== undefined) return kind;
  }
  return hasModel ? 'llm' : null;
}

function lowerText(view: SpanView, key: string): string | undefined {
  return view.text(key)?.toLowerCase();
}

function explicitKind(view: SpanView): Said {
  for (const key of EXPLICIT_KEYS) {
    const sent = view.text(key);
    if (sent === undefined) continue;
    const value = String(key === 'mlflow.spanType' ? undumped(sent) : sent).toLowerCase();
    if (key === 'langfuse.observation.type' && PLAIN.has(value)) return null;
    const kind = EXPLICIT.get(value);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function operationKind(view: SpanView): Said {
  const operation = lowerText(view, 'gen_ai.operation.name');
  if (operation !== undefined) {
    const kind = OPERATIONS.get(operation);
    if (kind !== undefined) return kind;
    // Looking after a store of memories is no work of any kind; searching one is above.
    if (/(?:^|_)memory(?:_|$)/.test(operation)) return null;
  }
  return lowerText(view, 'mcp.method.name') === 'tools/call' ? 'tool' : undefined;
}

function suggestedKind(view: SpanView): Said {
  const aiOperation = operationOf(view);
  if (aiOperation !== undefined) {
    return PROVIDER_CALLS.find(([pattern]) => pattern.test(aiOperation))?.[1] ?? 'chain';
  }
  const requestKind = REQUEST_TYPES.get(lowerText(view, 'llm.request.type') ?? '');
  if (requestKind !== undefined) return requestKind;
  if (view.attributes.has('db.system') && lowerText(view, 'db.operation') === 'query') return 'retriever';
  const isTool = view.attributes.has('gen_ai.tool.name') || view.attributes.has('gen_ai.tool.call.id');
  return isTool ? 'tool' : undefined;
}
