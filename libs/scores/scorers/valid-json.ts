import { isRawNumber } from '@assay/shared/json';
import { isAbsent } from './config';
import { jsonSchema } from './json-schema';
import { spelledValue } from './json-values';
import { NO_OUTPUT } from './reasons';
import type { BuiltInScorer } from './types';

/**
 * 1 when the output is a JSON object or list, or a string that spells one, and fits the configuration's `schema` where there is one;
 * otherwise 0 (autoevals, `ValidJSON`).
 */
export const validJson: BuiltInScorer = {
  name: 'valid_json',
  description: 'Whether the output is a JSON object or list, and fits a JSON Schema if one is given.',
  configSchema: { ...jsonSchema.configSchema, required: [] },

  validateConfig(config) {
    if (!isAbsent(config.schema)) jsonSchema.validateConfig(config);
  },

  score(input, config) {
    if (isAbsent(input.output)) return NO_OUTPUT;
    const output = spelledValue(input.output);
    if (typeof output !== 'object' || output === null || isRawNumber(output))
      return { value: 0, rationale: 'The output is neither a JSON object nor a list.' };
    return isAbsent(config.schema) ? { value: 1 } : jsonSchema.score({ ...input, output }, config);
  },
};
