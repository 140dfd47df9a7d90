/** Decimals to which means, deltas and gaps are shown. */
const SHOWN_DECIMALS = 6;
const SHIFT = `1${'0'.repeat(SHOWN_DECIMALS)}`;
const UNSHIFT = `0.${'0'.repeat(SHOWN_DECIMALS - 1)}1`;

/**
 * SQL for `numerator / denominator` rounded to 6 decimals, half away from zero. NUMERIC division itself rounds to some
 * number of digits, and rounding that again could go the wrong way; this is integer division and exact.
 * @param numerator SQL of a `numeric`
 * @param denominator SQL of an integer above zero
 */
export function roundedQuotient(numerator: string, denominator: string): string {
  const parts = `(${denominator})::numeric`;
  const halves = `div(abs(${numerator}) * 2 * ${SHIFT} + ${parts}, 2 * ${parts})`;
  return `CASE WHEN ${denominator} = 1 THEN ${roundedDecimal(numerator)} ELSE trim_scale(sign(${numerator}) * ${halves} * ${UNSHIFT}) END`;
}

/** SQL for a `numeric` rounded to 6 decimals, half away from zero (as `round` does), without zeros at the end. */
export function roundedDecimal(value: string): string {
  return `trim_scale(round(${value}, ${SHOWN_DECIMALS}))`;
}
