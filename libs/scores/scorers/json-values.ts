import { exactPaths, JsonDepthError, JsonSyntaxError, RawJson, readJson } from '@assay/shared/json';

const NO_PAYLOADS = exactPaths([]);
const MAX_DEPTH = 1_000;

/** A value to look into: plain, with numbers that a double does not keep as raw numbers. */
export function plainValue(value: unknown): unknown {
  return value instanceof RawJson ? readExactly(value.text) : value;
}

/**
 * The value to look into when a text may spell one, as the answer of a model does: what a string that is JSON spells, a string that
 * is not itself, and any other value.
 */
export function spelledValue(value: unknown): unknown {
  const plain = plainValue(value);
  return typeof plain === 'string' ? (spelledBy(plain) ?? { value: plain }).value : plain;
}

/** What a text spells in JSON; undefined when it is none. */
export function spelledBy(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: readExactly(text) };
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonDepthError) return undefined;
    throw error;
  }
}

function readExactly(text: string): unknown {
  return readJson(text, { exactPaths: NO_PAYLOADS, maxDepth: MAX_DEPTH });
}
