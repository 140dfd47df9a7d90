import { canonicalDecimal, compareDecimal, normalizeDecimal, numberLiteral } from '@assay/shared/json';

/** Bounds of an exact number, as decimal literals. */
export interface DecimalBounds {
  readonly min?: string;
}

/** More than any double needs, and far below what Postgres' NUMERIC refuses. */
const MAX_DIGITS = 1_000;

/** Why a value is not an exact number that can be stored within bounds, or undefined. */
export function decimalProblem(value: unknown, bounds: DecimalBounds): string | undefined {
  const literal = numberLiteral(value);
  if (literal === undefined) return 'must be a number';
  const { digits, point } = normalizeDecimal(literal);
  const isLong = digits.length > MAX_DIGITS || Math.abs(Number(point)) > MAX_DIGITS;
  if (isLong) return `must have at most ${MAX_DIGITS} digits on either side of the decimal point`;
  const isBelow = bounds.min !== undefined && compareDecimal(literal, bounds.min) < 0;
  return isBelow ? `must be at least ${bounds.min}` : undefined;
}

/**
 * The canonical text of an exact number, valid for JSON and for NUMERIC.
 * @param value a number, raw number or `RawJson` number that passed {@link decimalProblem}
 * @throws {TypeError} when it is no number
 */
export function decimalText(value: unknown): string {
  const literal = numberLiteral(value);
  if (literal === undefined) throw new TypeError('Expected a number');
  return canonicalDecimal(literal);
}
