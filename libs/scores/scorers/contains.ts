import { comparisonText } from '@assay/shared/json';
import { foldCase } from './case-folding';
import { booleanOption, isAbsent } from './config';
import { EXPECTED_KEYS, expectedOf } from './expected';
import { NO_EXPECTED_OUTPUT, NO_OUTPUT } from './reasons';
import type { BuiltInScorer, ScorerConfig } from './types';

/**
 * 1 when the output contains the expected text anywhere, otherwise 0. The expected text is the configuration's
 * `expected_output`, else its `value`, else the item's expected output. Values that are not strings take part as their canonical
 * JSON. The empty text is contained in every output.
 */
export const contains: BuiltInScorer = {
  name: 'contains',
  description: 'Whether the output contains the expected text.',
  configSchema: {
    type: 'object',
    properties: { case_sensitive: { type: 'boolean', default: true }, ...EXPECTED_KEYS },
  },

  validateConfig(config) {
    isCaseSensitive(config);
  },

  score({ output, expectedOutput }, config) {
    const caseSensitive = isCaseSensitive(config);
    const expected = expectedOf(config, expectedOutput);
    if (isAbsent(expected)) return NO_EXPECTED_OUTPUT;
    if (isAbsent(output)) return NO_OUTPUT;
    const prepare = (value: unknown) => (caseSensitive ? comparisonText(value) : foldCase(comparisonText(value)));
    return { value: prepare(output).includes(prepare(expected)) ? 1 : 0 };
  },
};

function isCaseSensitive(config: ScorerConfig): boolean {
  return booleanOption(config, 'case_sensitive', true);
}
