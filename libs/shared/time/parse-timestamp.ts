import { civilFromDays, daysFromCivil, daysInMonth } from './civil-days';

const MAX_FRACTION_DIGITS = 12;
const FRACTION_ZEROS = '000000';
const MINUTES_PER_DAY = 1440;

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const UPPER_T = 84;
const LOWER_T = 116;
const UPPER_Z = 90;
const LOWER_Z = 122;

/**
 * Reads an RFC 3339 date-time (section 5.6) and gives the same instant as `YYYY-MM-DDTHH:MM:SS.ffffffZ`: UTC, always six
 * fraction digits, so that two results sort as text in the order of time.
 *
 * Wider than RFC 3339 in two ways that ISO 8601 allows: the seconds may be left out, and the offset may be `+HHMM`.
 * Narrower in one: no leap second (`:60`), which neither Postgres nor JavaScript can hold apart from the next second.
 * Up to 12 fraction digits are read and cut (not rounded) to microseconds.
 *
 * @returns the normalised text, or `null` when the text is not such a date-time, names a day that does not exist, has no
 *   offset, or falls outside the years 0001-9999 in UTC
 */
export function parseTimestamp(text: string): string | null {
  // The shortest is `2026-02-21T22:00Z`.
  if (text.length < 17 || text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return null;
  const separator = text.charCodeAt(10);
  if ((separator !== UPPER_T && separator !== LOWER_T) || text.charCodeAt(13) !== COLON) return null;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  // NaN, which stands for "not two digits", fails every one of these comparisons.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return null;
  if (!(hour <= 23 && minute <= 59)) return null;

  let position = 16;
  let second = '00';
  let fraction = FRACTION_ZEROS;
  if (text.charCodeAt(position) === COLON) {
    if (!(twoDigits(text, 17) <= 59)) return null;
    second = text.slice(17, 19);
    position = 19;
    if (text.charCodeAt(position) === DOT) {
      const end = endOfDigits(text, 20);
      if (end === 20 || end > 20 + MAX_FRACTION_DIGITS) return null;
      fraction = sixDigits(text, 20, end);
      position = end;
    }
  }
  const offsetMinutes = readOffset(text, position);
  if (Number.isNaN(offsetMinutes)) return null;
  if (offsetMinutes === 0) {
    return year === 0 ? null : `${text.slice(0, 10)}T${text.slice(11, 16)}:${second}.${fraction}Z`;
  }
  return shifted(daysFromCivil(year, month, day), hour * 60 + minute - offsetMinutes, `:${second}.${fraction}Z`);
}

/** The text of `minutes` (may be negative or beyond a day) after the start of a day, or `null` outside 0001-9999. */
function shifted(days: number, minutes: number, secondsText: string): string | null {
  const dayShift = Math.floor(minutes / MINUTES_PER_DAY);
  const minuteOfDay = minutes - dayShift * MINUTES_PER_DAY;
  const { year, month, day } = civilFromDays(days + dayShift);
  if (year < 1 || year > 9999) return null;
  const date = `${String(year).padStart(4, '0')}-${padTwo(month)}-${padTwo(day)}`;
  return `${date}T${padTwo(Math.floor(minuteOfDay / 60))}:${padTwo(minuteOfDay % 60)}${secondsText}`;
}

/** The offset from UTC in minutes when the text ends in `Z`, `+HH:MM` or `+HHMM` at `position`, otherwise NaN. */
function readOffset(text: string, position: number): number {
  const sign = text.charCodeAt(position);
  if (sign === UPPER_Z || sign === LOWER_Z) return text.length === position + 1 ? 0 : NaN;
  if (sign !== PLUS && sign !== MINUS) return NaN;
  const hasColon = text.charCodeAt(position + 3) === COLON;
  if (text.length !== position + (hasColon ? 6 : 5)) return NaN;
  const hours = twoDigits(text, position + 1);
  const minutes = twoDigits(text, position + (hasColon ? 4 : 3));
  if (!(hours <= 23 && minutes <= 59)) return NaN;
  const total = hours * 60 + minutes;
  return sign === MINUS ? 0 - total : total;
}

function twoDigits(text: string, position: number): number {
  const tens = text.charCodeAt(position) - ZERO;
  const ones = text.charCodeAt(position + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= ZERO + 9) end += 1;
  return end;
}

function sixDigits(text: string, start: number, end: number): string {
  const length = end - start;
  if (length >= 6) return text.slice(start, start + 6);
  return text.slice(start, end) + FRACTION_ZEROS.slice(length);
}

function padTwo(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
