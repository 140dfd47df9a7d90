import type { OtlpSpan } from './otlp-span';

/** Hex digits; the decoders give nothing else. */
const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const ALL_ZERO = /^0*$/;

/**
 * Why a span cannot be stored, for the client; undefined for a valid one (trace specification, "SpanContext"). What can
 * be mended, such as an end before the start or a name that is too long, is.
 */
export function problemOf({ traceId, spanId, parentSpanId, startNanos, name }: OtlpSpan): string | undefined {
  if (traceId === '' && spanId === '') {
    return 'has neither trace id nor span id; only spans are taken here, so logs and metrics must be sent elsewhere';
  }
  if (traceId.length !== TRACE_ID_DIGITS) return `has a trace id of ${traceId.length / 2} bytes instead of 16`;
  if (ALL_ZERO.test(traceId)) return 'has a trace id of zeros only';
  if (spanId.length !== SPAN_ID_DIGITS) return `has a span id of ${spanId.length / 2} bytes instead of 8`;
  if (ALL_ZERO.test(spanId)) return 'has a span id of zeros only';
  if (parentSpanId !== '' && parentSpanId.length !== SPAN_ID_DIGITS) {
    return `has a parent span id of ${parentSpanId.length / 2} bytes instead of 8, or none for a root`;
  }
  if (parentSpanId === spanId) return 'names itself as its parent';
  if (startNanos === 0n) return 'has no start time';
  return name.trim() === '' ? 'has no name' : undefined;
}

/** The parent of a span, null for a root. Some clients write the parent of a root as zeros. */
export function parentOf({ parentSpanId }: OtlpSpan): string | null {
  return ALL_ZERO.test(parentSpanId) ? null : parentSpanId;
}
