import { canonicalText, isRawNumber, numberLiteral, type RawNumber } from '@assay/shared/json';
import { editDistance, MAX_PAIRS, TooLongError } from './edit-distance';
import { decimal } from './exact-ratio';
import { EXPECTED_KEYS, scoreAgainstExpected } from './expected';
import { plainValue, spelledValue } from './json-values';
import { nearness } from './numeric-diff';
import type { BuiltInScorer, ScorerResult } from './types';

const DECIMALS = 12;
const MAX_LITERAL_LENGTH = 1_000;

/**
 * How alike two JSON values are, from 0 to 1 (autoevals, `JSONDiff`): of objects the mean over all keys of either, of lists the mean
 * over all places of the longer one, where a key or place that one side lacks counts 0; of texts `levenshtein`, of numbers
 * `numeric_diff`, 1 for equal booleans and nulls, and for values of two types `levenshtein` of their canonical JSON, 0 beside null. Rounded
 * to 12 decimals. An output that is a string is read as the JSON that it spells where the expected value is no string.
 */
export const jsonDiff: BuiltInScorer = {
  name: 'json_diff',
  description: 'How alike output and expected output are, compared part by part as JSON.',
  configSchema: { type: 'object', properties: EXPECTED_KEYS },

  validateConfig() {
    // Every value can be compared with.
  },

  score(input, config) {
    return scoreAgainstExpected(input, config, difference);
  },
};

function difference(output: unknown, expected: unknown): ScorerResult {
  const wanted = plainValue(expected);
  const given = typeof wanted === 'string' ? plainValue(output) : spelledValue(output);
  try {
    return { value: decimal(likeness(given, wanted, { pairs: MAX_PAIRS }).toFixed(DECIMALS)) };
  } catch (error) {
    if (error instanceof TooLongError) return { value: null, reason: error.message };
    throw error;
  }
}

function likeness(a: unknown, b: unknown, budget: { pairs: number }): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    const places = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index);
    return mean(places.map((at) => (at < a.length && at < b.length ? likeness(a[at], b[at], budget) : 0)));
  }
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    const both = (key: string): boolean => Object.hasOwn(a, key) && Object.hasOwn(b, key);
    return mean(keys.map((key) => (both(key) ? likeness(a[key], b[key], budget) : 0)));
  }
  if (a === null || b === null) return a === b ? 1 : 0;
  const [x, y] = [literalOf(a), literalOf(b)];
  if (x !== undefined && y !== undefined) return toNumber(nearness(x, y));
  if (typeof a === 'boolean' && typeof b === 'boolean') return a === b ? 1 : 0;
  return typeof a === 'string' && typeof b === 'string'
    ? similarity(a, b, budget)
    : similarity(canonicalText(a), canonicalText(b), budget);
}

function similarity(a: string, b: string, budget: { pairs: number }): number {
  const { distance, longer } = editDistance(a, b, budget);
  return longer === 0 ? 1 : (longer - distance) / longer;
}

function mean(values: number[]): number {
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function literalOf(value: unknown): string | undefined {
  const literal = numberLiteral(value);
  return literal !== undefined && literal.length <= MAX_LITERAL_LENGTH ? literal : undefined;
}

function toNumber(value: number | RawNumber): number {
  return typeof value === 'number' ? value : Number(value.rawJSON);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}
