import { firstValue } from './config';
import type { ScorerConfig } from './types';

/** What a scorer compares with: the configuration's `expected_output`, else its `value`, else the item's expected output. */
export function expectedOf(config: ScorerConfig, expectedOutput: unknown): unknown {
  return firstValue(config, ['expected_output', 'value']) ?? expectedOutput;
}

/** The keys of {@link expectedOf}, for JSON Schemas of configurations. */
export const EXPECTED_KEYS = {
  expected_output: { description: "Compared with instead of the item's expected output." },
  value: { description: 'The same, where `expected_output` is not given.' },
};
