import { isRawNumber, RawJson } from '@assay/shared/json';
import { type ScorerConfig, ScorerConfigError } from './types';

/** Whether a value is not there: `undefined`, `null`, or the JSON text `null`. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (value instanceof RawJson && value.text === 'null');
}

/** Whether a value may be the configuration of a scorer, or a part of a group: a JSON object. */
export function isConfig(value: unknown): value is ScorerConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/**
 * The boolean of an optional key.
 *
 * @throws ScorerConfigError when the key holds anything else
 */
export function booleanOption(config: ScorerConfig, key: string, fallback: boolean): boolean {
  const value = option(config, key);
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') throw new ScorerConfigError(key, `${key} must be true or false.`);
  return value;
}

/**
 * The text of a key, `undefined` when it is not given.
 *
 * @throws ScorerConfigError when the key holds anything else
 */
export function textOption(config: ScorerConfig, key: string): string | undefined {
  const value = option(config, key);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new ScorerConfigError(key, `${key} must be a string.`);
  return value;
}

/** The first of some keys that holds a value, as it is. */
export function firstValue(config: ScorerConfig, keys: readonly string[]): unknown {
  const key = keys.find((candidate) => Object.hasOwn(config, candidate) && !isAbsent(config[candidate]));
  return key === undefined ? undefined : config[key];
}

function option(config: ScorerConfig, key: string): unknown {
  const value = firstValue(config, [key]);
  return value instanceof RawJson ? value.toValue() : value;
}
