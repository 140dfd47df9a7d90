import { type ExactPaths, RawJson, readJson } from '@assay/shared/json';

/**
 * The value at a location of a JSON text, exactly as it stands there: order of keys and spelling of numbers included.
 * @param text valid JSON
 * @param location keys and indexes that lead to a value of the text
 */
export function valueAt(text: string, location: readonly (string | number)[]): unknown {
  let paths: ExactPaths = { exact: true };
  for (const step of [...location].reverse())
    paths = typeof step === 'number' ? { elements: paths } : { members: new Map([[step, paths]]) };
  let value = readJson(text, { exactPaths: paths, maxDepth: 1_000 });
  for (const step of location) {
    if (value instanceof RawJson) return value;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
