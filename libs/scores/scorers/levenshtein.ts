import { comparisonText } from '@assay/shared/json';
import { editDistance, MAX_PAIRS, TooLongError } from './edit-distance';
import { ratio } from './exact-ratio';
import { EXPECTED_KEYS, scoreAgainstExpected } from './expected';
import type { BuiltInScorer, ScorerResult } from './types';

/**
 * 1 − distance ÷ length of the longer text, from 0 (nothing in common) to 1 (equal; two empty texts are). The distance counts
 * insertions, deletions and substitutions of code points (Levenshtein 1966); the formula is that of autoevals' `Levenshtein`, which counts
 * UTF-16 units. Texts whose lengths multiply to more than 25 million get no score.
 */
export const levenshtein: BuiltInScorer = {
  name: 'levenshtein',
  description: 'How alike output and expected output are, by edit distance.',
  configSchema: { type: 'object', properties: EXPECTED_KEYS },

  validateConfig() {
    // Every text can be compared with.
  },

  score(input, config) {
    return scoreAgainstExpected(input, config, (output, expected) =>
      similarity(comparisonText(output), comparisonText(expected)),
    );
  },
};

function similarity(a: string, b: string): ScorerResult {
  try {
    const { distance, longer } = editDistance(a, b, { pairs: MAX_PAIRS });
    return { value: longer === 0 ? 1 : ratio(BigInt(longer - distance), BigInt(longer)) };
  } catch (error) {
    if (error instanceof TooLongError) return { value: null, reason: error.message };
    throw error;
  }
}
