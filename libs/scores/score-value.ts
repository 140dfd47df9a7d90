import { InvalidScoreValueError } from '@assay/shared/errors';
import {
  canonicalDecimal,
  isStorableText,
  isUnitInterval,
  normalizeDecimal,
  numberLiteral,
  RawJson,
} from '@assay/shared/json';

/** A value as it is stored: the text of an exact decimal, or a label; never both. */
export type ScoreValue =
  { readonly numericValue: string; readonly label: null } | { readonly numericValue: null; readonly label: string };

const MAX_LABEL_BYTES = 1_024;
const MAX_LITERAL_LENGTH = 1_000;
/** A bound on what Postgres' NUMERIC writes out in full: any double in [0, 1] has fewer decimals. */
const MAX_DECIMALS = 1_000;

/**
 * Reads a value that a caller gave (contract section 5).
 * @param value a plain value, raw number or `RawJson`
 * @throws {InvalidScoreValueError} when it is neither a number in [0, 1] nor a label that is not blank
 */
export function readScoreValue(value: unknown): ScoreValue {
  const plain = value instanceof RawJson && value.text.startsWith('"') ? value.toValue() : value;
  if (typeof plain === 'string') return { numericValue: null, label: readLabel(plain) };
  const literal = numberLiteral(value);
  if (literal === undefined) throw invalid('value must be a number from 0 to 1 or a non-empty label');
  if (!isUnitInterval(value)) throw invalid('value must be from 0 to 1');
  if (literal.length > MAX_LITERAL_LENGTH || decimals(literal) > MAX_DECIMALS)
    throw invalid(`value must have at most ${MAX_DECIMALS} decimals`);
  // Canonical, because NUMERIC refuses exponents such as that of 0e99999.
  return { numericValue: canonicalDecimal(literal), label: null };
}

function readLabel(label: string): string {
  if (label.trim() === '') throw invalid('value must not be an empty label');
  if (!isStorableText(label)) throw invalid('value must not hold U+0000 or a lone surrogate');
  if (label.length > MAX_LABEL_BYTES || Buffer.byteLength(label) > MAX_LABEL_BYTES)
    throw invalid(`value: a label is at most ${MAX_LABEL_BYTES} bytes of UTF-8`);
  return label;
}

/** Decimals that the exact value of a literal has, its exponent counted in. */
function decimals(literal: string): number {
  const { digits, point } = normalizeDecimal(literal);
  return digits.length - Number(point);
}

function invalid(message: string): InvalidScoreValueError {
  return new InvalidScoreValueError(message, { field: 'value' });
}
