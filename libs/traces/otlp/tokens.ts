import { isAgentRun } from './conventions/pydantic-logfire';
import { isProviderCall, operationOf } from './conventions/vercel';
import { PRECEDENCE } from './precedence';
import { take } from './source';
import type { SpanView } from './span-view';

/** Counts of tokens; null where the span tells none, or tells those of its children once more. */
export interface Tokens {
  readonly input: number | null;
  readonly output: number | null;
}

const NO_TOKENS: Tokens = { input: null, output: null };
/** Operations that hold the spans of model calls; `invoke_agent` too unless the agent is elsewhere. */
const CONTAINERS = new Set(['agent_step', 'invoke_workflow']);

/**
 * The tokens of a span itself. Sums over a trace add up its spans, so a span that repeats the usage of its children has
 * none of its own; what it sent stays in the metadata.
 */
export function tokensOf(view: SpanView): Tokens {
  if (isAggregate(view)) return NO_TOKENS;
  return {
    input: take(view, PRECEDENCE.tokensInput) ?? null,
    output: take(view, PRECEDENCE.tokensOutput) ?? null,
  };
}

/** Whether the usage of a span is the sum of its children's. */
function isAggregate(view: SpanView): boolean {
  const operation = view.text('gen_ai.operation.name')?.toLowerCase();
  if (operation === 'invoke_agent') return !view.isClient;
  if (operation !== undefined && CONTAINERS.has(operation)) return true;
  const aiOperation = operationOf(view);
  if (aiOperation !== undefined) return !isProviderCall(aiOperation);
  return operation === undefined && isAgentRun(view);
}
