import { attributes, newSpanId, newTraceId, otlpSpan, type Plain } from '../factories/otlp';

/** What a vector sends: one span, its attributes and events as plain values. */
export interface SentSpan {
  readonly name?: string;
  /** Number of the protocol's kind; 1 (internal) when left out. */
  readonly kind?: number;
  readonly attributes?: Record<string, Plain>;
  readonly events?: readonly { name: string; attributes?: Record<string, Plain> }[];
  readonly status?: { code?: number; message?: string };
  /** Whether the span has a parent, which is not sent. */
  readonly isChild?: boolean;
}

/** A span and what it has to become, over both encodings. */
export interface RowVector {
  /** The row that it holds, of one of the tables in `listing.ts`. */
  readonly row: string;
  /** The part of that row. */
  readonly part: string;
  readonly span: SentSpan;
  readonly scope?: string;
  readonly resource?: Record<string, Plain>;
  /** The project that the span has to be in; sent with `X-Project-Id` unless the vector names one, which it does itself. */
  readonly project?: string;
  /** Fields of the stored span, `metadata` a part of what is there; null when nothing is to be stored. */
  readonly expect: Record<string, unknown> | null;
  /** Metadata that must not be there. */
  readonly absent?: readonly string[];
  /** Scores of the span, each a part of one that is there. */
  readonly scores?: readonly object[];
}

/** A request of OTLP/JSON and the ids of its span. */
export interface VectorRequest {
  readonly traceId: string;
  readonly spanId: string;
  readonly request: object;
}

/** The request of a vector, with ids of its own. */
export function requestOf({ span, scope = 'vector', resource = {} }: RowVector): VectorRequest {
  const [traceId, spanId] = [newTraceId(), newSpanId()];
  const { isChild = false, attributes: values = {}, events = [], ...fields } = span;
  const sent = otlpSpan({
    ...fields,
    traceId,
    spanId,
    parentSpanId: isChild ? newSpanId() : '',
    attributes: attributes(values),
    events: events.map(({ name, attributes: members = {} }) => ({
      name,
      timeUnixNano: '1767225600500000000',
      attributes: attributes(members),
    })),
  });
  const scopeSpans = [{ scope: { name: scope }, spans: [sent] }];
  return {
    traceId,
    spanId,
    request: { resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans }] },
  };
}

/** A span that has what all of these have; where two have one attribute, the first. */
export function mergedSpan(spans: readonly SentSpan[]): SentSpan {
  return {
    ...Object.assign({}, ...[...spans].reverse()),
    attributes: Object.assign({}, ...[...spans].reverse().map((span) => span.attributes)),
    events: spans.flatMap(({ events = [] }) => events),
  };
}
