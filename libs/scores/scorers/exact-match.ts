import { comparisonText } from '@assay/shared/json';
import { foldCase } from './case-folding';
import { booleanOption, firstValue, isAbsent } from './config';
import { NO_EXPECTED_OUTPUT, NO_OUTPUT } from './reasons';
import type { BuiltInScorer, ScorerConfig } from './types';

/**
 * 1 when output and expected output are the same text, otherwise 0. Values that are not strings are compared by their
 * canonical JSON with exact numbers: 42 equals `"42"`, and 1.0 equals 1. Where the item has no expected output, or there is no item,
 * the configuration's `expected_output` stands in.
 */
export const exactMatch: BuiltInScorer = {
  name: 'exact_match',
  description: 'Whether the output is the expected output.',
  configSchema: {
    type: 'object',
    properties: {
      case_sensitive: { type: 'boolean', default: true },
      strip_whitespace: { type: 'boolean', default: true },
      expected_output: { description: 'Compared with where the item has no expected output.' },
    },
  },

  validateConfig(config) {
    readOptions(config);
  },

  score({ output, expectedOutput }, config) {
    const { caseSensitive, stripWhitespace } = readOptions(config);
    const expected = isAbsent(expectedOutput) ? firstValue(config, ['expected_output']) : expectedOutput;
    if (isAbsent(expected)) return NO_EXPECTED_OUTPUT;
    if (isAbsent(output)) return NO_OUTPUT;
    const prepare = (value: unknown) => {
      const text = comparisonText(value);
      const stripped = stripWhitespace ? text.trim() : text;
      return caseSensitive ? stripped : foldCase(stripped);
    };
    return { value: prepare(output) === prepare(expected) ? 1 : 0 };
  },
};

function readOptions(config: ScorerConfig): { caseSensitive: boolean; stripWhitespace: boolean } {
  return {
    caseSensitive: booleanOption(config, 'case_sensitive', true),
    stripWhitespace: booleanOption(config, 'strip_whitespace', true),
  };
}
