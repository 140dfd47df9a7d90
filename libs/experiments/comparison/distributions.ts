import { incompleteBeta, inverseIncompleteBeta } from './incomplete-beta';

/**
 * The probability that Student's t is at least as far from 0 as `t`, on either side (DLMF 8.17, Abramowitz and Stegun 26.7.1).
 *
 * @param degreesOfFreedom greater than 0
 */
export function twoSidedT(t: number, degreesOfFreedom: number): number {
  const total = degreesOfFreedom + t * t;
  return incompleteBeta({ x: degreesOfFreedom / total, complement: (t * t) / total }, degreesOfFreedom / 2, 0.5);
}

/**
 * The t that Student's t stays within, on both sides, with probability `level`: 2.262157 for 0.95 and 9 degrees of freedom.
 *
 * @param level between 0 and 1
 */
export function twoSidedTQuantile(level: number, degreesOfFreedom: number): number {
  const x = inverseIncompleteBeta(level, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * x) / (1 - x));
}

/**
 * The exact two-sided sign test: the probability that `improved` and `regressed` are at least this far apart when each change
 * goes either way with the same chance. 1 when nothing changed.
 */
export function signTest(improved: number, regressed: number): number {
  const changed = improved + regressed;
  const fewer = Math.min(improved, regressed);
  if (changed === 0) return 1;
  // P(X ≤ k) of a binomial distribution is an incomplete beta function (DLMF 8.17.5).
  return Math.min(1, 2 * incompleteBeta({ x: 0.5, complement: 0.5 }, changed - fewer, fewer + 1));
}

/** The Clopper-Pearson interval of a proportion: it excludes 1/2 exactly when the two-sided sign test is below `1 - level`. */
export function proportionInterval(successes: number, trials: number, level: number): { low: number; high: number } {
  const tail = (1 - level) / 2;
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : inverseIncompleteBeta(tail, successes, failures + 1),
    high: failures === 0 ? 1 : inverseIncompleteBeta(1 - tail, successes + 1, failures),
  };
}
