import { numberLiteral } from '@assay/shared/json';
import { type AnyValue, integerValue, MAX_VALUE_DEPTH } from '../any-value';
import { type Attributes, NO_ATTRIBUTES } from '../otlp-span';
import type { Budget } from './budget';
import { SpanDecodeError } from './decode-error';
import { integerOf, isObject } from './json-fields';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const NAMED_DOUBLES: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** Reads a list of `{key, value}`. `where` names it in the reason of a rejection. */
export function attributesOf(value: unknown, where: string, budget: Budget, depth = 0): Attributes {
  if (value === undefined || value === null) return NO_ATTRIBUTES;
  if (!Array.isArray(value)) {
    const form = 'must be a list of {"key": …, "value": {"stringValue": …}}';
    throw new SpanDecodeError(`has ${where} of the wrong form: it ${form}${isObject(value) ? ', not an object' : ''}`);
  }
  budget.spend(value.length);
  const attributes = new Map<string, AnyValue>();
  for (const [at, entry] of value.entries()) {
    if (!isObject(entry)) throw new SpanDecodeError(`has ${where}[${at}], which is not an object`);
    const key = entry.key ?? '';
    if (typeof key !== 'string') throw new SpanDecodeError(`has ${where}[${at}].key, which is not a string`);
    attributes.set(key, anyValueOf(entry.value, `${where}[${at}].value`, budget, depth));
  }
  return attributes;
}

/** Reads an `AnyValue`; of none of its members, and of members that are not known, null. */
function anyValueOf(value: unknown, where: string, budget: Budget, depth: number): AnyValue {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new SpanDecodeError(`has ${where}, which is not an object such as {"stringValue": "…"}`);
  const { stringValue, intValue, boolValue, doubleValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (isGiven(intValue)) return given(int64Of(intValue), `${where}.intValue`, 'a 64-bit integer');
  if (isGiven(doubleValue)) return given(doubleOf(doubleValue), `${where}.doubleValue`, 'a number');
  if (isGiven(value.bytesValue)) return given(bytesOf(value.bytesValue), `${where}.bytesValue`, 'base64');
  if (isGiven(stringValue)) return given<AnyValue>(undefined, `${where}.stringValue`, 'a string');
  if (isGiven(boolValue)) return given<AnyValue>(undefined, `${where}.boolValue`, 'true or false');
  return nestedValueOf(value.arrayValue, value.kvlistValue, where, budget, depth);
}

function nestedValueOf(list: unknown, map: unknown, where: string, budget: Budget, depth: number): AnyValue {
  if (!isGiven(list) && !isGiven(map)) return null;
  if (depth >= MAX_VALUE_DEPTH) {
    throw new SpanDecodeError(`has an attribute that is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
  const outer = isGiven(list) ? list : map;
  if (!isObject(outer)) throw new SpanDecodeError(`has ${where} of the wrong form: expected {"values": […]}`);
  if (!isGiven(list)) {
    const members = attributesOf(outer.values, `${where}.kvlistValue.values`, budget, depth + 1);
    return members === NO_ATTRIBUTES ? new Map() : members;
  }
  const values = outer.values ?? [];
  if (!Array.isArray(values)) throw new SpanDecodeError(`has ${where}.arrayValue.values, which is not a list`);
  budget.spend(values.length);
  return values.map((element: unknown, at) =>
    anyValueOf(element, `${where}.arrayValue.values[${at}]`, budget, depth + 1),
  );
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function given<T>(value: T | undefined, where: string, expected: string): T {
  if (value === undefined) throw new SpanDecodeError(`has ${where}, which is not ${expected}`);
  return value;
}

/** Proto3 JSON takes `1.0` and `1e3` for integers too; those that a double holds are read. */
function int64Of(value: unknown): number | bigint | undefined {
  if (Number.isSafeInteger(value)) return (value as number) + 0;
  const integer = integerOf(value);
  return integer !== undefined && integer >= MIN_INT64 && integer <= MAX_INT64 ? integerValue(integer) : undefined;
}

/** Digits beyond a double's are rounded, as the type of the field has it; numbers beyond its range are infinite. */
function doubleOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const literal = typeof value === 'string' ? value : numberLiteral(value);
  if (literal === undefined) return undefined;
  return NAMED_DOUBLES.get(literal) ?? (/^-?\d/.test(literal) && !isNaN(Number(literal)) ? Number(literal) : undefined);
}

/** Base64 of either alphabet, with or without padding, as proto3 JSON reads it. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) return undefined;
  return Buffer.from(value, 'base64');
}
