/** A field of a protobuf message as it stands on the wire, whatever it means. */
export interface WireField {
  number: number;
  wireType: number;
  /** Content of length-delimited, fixed and varint fields; of a varint its bytes. */
  content: Buffer;
  /** The fields within, where the content can be read as a message. */
  children?: WireField[];
  /** What is written as the length instead of the true one. */
  length?: bigint;
}

const BYTES = 2;
const FIXED_SIZES: Record<number, number> = { 1: 8, 5: 4 };
const MAX_DEPTH = 20;

/** A varint of any size; more than 64 bits are possible, and wrong. */
export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

function varintEnd(bytes: Buffer, at: number): number | undefined {
  for (let end = at; end < Math.min(bytes.length, at + 10); end += 1) if ((bytes[end] as number) < 128) return end + 1;
  return undefined;
}

function valueOf(bytes: Buffer): bigint {
  return bytes.reduceRight((value, byte) => (value << 7n) | BigInt(byte & 127), 0n);
}

function fieldAt(bytes: Buffer, at: number, depth: number): { field: WireField; end: number } | undefined {
  const tagEnd = varintEnd(bytes, at);
  if (tagEnd === undefined) return undefined;
  const tag = Number(valueOf(bytes.subarray(at, tagEnd)));
  const number = Math.floor(tag / 8);
  const wireType = tag % 8;
  if (number === 0) return undefined;
  if (wireType !== BYTES) {
    const end = wireType === 0 ? varintEnd(bytes, tagEnd) : tagEnd + (FIXED_SIZES[wireType] ?? NaN);
    if (end === undefined || !(end <= bytes.length)) return undefined;
    return { field: { number, wireType, content: bytes.subarray(tagEnd, end) }, end };
  }
  const start = varintEnd(bytes, tagEnd);
  if (start === undefined) return undefined;
  const end = start + Number(valueOf(bytes.subarray(tagEnd, start)));
  if (end > bytes.length) return undefined;
  const content = bytes.subarray(start, end);
  const children = depth < MAX_DEPTH ? wireTree(content, depth + 1) : undefined;
  return { field: { number, wireType, content, ...(children === undefined ? {} : { children }) }, end };
}

/** The fields of a message; undefined where the bytes are none. A text that happens to look like a message is read as one. */
export function wireTree(bytes: Buffer, depth = 0): WireField[] | undefined {
  if (bytes.length === 0) return undefined;
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length;) {
    const found = fieldAt(bytes, at, depth);
    if (found === undefined) return undefined;
    fields.push(found.field);
    at = found.end;
  }
  return fields;
}

/** The bytes of a message again. */
export function wireBytes(fields: readonly WireField[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const content = field.children === undefined ? field.content : wireBytes(field.children);
      const tag = varint((BigInt(field.number) << 3n) | BigInt(field.wireType));
      return field.wireType === BYTES ? [tag, varint(field.length ?? BigInt(content.length)), content] : [tag, content];
    }),
  );
}

/** Every field of a message and of the messages within, with the list that it stands in. */
export function places(fields: WireField[]): { list: WireField[]; at: number }[] {
  return fields.flatMap((field, at) => [{ list: fields, at }, ...(field.children ? places(field.children) : [])]);
}
