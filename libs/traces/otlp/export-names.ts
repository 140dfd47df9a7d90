/**
 * The instrumentation scope of spans that an export wrote: their attributes hold a stored span exactly, whatever the
 * precedence of the conventions says.
 */
export const EXPORT_SCOPE = 'assay.export';

/** Attributes of exported spans that no convention has. */
export const EXPORT_ATTRIBUTES = {
  /** Ids that are not of the protocol's form stand here; in their places stand digests of them. */
  traceId: 'assay.trace_id',
  spanId: 'assay.span_id',
  parentSpanId: 'assay.parent_span_id',
  /** A time outside of what nanoseconds since 1970 can say. */
  startTime: 'assay.start_time',
  endTime: 'assay.end_time',
  /** The duration of a span without an end. */
  durationMs: 'assay.duration_ms',
} as const;
