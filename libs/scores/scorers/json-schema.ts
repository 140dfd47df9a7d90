import { type CompiledSchema, compileSchema, SchemaError } from '@assay/shared/json-schema';
import { isAbsent } from './config';
import { plainValue, spelledBy } from './json-values';
import { NO_OUTPUT } from './reasons';
import { type BuiltInScorer, type ScorerConfig, ScorerConfigError } from './types';

/**
 * 1 when the output fits the configuration's `schema` (JSON Schema 2020-12, or draft-07 when `$schema` says so), otherwise 0 with the first
 * violation as rationale. An output that is a string fits as it is, or as the JSON that it spells.
 */
export const jsonSchema: BuiltInScorer = {
  name: 'json_schema',
  description: 'Whether the output fits a JSON Schema.',
  configSchema: {
    type: 'object',
    required: ['schema'],
    properties: { schema: { type: ['object', 'boolean'], description: 'JSON Schema 2020-12 or draft-07.' } },
  },

  validateConfig(config) {
    compile(config);
  },

  score({ output }, config) {
    const schema = compile(config);
    if (isAbsent(output)) return NO_OUTPUT;
    const plain = plainValue(output);
    const spelled = typeof plain === 'string' ? spelledBy(plain) : undefined;
    const candidates = spelled === undefined ? [plain] : [spelled.value, plain];
    const violations = candidates.map((candidate) => schema.check(candidate));
    if (violations.includes(null)) return { value: 1 };
    const first = violations[0]?.[0];
    return { value: 0, rationale: `${first?.path ?? ''} ${first?.message ?? ''}`.trim() };
  },
};

function compile(config: ScorerConfig): CompiledSchema {
  if (isAbsent(config.schema)) throw new ScorerConfigError('schema', 'schema is required: a JSON Schema.');
  try {
    return compileSchema(config.schema);
  } catch (error) {
    throw error instanceof SchemaError ? new ScorerConfigError('schema', error.message) : error;
  }
}
