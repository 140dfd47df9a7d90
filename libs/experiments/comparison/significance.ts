import { proportionInterval, signTest, twoSidedT, twoSidedTQuantile } from './distributions';

/** The level of confidence intervals. */
const LEVEL = 0.95;
/** A difference with a p-value below this is significant. Not `1 - LEVEL`, which is a little more as a double. */
const SIGNIFICANT_BELOW = 0.05;
/** Below this part of the sum of squares a sum of deviations is what rounding left over. */
const ROUNDING = 1e-12;

/** Differences (compared minus base) of the items that were scored on both sides, added up. Scores are within [0, 1]. */
export interface PairedDifferences {
  /** Number of items. */
  n: number;
  sumOfDifferences: number;
  sumOfSquaredDifferences: number;
  /** Items whose difference is above 0. */
  improved: number;
  /** Items whose difference is below 0. */
  regressed: number;
}

/**
 * How the p-value was found: `paired_t` (Student's t on the differences), `mcnemar_exact` (scores of 0 and 1 only), `sign_test` (the same
 * test, where all differences are equal or there is one item), `none` (no items).
 */
export type SignificanceMethod = 'paired_t' | 'mcnemar_exact' | 'sign_test' | 'none';

/** Whether a difference between two experiments is more than chance. No field is ever NaN or infinite. */
export interface Significance {
  method: SignificanceMethod;
  /** The probability of a difference at least this large if there were none; null without items. */
  p_value: number | null;
  /** Of the mean difference per item; null where the data do not tell a width. */
  confidence_interval: { level: number; low: number; high: number } | null;
  /** Whether the p-value is below 0.05. */
  significant: boolean;
}

/**
 * Judges the mean difference of paired scores.
 *
 * Where every score is 0 or 1 a t-test is wrong for few items, so the exact test on improved against regressed decides, and the
 * interval is the Clopper-Pearson one that belongs to it: both always agree. Everywhere else it is the paired t-test.
 *
 * @throws RangeError for sums that no set of differences has
 */
export function significanceOf(pairs: PairedDifferences): Significance {
  check(pairs);
  const { n, sumOfDifferences, sumOfSquaredDifferences, improved, regressed } = pairs;
  if (n === 0) return { method: 'none', p_value: null, confidence_interval: null, significant: false };
  const squaredDeviations = sumOfSquaredDifferences - (sumOfDifferences * sumOfDifferences) / n;
  if (n > 1 && isBinary(pairs)) return mcNemar(pairs);
  if (n === 1 || squaredDeviations <= sumOfSquaredDifferences * ROUNDING) {
    return result('sign_test', signTest(improved, regressed), null);
  }
  const mean = sumOfDifferences / n;
  const standardError = Math.sqrt(squaredDeviations / (n - 1) / n);
  const margin = twoSidedTQuantile(LEVEL, n - 1) * standardError;
  return result('paired_t', twoSidedT(mean / standardError, n - 1), { low: mean - margin, high: mean + margin });
}

/** Whether every difference is -1, 0 or 1: within [-1, 1] the squares add up to the number of changes only then. */
function isBinary({ sumOfDifferences, sumOfSquaredDifferences, improved, regressed }: PairedDifferences): boolean {
  const tolerance = (improved + regressed) * ROUNDING;
  return (
    improved + regressed > 0 &&
    Math.abs(sumOfSquaredDifferences - (improved + regressed)) <= tolerance &&
    Math.abs(sumOfDifferences - (improved - regressed)) <= tolerance
  );
}

function mcNemar({ n, improved, regressed }: PairedDifferences): Significance {
  const changed = improved + regressed;
  const share = proportionInterval(improved, changed, LEVEL);
  // The mean difference is (improved - regressed) / n = (2 * share - 1) * changed / n.
  const toMean = (proportion: number) => ((2 * proportion - 1) * changed) / n;
  return result('mcnemar_exact', signTest(improved, regressed), { low: toMean(share.low), high: toMean(share.high) });
}

function result(
  method: SignificanceMethod,
  pValue: number,
  interval: { low: number; high: number } | null,
): Significance {
  return {
    method,
    p_value: pValue,
    confidence_interval: interval === null ? null : { level: LEVEL, ...interval },
    significant: pValue < SIGNIFICANT_BELOW,
  };
}

function check({ n, sumOfDifferences, sumOfSquaredDifferences, improved, regressed }: PairedDifferences): void {
  const areCounts = [n, improved, regressed].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!areCounts || improved + regressed > n) throw new RangeError('improved and regressed must be parts of n');
  if (!Number.isFinite(sumOfDifferences) || !Number.isFinite(sumOfSquaredDifferences) || sumOfSquaredDifferences < 0) {
    throw new RangeError('The sums of differences must be finite, that of squares not negative');
  }
}
