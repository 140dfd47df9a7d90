import { comparisonText } from '@assay/shared/json';
import { compileJsonPath, type JsonPath, JsonPathError, JsonPathWorkError } from '@assay/shared/json-path';
import { isAbsent, textOption } from './config';
import { spelledValue } from './json-values';
import { NO_OUTPUT } from './reasons';
import { type BuiltInScorer, type ScorerConfig, ScorerConfigError, type ScorerResult } from './types';

/**
 * 1 when any value that the configuration's `path` (JSONPath, RFC 9535) selects in the output is its `value`, otherwise 0, also where the
 * path selects nothing. An output that is a string is read as the JSON that it spells; one that is no JSON is a string, in which only
 * `$` selects something. Values are compared as texts: a string stands for itself, any other for its canonical JSON with exact
 * numbers. `value` may be null. A path that takes too much work on an output gives no score.
 */
export const jsonMatch: BuiltInScorer = {
  name: 'json_match',
  description: 'Whether a JSONPath finds a value in the output.',
  configSchema: {
    type: 'object',
    required: ['path', 'value'],
    properties: {
      path: { type: 'string', description: 'JSONPath (RFC 9535).' },
      value: { description: 'What one of the selected values must be.' },
    },
  },

  validateConfig(config) {
    read(config);
  },

  score({ output }, config) {
    const { path, value } = read(config);
    return isAbsent(output) ? NO_OUTPUT : match(path, output, value);
  },
};

function read(config: ScorerConfig): { path: JsonPath; value: unknown } {
  const path = textOption(config, 'path');
  if (path === undefined) throw new ScorerConfigError('path', 'path is required: a JSONPath such as $.status.');
  if (!Object.hasOwn(config, 'value') || config.value === undefined)
    throw new ScorerConfigError('value', 'value is required: what the path must find.');
  try {
    return { path: compileJsonPath(path), value: config.value };
  } catch (error) {
    throw error instanceof JsonPathError ? new ScorerConfigError('path', error.message) : error;
  }
}

function match(path: JsonPath, output: unknown, value: unknown): ScorerResult {
  try {
    const nodes = path.select(spelledValue(output));
    if (nodes.length === 0) return { value: 0, rationale: `${path.text} selects nothing in the output.` };
    const expected = comparisonText(value);
    return { value: nodes.some((node) => comparisonText(node.value) === expected) ? 1 : 0 };
  } catch (error) {
    if (error instanceof JsonPathWorkError) return { value: null, reason: error.message };
    throw error;
  }
}
