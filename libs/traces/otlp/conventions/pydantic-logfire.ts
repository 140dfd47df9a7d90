import { payload, type Source } from '../source';
import type { SpanView } from '../span-view';

// Pydantic AI (to version 2 of its instrumentation) and Logfire. Newer ones write GenAI attributes.

const MESSAGES = 'pydantic_ai.all_messages';
const EVENTS = 'all_messages_events';
const RESULT = 'final_result';

/** Inputs, the most particular first. */
export const inputs: readonly Source<string>[] = ['tool_arguments', 'request_data', MESSAGES, EVENTS].map(payload);
/** Outputs, the most particular first. */
export const outputs: readonly Source<string>[] = ['tool_response', 'response_data', RESULT].map(payload);

/** Whether a span is the run of an agent: its usage is the sum over the spans of its model calls. */
export function isAgentRun(view: SpanView): boolean {
  return [MESSAGES, EVENTS, RESULT].some((key) => view.attributes.has(key));
}

/** Whether a span only announces another, which comes with the same content when it has ended. */
export function isPending(view: SpanView): boolean {
  return view.text('logfire.span_type') === 'pending_span';
}

/** The name to be shown where that of the span is a template: `Chat with {model!r}` → `Chat with 'gpt-4o'`. */
export function displayName(view: SpanView): string | undefined {
  const shown = view.span.name.includes('{') ? view.text('logfire.msg') : undefined;
  return shown === undefined || shown.trim() === '' ? undefined : shown;
}
