import fc from 'fast-check';
import { proportionInterval, signTest, twoSidedT, twoSidedTQuantile } from './distributions';
import { incompleteBeta } from './incomplete-beta';
import { type PairedDifferences, significanceOf } from './significance';

/** Within a relative error of one part in 10^9, which holds for tiny tails too. */
function expectClose(actual: number | null | undefined, expected: number): void {
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-9);
}

function summed(differences: number[]): PairedDifferences {
  return {
    n: differences.length,
    sumOfDifferences: differences.reduce((sum, difference) => sum + difference, 0),
    sumOfSquaredDifferences: differences.reduce((sum, difference) => sum + difference * difference, 0),
    improved: differences.filter((difference) => difference > 0).length,
    regressed: differences.filter((difference) => difference < 0).length,
  };
}

describe('the incomplete beta function (reference: mpmath 30 digits)', () => {
  it.each([
    [0.5, 0.5, 0.5, 0.5],
    [4.5, 0.5, 0.9, 0.34343639613791357],
    [0.5, 4.5, 0.1, 0.6565636038620865],
    [2, 3, 0.4, 0.5248],
    [100, 200, 0.3, 0.10884306564490976],
    [50000, 0.5, 0.99999, 0.31731050785796599],
    [1, 1, 0.25, 0.25],
    [3, 2, 0, 0],
    [3, 2, 1, 1],
  ])('a=%p b=%p x=%p', (a, b, x, expected) => {
    expectClose(incompleteBeta({ x, complement: 1 - x }, a, b), expected);
  });

  it('is 1 together with its mirror image', () => {
    const parameter = fc.double({ min: 0.1, max: 5000, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, x) => {
        const sum = incompleteBeta({ x, complement: 1 - x }, a, b) + incompleteBeta({ x: 1 - x, complement: x }, b, a);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("Student's t (reference: SciPy 1.17.1, stats.t)", () => {
  it.each([
    [0.95, 1, 12.706204736174694],
    [0.95, 2, 4.302652729749462],
    [0.95, 9, 2.262157162798205],
    [0.95, 30, 2.0422724563012378],
    [0.95, 999, 1.9623414611334493],
    [0.95, 99999, 1.9599877077718442],
    [0.95, 1e6, 1.959966356814107],
    [0.99, 5, 4.032142983555228],
  ])('quantile at level %p with %p degrees of freedom', (level, degrees, expected) => {
    expectClose(twoSidedTQuantile(level, degrees), expected);
  });

  it.each([
    [0.5, 1, 0.7048327646991335],
    [2, 9, 0.07655282377070101],
    [-2, 9, 0.07655282377070101],
    [10, 30, 4.575251408229618e-11],
    [40, 200, 2.2487396535202197e-97],
    [3.3, 99999, 0.0009671862657073041],
    [1.9599639845, 1e6, 0.05000027729990358],
    [0, 5, 1],
    [1e-8, 7, 0.999999992300171],
  ])('tails of t=%p with %p degrees of freedom', (t, degrees, expected) => {
    expectClose(twoSidedT(t, degrees), expected);
  });
});

describe('the sign test (reference: SciPy 1.17.1, stats.binomtest)', () => {
  it.each([
    [0, 0, 1],
    [0, 1, 1],
    [3, 0, 0.25],
    [5, 0, 0.0625],
    [8, 2, 0.109375],
    [7, 4, 0.548828125],
    [10, 10, 1],
    [1, 9, 0.021484375],
    [600, 500, 0.0028195449914364284],
    [5000, 4800, 0.04440414879984631],
    [50000, 49000, 0.0014980826229750034],
    [51000, 49000, 2.5887160383468943e-10],
    [0, 2000, 0],
  ])('%p improved, %p regressed', (improved, regressed, expected) => {
    expectClose(signTest(improved, regressed), expected);
  });

  it('agrees with its interval', () => {
    const count = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(count, count, (improved, regressed) => {
        fc.pre(improved + regressed > 0);
        const { low, high } = proportionInterval(improved, improved + regressed, 0.95);
        expect(low > 0.5 || high < 0.5).toBe(signTest(improved, regressed) < 0.05);
      }),
    );
  });
});

describe('significanceOf', () => {
  it('is the paired t-test for graded scores (reference: SciPy 1.17.1, stats.ttest_rel)', () => {
    const result = significanceOf(summed([0.1, 0.02, -0.05, 0.1, 0.15, 0.05, 0.05, 0.15]));
    expect(result).toMatchObject({ method: 'paired_t', significant: true, confidence_interval: { level: 0.95 } });
    expectClose(result.p_value, 0.020887536562928855);
    expectClose(result.confidence_interval?.low, 0.01447131428326772);
    expectClose(result.confidence_interval?.high, 0.12802868571673223);
  });

  it("is McNemar's exact test for scores of 0 and 1", () => {
    const result = significanceOf({
      n: 20,
      sumOfDifferences: -8,
      sumOfSquaredDifferences: 10,
      improved: 1,
      regressed: 9,
    });
    expect(result).toMatchObject({ method: 'mcnemar_exact', significant: true });
    expectClose(result.p_value, 0.021484375);
    expect(result.confidence_interval?.high).toBeLessThan(0);
    expect(result.confidence_interval?.low).toBeGreaterThanOrEqual(-0.5);
  });

  it('has the Clopper-Pearson interval there (reference: SciPy 1.17.1, binomtest(8, 10).proportion_ci())', () => {
    const { low, high } = proportionInterval(8, 10, 0.95);
    expectClose(low, 0.4439045376923585);
    expectClose(high, 0.9747892736731666);
  });

  it('takes halves for graded scores, even when their squares add up to whole numbers', () => {
    expect(significanceOf(summed([0.5, 0.5, 0.5, 0.5, 0])).method).toBe('paired_t');
  });

  it.each<[string, number[], ReturnType<typeof significanceOf>]>([
    ['no items', [], { method: 'none', p_value: null, confidence_interval: null, significant: false }],
    ['one item', [0.7], { method: 'sign_test', p_value: 1, confidence_interval: null, significant: false }],
    ['one item from 0 to 1', [1], { method: 'sign_test', p_value: 1, confidence_interval: null, significant: false }],
    ['no change at all', [0, 0, 0], { method: 'sign_test', p_value: 1, confidence_interval: null, significant: false }],
    [
      'equal small changes',
      new Array(10).fill(0.1),
      { method: 'sign_test', p_value: 2 ** -9, confidence_interval: null, significant: true },
    ],
    [
      'three equal changes',
      [0.3, 0.3, 0.3],
      { method: 'sign_test', p_value: 0.25, confidence_interval: null, significant: false },
    ],
  ])('handles %s', (_rule, differences, expected) => {
    const result = significanceOf(summed(differences));
    expect({ ...result, p_value: result.p_value && Number(result.p_value.toPrecision(12)) }).toEqual(expected);
  });

  it('is quick and finite for very many items', () => {
    const result = significanceOf({
      n: 10_000_000,
      sumOfDifferences: 1200,
      sumOfSquaredDifferences: 4_000_000,
      improved: 2_100_000,
      regressed: 2_000_000,
    });
    expect(result.method).toBe('paired_t');
    expect(result.p_value).toBeGreaterThan(0.5);
    expect(
      significanceOf({
        n: 1e7,
        sumOfDifferences: 1e5,
        sumOfSquaredDifferences: 5.1e6,
        improved: 2.6e6,
        regressed: 2.5e6,
      }),
    ).toMatchObject({
      method: 'mcnemar_exact',
      significant: true,
    });
  });

  it('never gives NaN, infinity or an interval beside the mean', () => {
    const difference = fc.oneof(
      fc.constantFrom(-1, 0, 1),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(0.1, 1e-160, -1e-9),
    );
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 40 }), (differences) => {
        const sums = summed(differences);
        const { p_value: pValue, confidence_interval: interval, significant } = significanceOf(sums);
        if (pValue !== null) expect(pValue >= 0 && pValue <= 1).toBe(true);
        expect(significant).toBe(pValue !== null && pValue < 0.05);
        if (interval === null) return;
        const mean = sums.sumOfDifferences / sums.n;
        expect(interval.low <= mean + 1e-9 && mean - 1e-9 <= interval.high).toBe(true);
        expect(significant).toBe(interval.low > 0 || interval.high < 0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['parts beyond the whole', { n: 2, sumOfDifferences: 0, sumOfSquaredDifferences: 3, improved: 2, regressed: 1 }],
    ['fractions of items', { n: 2.5, sumOfDifferences: 0, sumOfSquaredDifferences: 0, improved: 0, regressed: 0 }],
    ['NaN', { n: 2, sumOfDifferences: NaN, sumOfSquaredDifferences: 1, improved: 1, regressed: 1 }],
    ['negative squares', { n: 2, sumOfDifferences: 0, sumOfSquaredDifferences: -1, improved: 1, regressed: 1 }],
  ])('refuses %s', (_rule, sums) => {
    expect(() => significanceOf(sums)).toThrow(RangeError);
  });
});
