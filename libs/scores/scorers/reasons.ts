import type { ScorerResult } from './types';

/** The answer of a scorer that compares, where there is nothing to compare with. */
export const NO_EXPECTED_OUTPUT: ScorerResult = Object.freeze({
  value: null,
  reason: 'No expected output to compare with.',
});

/** The answer of a scorer that reads the output, where there is none. */
export const NO_OUTPUT: ScorerResult = Object.freeze({ value: null, reason: 'No output to score.' });
