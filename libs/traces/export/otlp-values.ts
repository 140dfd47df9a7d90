import { createHash } from 'node:crypto';
import { epochMicros } from '@assay/shared/time';

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const ALL_ZERO = /^0+$/;
const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const NANOS_PER_MICRO = 1_000n;
const MAX_NANOS = 2n ** 64n - 1n;

/** An id in the protocol's form, and whether it is the id itself. */
export interface OtlpId {
  readonly hex: string;
  readonly isExact: boolean;
}

/** The id of a trace: itself where it has the form, else the beginning of its SHA-256. */
export function otlpTraceId(id: string): OtlpId {
  return otlpId(id, TRACE_ID, TRACE_ID_DIGITS);
}

/** The id of a span: itself where it has the form, else the beginning of its SHA-256. */
export function otlpSpanId(id: string): OtlpId {
  return otlpId(id, SPAN_ID, SPAN_ID_DIGITS);
}

function otlpId(id: string, form: RegExp, digits: number): OtlpId {
  if (form.test(id) && !ALL_ZERO.test(id)) return { hex: id, isExact: true };
  return { hex: createHash('sha256').update(id).digest('hex').slice(0, digits), isExact: false };
}

/** Nanoseconds since 1970 as the protocol writes them. A time that it cannot say stands as the next one that it can. */
export function otlpNanos(iso: string): { readonly text: string; readonly isExact: boolean } {
  const nanos = epochMicros(iso) * NANOS_PER_MICRO;
  // 0 means that there is none.
  if (nanos < 1n) return { text: '1', isExact: false };
  return nanos > MAX_NANOS ? { text: String(MAX_NANOS), isExact: false } : { text: String(nanos), isExact: true };
}

/** JSON text of a string attribute. */
export function textAttribute(key: string, value: string): string {
  return `{"key":${JSON.stringify(key)},"value":{"stringValue":${JSON.stringify(value)}}}`;
}

/** JSON text of a whole attribute. */
export function wholeAttribute(key: string, value: number): string {
  return `{"key":${JSON.stringify(key)},"value":{"intValue":"${value}"}}`;
}

/** JSON text of an attribute that is any number. */
export function numberAttribute(key: string, text: string): string {
  return `{"key":${JSON.stringify(key)},"value":{"doubleValue":${text}}}`;
}
