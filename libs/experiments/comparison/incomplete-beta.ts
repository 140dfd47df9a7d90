/**
 * The regularised incomplete beta function, from which the tails of Student's t and of the binomial distribution follow.
 *
 * Sources: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction), 8.17.4 (symmetry), 5.11.1 (Stirling's
 * series); W. J. Lentz, Applied Optics 15 (1976), 668, as modified by Thompson and Barnett (evaluation of the fraction).
 */

const HALF_LN_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on five terms of Stirling's series are exact to the last digits of a double. */
const STIRLING_FROM = 16;
const TINY = 1e-300;
const PRECISION = 1e-15;
/** The fraction takes about the square root of the larger parameter; this is enough beyond 10^9. */
const MAX_TERMS = 200_000;

/** A point of [0, 1] with its complement, so that neither end loses digits. */
export interface UnitPoint {
  x: number;
  /** `1 - x`, as exact as the caller knows it. */
  complement: number;
}

/**
 * I_x(a, b), the probability that a beta-distributed variable is at most x. Relative error about 1e-10 up to parameters of a
 * million, much less for small ones.
 *
 * @param a greater than 0
 * @param b greater than 0
 */
export function incompleteBeta({ x, complement }: UnitPoint, a: number, b: number): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  const lnX = x < 0.5 ? Math.log(x) : Math.log1p(-complement);
  const lnComplement = complement < 0.5 ? Math.log(complement) : Math.log1p(-x);
  const front = Math.exp(a * lnX + b * lnComplement - lnBeta(a, b));
  // The fraction converges quickly below the mean and slowly above it.
  if (x < (a + 1) / (a + b + 2)) return clampToUnit((front * continuedFraction(x, a, b)) / a);
  return clampToUnit(1 - (front * continuedFraction(complement, b, a)) / b);
}

/**
 * The x at which I_x(a, b) is `probability`, by bisection: slower than Newton's method and certain to arrive.
 *
 * @param probability between 0 and 1
 */
export function inverseIncompleteBeta(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (incompleteBeta({ x: middle, complement: 1 - middle }, a, b) < probability) low = middle;
    else high = middle;
  }
}

/** 1 / (1 + d1 / (1 + d2 / (1 + …))) of DLMF 8.17.22. */
function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    value *= numerator * denominator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const factor = numerator * denominator;
    value *= factor;
    if (Math.abs(factor - 1) < PRECISION) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function clampToUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** ln B(a, b). For a large parameter the difference of gamma functions is taken term by term: their values alone cancel. */
function lnBeta(a: number, b: number): number {
  const large = Math.max(a, b);
  const small = Math.min(a, b);
  const sum = a + b;
  if (large < STIRLING_FROM) return lnGamma(large) + lnGamma(small) - lnGamma(sum);
  const difference =
    (large - 0.5) * Math.log1p(-small / sum) - small * Math.log(sum) + small + stirlingTail(large) - stirlingTail(sum);
  return lnGamma(small) + difference;
}

/** ln Γ(x) for x > 0. */
function lnGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < STIRLING_FROM) {
    product *= shifted;
    shifted += 1;
  }
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LN_TWO_PI + stirlingTail(shifted) - Math.log(product);
}

/** The terms of Stirling's series beyond the logarithms, for x ≥ {@link STIRLING_FROM}. */
function stirlingTail(x: number): number {
  const inverseSquare = 1 / (x * x);
  const terms = 1 / 1260 + inverseSquare * (-1 / 1680 + inverseSquare / 1188);
  return (1 / 12 + inverseSquare * (-1 / 360 + inverseSquare * terms)) / x;
}
