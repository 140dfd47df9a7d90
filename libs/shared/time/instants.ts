import { daysFromCivil } from './civil-days';

const MICROS_PER_DAY = 86_400_000_000;
const NORMALISED_LENGTH = 27;

/**
 * Microseconds since 1970-01-01T00:00:00Z; negative before it.
 *
 * @param normalised a result of `parseTimestamp` or `nowIso`
 * @throws RangeError when it has not that form
 */
export function epochMicros(normalised: string): bigint {
  const days = epochDays(normalised);
  return BigInt(days) * BigInt(MICROS_PER_DAY) + BigInt(microsOfDay(normalised));
}

/**
 * Milliseconds from start to end, microseconds as fractions (`0.001`); negative when the end is earlier. Exact to the
 * microsecond up to 285 years, beyond that the nearest double.
 *
 * @throws RangeError when an argument is not a result of `parseTimestamp` or `nowIso`
 */
export function durationMs(startNormalised: string, endNormalised: string): number {
  const days = epochDays(endNormalised) - epochDays(startNormalised);
  const micros = days * MICROS_PER_DAY + (microsOfDay(endNormalised) - microsOfDay(startNormalised));
  return micros / 1000;
}

function epochDays(normalised: string): number {
  if (normalised.length !== NORMALISED_LENGTH || normalised[26] !== 'Z' || normalised[19] !== '.') {
    throw new RangeError('Expected a timestamp of the form YYYY-MM-DDTHH:MM:SS.ffffffZ');
  }
  const days = daysFromCivil(number(normalised, 0, 4), number(normalised, 5, 7), number(normalised, 8, 10));
  if (Number.isNaN(days)) throw new RangeError('Expected digits in the date of a timestamp');
  return days;
}

function microsOfDay(normalised: string): number {
  const hours = number(normalised, 11, 13);
  const minutes = number(normalised, 14, 16);
  const seconds = number(normalised, 17, 19);
  const micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + number(normalised, 20, 26);
  if (Number.isNaN(micros)) throw new RangeError('Expected digits in the time of a timestamp');
  return micros;
}

/** The digits between two positions as a number, NaN when one is not a digit. Several times faster than slicing. */
function number(text: string, start: number, end: number): number {
  let value = 0;
  for (let position = start; position < end; position += 1) {
    const digit = text.charCodeAt(position) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
