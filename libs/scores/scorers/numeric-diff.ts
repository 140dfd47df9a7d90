import { normalizeDecimal, numberLiteral, type RawNumber } from '@assay/shared/json';
import { isAbsent } from './config';
import { ratio } from './exact-ratio';
import { EXPECTED_KEYS, expectedOf, scoreAgainstExpected } from './expected';
import { plainValue } from './json-values';
import { type BuiltInScorer, type ScorerConfig, ScorerConfigError } from './types';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const MAX_LITERAL_LENGTH = 1_000;
/** Numbers that are further apart than this many powers of ten have nothing in common at 20 decimals. */
const MAX_POINTS_APART = 25;

/**
 * 1 − |a − b| ÷ (|a| + |b|), from 0 to 1, and 1 for two zeros (autoevals, `NumericDiff`): for numbers of one sign that is
 * 2 min ÷ sum, for others 0. Computed on exact decimals. A string that spells a JSON number counts as that number; anything else
 * gets no score.
 */
export const numericDiff: BuiltInScorer = {
  name: 'numeric_diff',
  description: 'How near the output is to the expected number.',
  configSchema: { type: 'object', properties: EXPECTED_KEYS },

  validateConfig(config: ScorerConfig) {
    const expected = expectedOf(config, undefined);
    if (!isAbsent(expected) && literalOf(expected) === undefined)
      throw new ScorerConfigError('expected_output', 'The expected value must be a number.');
  },

  score(input, config) {
    return scoreAgainstExpected(input, config, (output, expected) => {
      const [a, b] = [literalOf(output), literalOf(expected)];
      if (a === undefined) return { value: null, reason: 'The output is not a number.' };
      if (b === undefined) return { value: null, reason: 'The expected output is not a number.' };
      return { value: nearness(a, b) };
    });
  },
};

/** How near two numbers are, as {@link numericDiff} says; both as JSON literals of at most 1,000 characters. */
export function nearness(a: string, b: string): number | RawNumber {
  const [x, y] = [normalizeDecimal(a), normalizeDecimal(b)];
  if (x.digits === '' && y.digits === '') return 1;
  if (x.digits === '' || y.digits === '' || x.negative !== y.negative) return 0;
  if (x.point === y.point && x.digits === y.digits) return 1;
  // Points may be integers of any length; only their distance matters.
  const apart = x.point === y.point ? 0 : Number(x.point) - Number(y.point);
  if (!(Math.abs(apart) <= MAX_POINTS_APART)) return 0;
  const decimals = Math.max(x.digits.length - Math.max(apart, 0), y.digits.length - Math.max(-apart, 0), 0);
  const [units, others] = [
    BigInt(x.digits.padEnd(decimals + Math.max(apart, 0), '0')),
    BigInt(y.digits.padEnd(decimals + Math.max(-apart, 0), '0')),
  ];
  return ratio(2n * (units < others ? units : others), units + others);
}

function literalOf(value: unknown): string | undefined {
  const plain = plainValue(value);
  const literal = typeof plain === 'string' && NUMBER.test(plain.trim()) ? plain.trim() : numberLiteral(plain);
  return literal !== undefined && literal.length <= MAX_LITERAL_LENGTH ? literal : undefined;
}
