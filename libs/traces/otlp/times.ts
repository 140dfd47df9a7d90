const NANOS_PER_SECOND = 1_000_000_000n;

/** The second that was asked for last and its text: the times of a request are close together. */
let lastSeconds = 0;
let lastText = '1970-01-01T00:00:00.';

/** Nanoseconds since 1970 (64 bits, so up to the year 2554) as `parseTimestamp` normalises times: microseconds, cut. */
export function timestampOf(nanos: bigint): string {
  const wholeSeconds = nanos / NANOS_PER_SECOND;
  const seconds = Number(wholeSeconds);
  const micros = Math.floor(Number(nanos - wholeSeconds * NANOS_PER_SECOND) / 1_000);
  if (seconds !== lastSeconds) {
    lastText = new Date(seconds * 1_000).toISOString().slice(0, 20);
    lastSeconds = seconds;
  }
  return `${lastText}${String(micros).padStart(6, '0')}Z`;
}

/** Milliseconds between two times with their fraction; 0 when the end comes first. */
export function millisBetween(startNanos: bigint, endNanos: bigint): number {
  return endNanos > startNanos ? Number(endNanos - startNanos) / 1_000_000 : 0;
}
