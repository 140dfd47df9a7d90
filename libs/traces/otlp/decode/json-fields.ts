import { numberLiteral } from '@assay/shared/json';
import { SpanDecodeError } from './decode-error';

/** An object of a JSON text. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_UINT32 = 2 ** 32 - 1;
/** Longer texts are no 64-bit integers, however many zeros they begin with. */
const MAX_INTEGER_LENGTH = 40;

/** Whether a value is an object, and neither a list nor a number that a double cannot hold. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** A string field; empty when it is absent. */
export function textField(object: JsonObject, field: string): string {
  const value = object[field] ?? '';
  if (typeof value !== 'string') throw new SpanDecodeError(`has a ${field} that is not a string`);
  return value;
}

/** An id in hex of either case, as lower-case hex; empty when it is absent. Its length is not checked here. */
export function hexField(object: JsonObject, field: string): string {
  const value = textField(object, field);
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(value)) throw new SpanDecodeError(`has a ${field} that is not hexadecimal`);
  return value.toLowerCase();
}

/** An enum field by number or name; 0 when it is absent. */
export function enumField(object: JsonObject, field: string, names: readonly string[]): number {
  const value = object[field] ?? 0;
  const number = typeof value === 'string' ? names.indexOf(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number === -1) {
    throw new SpanDecodeError(`has an unknown ${field}`);
  }
  return number;
}

/** An unsigned 32-bit field; 0 when it is absent. */
export function uint32Field(object: JsonObject, field: string): number {
  const value = Number(integerOf(object[field] ?? 0) ?? -1);
  if (value < 0 || value > MAX_UINT32) throw new SpanDecodeError(`has a ${field} that is not a count`);
  return value;
}

/** Nanoseconds since 1970, as a string or a number; 0 when absent. */
export function nanosField(object: JsonObject, field: string): bigint {
  const value = object[field] ?? 0;
  const nanos = integerOf(value);
  if (nanos === undefined || nanos < 0n || nanos > MAX_UINT64) {
    throw new SpanDecodeError(`has a ${field} that is not a number of nanoseconds since 1970`);
  }
  return nanos;
}

/** The integer of a decimal string or of a number, exact in both; undefined when it is none. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  const text = typeof value === 'string' ? value : numberLiteral(value);
  return text !== undefined && text.length <= MAX_INTEGER_LENGTH && /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}
