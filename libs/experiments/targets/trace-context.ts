import { randomFillSync } from 'node:crypto';

/** W3C Trace Context, version 00: https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const NO_TRACE = '0'.repeat(32);
const POOL_CALLS = 256;
const BYTES_PER_CALL = 24;

const pool = Buffer.alloc(POOL_CALLS * BYTES_PER_CALL);
let used = pool.length;

/** The trace of one call: its id, and the header that tells it. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  readonly traceparent: string;
}

/** A new random trace, sampled, for one call. */
export function newTraceContext(): TraceContext {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const traceId = pool.toString('hex', used, used + 16);
  const spanId = pool.toString('hex', used + 16, used + BYTES_PER_CALL);
  used += BYTES_PER_CALL;
  return { traceId, traceparent: `00-${traceId}-${spanId}-01` };
}

/** The trace id of a `traceparent` header; undefined for one that is none. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  const traceId = TRACEPARENT.exec(traceparent?.trim() ?? '')?.[1];
  return traceId === NO_TRACE ? undefined : traceId;
}
