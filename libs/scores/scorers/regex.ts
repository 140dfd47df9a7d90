import { comparisonText } from '@assay/shared/json';
import { compilePattern, type LinearPattern, PatternError, PatternWorkError } from '@assay/shared/linear-regex';
import { isAbsent, textOption } from './config';
import { NO_OUTPUT } from './reasons';
import { type BuiltInScorer, type ScorerConfig, ScorerConfigError, type ScorerResult } from './types';

/**
 * 1 when the configuration's `pattern` matches anywhere in the output, otherwise 0; `flags` are any of `i`, `m`, `s`. In linear time
 * whatever the pattern; an output that is too long for a large pattern gets no score.
 */
export const regex: BuiltInScorer = {
  name: 'regex',
  description: 'Whether a regular expression matches anywhere in the output.',
  configSchema: {
    type: 'object',
    required: ['pattern'],
    properties: {
      pattern: { type: 'string', description: 'Matches anywhere, in linear time.' },
      flags: { type: 'string', description: 'Any of i, m and s.' },
    },
  },

  validateConfig(config) {
    compile(config);
  },

  score({ output }, config) {
    const pattern = compile(config);
    return isAbsent(output) ? NO_OUTPUT : test(pattern, comparisonText(output));
  },
};

function compile(config: ScorerConfig): LinearPattern {
  const pattern = textOption(config, 'pattern');
  if (pattern === undefined)
    throw new ScorerConfigError('pattern', 'pattern is required: the regular expression to look for.');
  const flags = textOption(config, 'flags');
  // The empty pattern is valid, so what it fails on are the flags.
  if (flags !== undefined) compileOption('flags', '', flags);
  return compileOption('pattern', pattern, flags);
}

function compileOption(field: string, pattern: string, flags: string | undefined): LinearPattern {
  try {
    return compilePattern(pattern, flags);
  } catch (error) {
    if (error instanceof PatternError) throw new ScorerConfigError(field, error.message);
    throw error;
  }
}

function test(pattern: LinearPattern, text: string): ScorerResult {
  try {
    return { value: pattern.test(text) ? 1 : 0 };
  } catch (error) {
    if (error instanceof PatternWorkError) return { value: null, reason: error.message };
    throw error;
  }
}
