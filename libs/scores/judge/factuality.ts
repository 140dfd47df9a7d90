import type { ScorerConfig } from '../scorers/types';
import { type JudgeConfig, readJudgeConfig } from './judge-config';

/** Asks for the values that autoevals' `Factuality` gives its five cases. */
const TEMPLATE = `Compare the facts that the output states with those of the expected output, both as answers to the input. Leave style, grammar and
punctuation aside. Answer with the number of the case that applies:

1 - both state the same facts, or they differ in ways that do not matter to whether the answer is right
0.6 - the output states every fact of the expected output and more, and contradicts none
0.4 - the output states some of the facts of the expected output, and contradicts none
0 - the output contradicts the expected output

Input:
{{input}}

Expected output:
{{expected_output}}

Output:
{{output}}`;

/**
 * Reads the configuration of `Factuality`: that of `llm_judge`, with a prompt of its own.
 * @throws {ScorerConfigError} as `readJudgeConfig`
 */
export function readFactualityConfig(config: ScorerConfig): JudgeConfig {
  return readJudgeConfig({ ...config, prompt_template: config.prompt_template ?? TEMPLATE });
}
