import { canonicalDecimal, normalizeDecimal, type RawNumber } from '@assay/shared/json';

/** Decimals of a ratio: more than a double holds, so that reading one as a double rounds it once. */
const DECIMALS = 20;
const SCALE = 10n ** BigInt(DECIMALS);

/** A number with its weight, both exact decimals ≥ 0 as JSON literals. */
export interface Weighted {
  readonly value: string;
  readonly weight: string;
}

/** `numerator / denominator`, both ≥ 0, rounded half up at the 20th decimal. */
export function ratio(numerator: bigint, denominator: bigint): number | RawNumber {
  const units = (2n * numerator * SCALE + denominator) / (2n * denominator);
  const digits = units.toString().padStart(DECIMALS + 1, '0');
  return decimal(`${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`);
}

/** Σ weight × value ÷ Σ weight, rounded as {@link ratio}; undefined when the weights add up to 0. */
export function weightedMean(parts: readonly Weighted[]): number | RawNumber | undefined {
  const fixed = parts.map(({ value, weight }) => ({ value: fixedPoint(value), weight: fixedPoint(weight) }));
  const valueDecimals = Math.max(0, ...fixed.map((part) => part.value.decimals));
  const weightDecimals = Math.max(0, ...fixed.map((part) => part.weight.decimals));
  let sum = 0n;
  let weights = 0n;
  for (const { value, weight } of fixed) {
    const units = weight.units * 10n ** BigInt(weightDecimals - weight.decimals);
    sum += units * value.units * 10n ** BigInt(valueDecimals - value.decimals);
    weights += units;
  }
  return weights === 0n ? undefined : ratio(sum, weights * 10n ** BigInt(valueDecimals));
}

/** The sum of exact decimals ≥ 0, as a JSON literal. */
export function exactSum(literals: readonly string[]): string {
  const fixed = literals.map(fixedPoint);
  const decimals = Math.max(0, ...fixed.map((part) => part.decimals));
  const sum = fixed.reduce((units, part) => units + part.units * 10n ** BigInt(decimals - part.decimals), 0n);
  const digits = sum.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The literal of a number as scorers give it. */
export function decimal(literal: string): number | RawNumber {
  const text = canonicalDecimal(literal);
  return String(Number(text)) === text ? Number(text) : JSON.rawJSON(text);
}

function fixedPoint(literal: string): { units: bigint; decimals: number } {
  const { digits, point } = normalizeDecimal(literal);
  const decimals = Math.max(digits.length - Number(point), 0);
  return { units: BigInt(digits === '' ? '0' : digits.padEnd(Number(point) + decimals, '0')), decimals };
}
