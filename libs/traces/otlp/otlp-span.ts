import type { AnyValue } from './any-value';

/** Attributes by key; of a key that is sent twice the last one counts. */
export type Attributes = ReadonlyMap<string, AnyValue>;

/** Something that happened at one moment of a span. */
export interface OtlpEvent {
  readonly name: string;
  /** Nanoseconds since 1970; 0 when it was not sent. */
  readonly timeNanos: bigint;
  readonly attributes: Attributes;
}

/** `SpanKind` of the protocol. */
export const OTEL_KIND = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** `StatusCode` of the protocol. */
export const OTEL_STATUS = { unset: 0, ok: 1, error: 2 } as const;

/** A span as either encoding gives it, not checked yet. */
export interface OtlpSpan {
  /** Lower-case hex; empty when absent. Of any length. */
  readonly traceId: string;
  /** Lower-case hex; empty when absent. Of any length. */
  readonly spanId: string;
  /** Lower-case hex; empty for a root. Of any length. */
  readonly parentSpanId: string;
  readonly name: string;
  /** One of {@link OTEL_KIND}, or a number that the protocol does not know (yet). */
  readonly kind: number;
  /** Nanoseconds since 1970; 0 when it was not sent. */
  readonly startNanos: bigint;
  /** Nanoseconds since 1970; 0 when it was not sent. */
  readonly endNanos: bigint;
  readonly attributes: Attributes;
  readonly events: readonly OtlpEvent[];
  /** One of {@link OTEL_STATUS}, or a number that the protocol does not know (yet). */
  readonly statusCode: number;
  readonly statusMessage: string;
  /** Attributes that the client dropped because there were too many. */
  readonly droppedAttributesCount: number;
}

/** A span of a request that cannot be read, or was read and is refused. */
export interface Rejection {
  /** Place of the span in the request, all resources and scopes counted through. */
  readonly index: number;
  /** For a person, without the index: what is wrong and what is expected. */
  readonly reason: string;
}

/** Where a span stands in its request. */
export interface PlacedSpan {
  /** Place in the request, all resources and scopes counted through. */
  readonly index: number;
  readonly span: OtlpSpan;
  /** Name of the instrumentation scope; empty when it has none. */
  readonly scopeName: string;
  /** Attributes of the resource; the same object for all its spans. */
  readonly resource: Attributes;
}

/** A decoded `ExportTraceServiceRequest`. */
export interface OtlpRequest {
  readonly spans: readonly PlacedSpan[];
  readonly rejections: readonly Rejection[];
  /** What the sender should know although nothing was rejected, such as a misspelt envelope; else null. */
  readonly warning: string | null;
}

/** No attributes. */
export const NO_ATTRIBUTES: Attributes = new Map();
