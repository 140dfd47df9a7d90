import { contains } from './contains';
import type { BuiltInScorer } from './types';

/**
 * 1 − `contains`: 1 when the expected text stands nowhere in the output, otherwise 0; the same configuration, the same texts. The
 * empty text is contained in every output.
 */
export const notContains: BuiltInScorer = {
  name: 'not_contains',
  description: 'Whether the output does not contain a text.',
  configSchema: contains.configSchema,

  validateConfig(config) {
    contains.validateConfig(config);
  },

  score(input, config) {
    const result = contains.score(input, config);
    return result.value === null ? result : { value: result.value === 1 ? 0 : 1 };
  },
};
