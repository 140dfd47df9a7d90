import { firstValue, isAbsent } from './config';
import { NO_EXPECTED_OUTPUT, NO_OUTPUT } from './reasons';
import type { ScorerConfig, ScorerInput, ScorerResult } from './types';

/** What a scorer compares with: the configuration's `expected_output`, else its `value`, else the item's expected output. */
export function expectedOf(config: ScorerConfig, expectedOutput: unknown): unknown {
  return firstValue(config, ['expected_output', 'value']) ?? expectedOutput;
}

/**
 * The score of an output against what was expected of it ({@link expectedOf}), or the reason where one of them is not there.
 * @param compare is called with both
 */
export function scoreAgainstExpected(
  { output, expectedOutput }: ScorerInput,
  config: ScorerConfig,
  compare: (output: unknown, expected: unknown) => ScorerResult,
): ScorerResult {
  const expected = expectedOf(config, expectedOutput);
  if (isAbsent(expected)) return NO_EXPECTED_OUTPUT;
  if (isAbsent(output)) return NO_OUTPUT;
  return compare(output, expected);
}

/** The keys of {@link expectedOf}, for JSON Schemas of configurations. */
export const EXPECTED_KEYS = {
  expected_output: { description: "Compared with instead of the item's expected output." },
  value: { description: 'The same, where `expected_output` is not given.' },
};
