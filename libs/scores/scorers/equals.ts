import { canonicalText, comparisonText } from '@assay/shared/json';
import { EXPECTED_KEYS, scoreAgainstExpected } from './expected';
import { plainValue, spelledBy } from './json-values';
import type { BuiltInScorer } from './types';

/**
 * 1 when output and expected output are the same JSON value, otherwise 0: numbers by their exact values, objects whatever the order
 * of their keys, strings to the last space and letter. A string stands for itself and any other value for its canonical JSON (42 equals
 * `"42"`); where the expected value is no string, an output that is a string may also spell it (`'{ "b": 2, "a": 1 }'` equals
 * `{"a": 1, "b": 2}`). Compared with: the configuration's `expected_output`, else its `value`, else the item's expected output.
 */
export const equals: BuiltInScorer = {
  name: 'equals',
  description: 'Whether the output is exactly the expected value, compared as JSON.',
  configSchema: { type: 'object', properties: EXPECTED_KEYS },

  validateConfig() {
    // Every value can be compared with.
  },

  score(input, config) {
    return scoreAgainstExpected(input, config, (output, expected) => ({ value: isSame(output, expected) ? 1 : 0 }));
  },
};

/** Whether an output is a value, `null` included; see {@link equals}. */
export function isSame(output: unknown, expected: unknown): boolean {
  if (comparisonText(output) === comparisonText(expected)) return true;
  const [text, wanted] = [plainValue(output), plainValue(expected)];
  if (typeof text !== 'string' || typeof wanted === 'string') return false;
  const spelled = spelledBy(text);
  return spelled !== undefined && canonicalText(spelled.value) === canonicalText(wanted);
}
