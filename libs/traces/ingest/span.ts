/** Kinds of spans of the native format; null is a kind of its own. */
export const SPAN_KINDS = [
  'llm',
  'tool',
  'retriever',
  'embedding',
  'agent',
  'chain',
  'reranker',
  'guardrail',
  'evaluator',
] as const;

/** One of {@link SPAN_KINDS}. */
export type SpanKind = (typeof SPAN_KINDS)[number];

/** A span that has been checked, ready to be stored. Payloads are JSON texts already, so that each is written once. */
export interface NewSpan {
  /** Place in the request. */
  readonly index: number;
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: SpanKind | null;
  /** JSON text; null when absent. */
  readonly input: string | null;
  /** JSON text; null when absent. */
  readonly output: string | null;
  /** Normalised by `parseTimestamp`, as are all times here. */
  readonly startTime: string;
  readonly endTime: string | null;
  readonly durationMs: number | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  readonly model: string | null;
  /** Flat; null when absent. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** JSON text of {@link NewSpan.metadata}. */
  readonly metadataText: string | null;
  /** JSON text of `{message, type, stack}`; null for a span without error. */
  readonly error: string | null;
}
