import { type AnyValue, MAX_VALUE_DEPTH } from '../any-value';
import { Budget } from './budget';
import { SpanDecodeError } from './decode-error';
import { WIRE, WireReader } from './wire-reader';

/** A reader of one request, with what the request may still consist of. */
export class BudgetedReader extends WireReader {
  readonly budget = new Budget();
}

/** Reads the message at hand with a reader function per field; anything it does not take is skipped. */
export function readMessage(reader: BudgetedReader, readField: () => boolean): void {
  const outer = reader.enter();
  while (reader.next()) if (!readField()) reader.skip();
  reader.leave(outer);
}

/**
 * Reads a `KeyValue` into a map when the field at hand has this number and is one; of a key that comes twice the last value.
 * @param depth levels of lists and maps around it
 * @returns whether it was one
 * @throws {SpanDecodeError} for values that nest too deep
 */
export function readAttribute(reader: BudgetedReader, field: number, into: Map<string, AnyValue>, depth = 0): boolean {
  if (!reader.is(field, WIRE.bytes)) return false;
  reader.budget.spend(1);
  const outer = reader.enter();
  let key = '';
  let value: AnyValue = null;
  while (reader.next()) {
    if (reader.is(1, WIRE.bytes)) key = reader.text();
    else if (reader.is(2, WIRE.bytes)) value = readValue(reader, depth);
    else reader.skip();
  }
  reader.leave(outer);
  into.set(key, value);
  return true;
}

/** Reads an `AnyValue`. Of several members the last one counts, as the protocol has it. */
function readValue(reader: BudgetedReader, depth: number): AnyValue {
  const outer = reader.enter();
  let value: AnyValue = null;
  while (reader.next()) {
    switch (reader.field * 8 + reader.wireType) {
      case 1 * 8 + WIRE.bytes:
        value = reader.text();
        break;
      case 2 * 8 + WIRE.varint:
        value = reader.int64() !== 0;
        break;
      case 3 * 8 + WIRE.varint:
        value = reader.int64();
        break;
      case 4 * 8 + WIRE.fixed64:
        value = reader.double();
        break;
      case 5 * 8 + WIRE.bytes:
        value = readList(reader, deeper(depth));
        break;
      case 6 * 8 + WIRE.bytes:
        value = readMap(reader, deeper(depth));
        break;
      case 7 * 8 + WIRE.bytes:
        value = reader.content();
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return value;
}

function deeper(depth: number): number {
  if (depth >= MAX_VALUE_DEPTH) {
    throw new SpanDecodeError(`has an attribute that is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
  return depth + 1;
}

function readList(reader: BudgetedReader, depth: number): AnyValue[] {
  const list: AnyValue[] = [];
  readMessage(reader, () => {
    if (!reader.is(1, WIRE.bytes)) return false;
    reader.budget.spend(1);
    list.push(readValue(reader, depth));
    return true;
  });
  return list;
}

function readMap(reader: BudgetedReader, depth: number): Map<string, AnyValue> {
  const map = new Map<string, AnyValue>();
  readMessage(reader, () => readAttribute(reader, 1, map, depth));
  return map;
}
