import { RawJson } from './raw-json';
import { isRawNumber } from './raw-number';

/** Longest exponent, in digits, that adds up exactly as a double together with any offset within a text. */
const EXACT_EXPONENT_DIGITS = 15;
/** Plain notation is used up to this many digits, zeros included. */
const PLAIN_DIGITS = 40;

/**
 * The exact value of a decimal literal: ± 0.`digits` × 10^`point`. `digits` has no zeros at either end and is empty for
 * zero, whose sign and point are dropped. `point` is an integer as text: `1e99999999999999999999` is a number too.
 */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: string;
}

/**
 * Takes a JSON number literal (RFC 8259, section 6) apart without rounding. Linear in its length.
 * @param literal - a valid JSON number
 */
export function normalizeDecimal(literal: string): Decimal {
  const negative = literal.startsWith('-');
  const exponentAt = literal.search(/[eE]/);
  const mantissa = literal.slice(negative ? 1 : 0, exponentAt < 0 ? undefined : exponentAt);
  const dot = mantissa.indexOf('.');
  const integerLength = dot < 0 ? mantissa.length : dot;
  const all = dot < 0 ? mantissa : mantissa.slice(0, dot) + mantissa.slice(dot + 1);
  const start = leadingZeros(all);
  if (start === all.length) {
    return { negative: false, digits: '', point: '0' };
  }
  let end = all.length;
  while (all[end - 1] === '0') {
    end -= 1;
  }
  const exponent = exponentAt < 0 ? '0' : literal.slice(exponentAt + 1);
  return { negative, digits: all.slice(start, end), point: addToInteger(exponent, integerLength - start) };
}

/** Compares two JSON number literals by their exact values, whatever their exponents. */
export function compareDecimal(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [normalizeDecimal(a), normalizeDecimal(b)];
  const [signX, signY] = [signOf(x), signOf(y)];
  if (signX !== signY) {
    return signX < signY ? -1 : 1;
  }
  // Both have a first digit that is not zero, so the points decide; with equal points the digits read as text.
  const magnitude = compareIntegers(x.point, y.point) || compareText(x.digits, y.digits);
  if (magnitude === 0 || signX === 0) {
    return 0;
  }
  return magnitude === signX ? 1 : -1;
}

/**
 * One spelling for every literal of a value: `1`, `1.0` and `10e-1` are `1`; zero is `0` without sign. Values whose
 * plain notation needs more than 40 digits are written as `1.5e400`, so a short literal never grows large.
 */
export function canonicalDecimal(literal: string): string {
  const { negative, digits, point } = normalizeDecimal(literal);
  if (digits === '') {
    return '0';
  }
  const sign = negative ? '-' : '';
  const at = Number(point);
  if (Math.max(at, 1) + Math.max(digits.length - at, 0) <= PLAIN_DIGITS) {
    if (at <= 0) {
      return `${sign}0.${'0'.repeat(-at)}${digits}`;
    }
    const fraction = digits.slice(at);
    return `${sign}${digits.slice(0, at).padEnd(at, '0')}${fraction === '' ? '' : `.${fraction}`}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits[0]}${fraction}e${addToInteger(point, -1)}`;
}

/**
 * Whether a literal keeps its value through a double: reading it and printing the double gives an equal number.
 * Negative zero counts as kept (the values are equal).
 */
export function survivesDouble(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) {
    return false;
  }
  const printed = String(value);
  return printed === literal || compareDecimal(printed, literal) === 0;
}

/** The exact literal of a finite JavaScript number, a raw number or a {@link RawJson} number; else undefined. */
export function numberLiteral(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : String(value)) : undefined;
  }
  if (isRawNumber(value)) {
    return value.rawJSON;
  }
  return value instanceof RawJson && /^[-0-9]/.test(value.text) ? value.text : undefined;
}

/** Whether a value is a number (as {@link numberLiteral} knows them) with 0 ≤ value ≤ 1, decided exactly. */
export function isUnitInterval(value: unknown): boolean {
  const literal = numberLiteral(value);
  return literal !== undefined && compareDecimal(literal, '0') >= 0 && compareDecimal(literal, '1') <= 0;
}

/** Whether a value is an integer from -2^63 to 2^63 - 1, however spelled (`1.0` and `1e3` are integers). */
export function isInt64(value: unknown): boolean {
  const literal = numberLiteral(value);
  if (literal === undefined) {
    return false;
  }
  const { digits, point } = normalizeDecimal(literal);
  const isInteger = Number(point) >= digits.length;
  return (
    isInteger &&
    compareDecimal(literal, '-9223372036854775808') >= 0 &&
    compareDecimal(literal, '9223372036854775807') <= 0
  );
}

function signOf(value: Decimal): -1 | 0 | 1 {
  return value.digits === '' ? 0 : value.negative ? -1 : 1;
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Compares integers as {@link addToInteger} writes them. */
function compareIntegers(a: string, b: string): -1 | 0 | 1 {
  const [negativeA, negativeB] = [a.startsWith('-'), b.startsWith('-')];
  if (negativeA !== negativeB) {
    return negativeA ? -1 : 1;
  }
  const magnitude = a.length === b.length ? compareText(a, b) : a.length < b.length ? -1 : 1;
  return negativeA ? (-magnitude as -1 | 0 | 1) : magnitude;
}

/**
 * Adds a small offset to an integer of any length. Not a BigInt: reading one of millions of digits takes seconds.
 * @param integer - decimal digits with an optional sign
 * @param offset - a safe integer below 10^15 in magnitude
 * @returns the sum, without leading zeros, `+` or `-0`
 */
function addToInteger(integer: string, offset: number): string {
  const negative = integer.startsWith('-');
  const unsigned = negative || integer.startsWith('+') ? integer.slice(1) : integer;
  const digits = unsigned.slice(leadingZeros(unsigned));
  if (digits.length <= EXACT_EXPONENT_DIGITS) {
    return String((negative ? -1 : 1) * Number(digits) + offset);
  }
  const base = 10 ** EXACT_EXPONENT_DIGITS;
  let high = digits.slice(0, -EXACT_EXPONENT_DIGITS);
  let low = Number(digits.slice(-EXACT_EXPONENT_DIGITS)) + (negative ? -offset : offset);
  if (low >= base) {
    high = step(high, '9', '0', 1);
    low -= base;
  } else if (low < 0) {
    high = step(high, '0', '9', -1);
    low += base;
  }
  const sum = high + String(low).padStart(EXACT_EXPONENT_DIGITS, '0');
  return (negative ? '-' : '') + sum.slice(leadingZeros(sum));
}

/** A decimal integer plus or minus one: turns the run of `from` at its end to `to` and moves the digit before it. */
function step(digits: string, from: string, to: string, by: 1 | -1): string {
  let at = digits.length;
  while (at > 0 && digits[at - 1] === from) {
    at -= 1;
  }
  const turned = to.repeat(digits.length - at);
  return at === 0 ? `1${turned}` : digits.slice(0, at - 1) + String(Number(digits[at - 1]) + by) + turned;
}

function leadingZeros(digits: string): number {
  let count = 0;
  while (digits[count] === '0') {
    count += 1;
  }
  return count;
}
