import { JsonDepthError, JsonSyntaxError, jsonText, readJson, WHOLE_VALUE } from '@assay/shared/json';
import { type AnyValue, valueText } from './any-value';

/**
 * The JSON text of a payload. A string that holds a JSON object or array stands for it, for most conventions write
 * structured values so; any other string stands for itself, also one that reads as a number.
 * @returns undefined for the empty value, which counts as absent
 */
export function payloadText(value: AnyValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? (structureText(value) ?? JSON.stringify(value)) : valueText(value);
}

/** The compact text of the JSON object or array that a string holds, its numbers exact; undefined when it holds none. */
export function structureText(text: string): string | undefined {
  return /^\s*[[{]/.test(text) ? compactJson(text) : undefined;
}

/** Like {@link payloadText}, but of a string that holds any JSON, scalars too: conventions that dump every value. */
export function dumpedText(value: AnyValue | undefined): string | undefined {
  if (typeof value !== 'string') return payloadText(value);
  const text = compactJson(value) ?? JSON.stringify(value);
  return text === 'null' ? undefined : text;
}

function compactJson(text: string): string | undefined {
  try {
    // Limit 1 sends nested values to the exact reader at once, which for a text alone is quicker than to parse and print.
    return jsonText(readJson(text, { exactPaths: WHOLE_VALUE, maxDepth: 1 }));
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonDepthError) return undefined;
    throw error;
  }
}
