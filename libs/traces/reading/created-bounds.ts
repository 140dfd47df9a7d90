import { epochMicros, parseTimestamp } from '@assay/shared/time';
import type { CreatedBounds } from './trace.repository';

const MICROS_PER_MILLI = 1_000n;
const LAST_MILLI = 253_402_300_799_999n;

/** A time cut to the millisecond, as milliseconds since 1970. */
function epochMillis(time: string): bigint {
  const micros = epochMicros(parseTimestamp(time) ?? time);
  const remainder = ((micros % MICROS_PER_MILLI) + MICROS_PER_MILLI) % MICROS_PER_MILLI;
  return (micros - remainder) / MICROS_PER_MILLI;
}

/** Bounds that keep every trace. */
export const NO_BOUND: CreatedBounds = { from: '-infinity', to: 'infinity' };

const isoOf = (millis: bigint): string => new Date(Number(millis)).toISOString();

/**
 * The bounds that `after` and `before` mean: both exclusive, compared by whole milliseconds as answers show them. So
 * `after` a time that an answer showed does not give that row again, whatever its microseconds.
 * @param after, before times that `parseTimestamp` can read
 */
export function createdBounds(after: string | undefined, before: string | undefined): CreatedBounds {
  const first = after === undefined ? undefined : epochMillis(after) + 1n;
  return {
    from: first === undefined ? NO_BOUND.from : first > LAST_MILLI ? 'infinity' : isoOf(first),
    to: before === undefined ? NO_BOUND.to : isoOf(epochMillis(before)),
  };
}
