import { createHash } from 'node:crypto';

const BYTES = 6;

/**
 * Whether a trace belongs to a sample: decided by its id alone, so that every process and every try says the same, and a
 * smaller sample lies within a larger one.
 * @param rate the share of traces, from 0 to 1
 */
export function isSampled(traceId: string, rate: number): boolean {
  const place = createHash('sha256').update(traceId).digest().readUIntBE(0, BYTES) / 2 ** (8 * BYTES);
  return place < rate;
}
