/**
 * The value of an attribute in either encoding. Integers that a double keeps are numbers and the rest bigints; the empty
 * value `{}` is null; a list of key-values is a Map, so that its order and keys such as `__proto__` are kept.
 */
export type AnyValue =
  null | string | boolean | number | bigint | Uint8Array | readonly AnyValue[] | ReadonlyMap<string, AnyValue>;

/** Levels that lists and maps may be nested in one attribute. Deeper spans are refused before anything recurses. */
export const MAX_VALUE_DEPTH = 64;

/** Whether a value is a list. */
export function isList(value: AnyValue | undefined): value is readonly AnyValue[] {
  return Array.isArray(value);
}

/** Whether a value is a map. */
export function isMap(value: AnyValue | undefined): value is ReadonlyMap<string, AnyValue> {
  return value instanceof Map;
}

/** A number for an integer that a double keeps, else the bigint. */
export function integerValue(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * The JSON text of a value: 64-bit integers exact, bytes as base64, NaN and infinities as strings. Members with the
 * value undefined are never met; strings keep U+0000 and lone surrogates as escapes.
 */
export function valueText(value: AnyValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isList(value)) return `[${value.map(valueText).join(',')}]`;
  if (isMap(value)) return objectText([...value].map(([key, member]) => [key, valueText(member)]));
  return `"${base64(value)}"`;
}

/** The JSON text of an object whose members have their texts already. */
export function objectText(members: Iterable<readonly [string, string]>): string {
  let text = '';
  for (const [key, member] of members) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${member}`;
  return `{${text}}`;
}

/** Bytes as base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}
