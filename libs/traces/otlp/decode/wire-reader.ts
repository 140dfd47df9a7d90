import { isUtf8 } from 'node:buffer';

/** Wire types of the encoding; groups (3, 4) are long deprecated and passed over. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** Groups that an unknown field may nest. */
const MAX_GROUP_DEPTH = 64;
/** Up to here it pays to look whether a text is ASCII, which is copied and not decoded. */
const SHORT_TEXT_BYTES = 40;

/** The bytes are not in the wire format. The message says why, without their content. */
export class WireError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WireError';
  }
}

/**
 * Reads the Protocol Buffers wire format within the bounds of one message. Nested messages share the reader: `enter`
 * narrows it to a message and `leave` widens it again, so that nothing is copied or allocated for them.
 */
export class WireReader {
  /** The number of the field that {@link next} found. */
  field = 0;
  /** Its wire type. */
  wireType = 0;
  private at = 0;
  private end: number;
  private readonly view: DataView;

  constructor(private readonly bytes: Buffer) {
    this.end = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves to the next field of the message; false at its end. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    if (this.field === 0) throw new WireError('a field has the number 0');
    return true;
  }

  /** Whether the field at hand has this number and wire type. A known number of another wire type is an unknown field. */
  is(field: number, wireType: number): boolean {
    return this.field === field && this.wireType === wireType;
  }

  /** Narrows the reader to the message of the field at hand and gives what {@link leave} needs. */
  enter(): number {
    const length = this.length();
    const outerEnd = this.end;
    this.end = this.at + length;
    return outerEnd;
  }

  /** Goes on after a message that was entered, whether or not it was read to its end. */
  leave(outerEnd: number): void {
    this.at = this.end;
    this.end = outerEnd;
  }

  /** The bounds within the bytes, to come back to with {@link seek} when reading a nested message failed. */
  bounds(): readonly [at: number, end: number] {
    return [this.at, this.end];
  }

  /** Sets the bounds that {@link bounds} gave. */
  seek([at, end]: readonly [at: number, end: number]): void {
    this.at = at;
    this.end = end;
  }

  /** The low 32 bits of a varint, unsigned: all that lengths, enums and 32-bit integers need. */
  varint(): number {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    throw new WireError('a varint is longer than 10 bytes');
  }

  /** A signed 64-bit varint: a number when a double keeps it. */
  int64(): number | bigint {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        const signed = BigInt.asIntN(64, value);
        const number = Number(signed);
        return Number.isSafeInteger(number) ? number : signed;
      }
    }
    throw new WireError('a varint is longer than 10 bytes');
  }

  /** The field as eight bytes, little-endian, without a sign. */
  fixed64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  /** The field as an IEEE 754 double. */
  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** The bytes of the field, as a view and not a copy. */
  content(): Buffer {
    const length = this.length();
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** The bytes of the field in lower-case hex, as ids are written. */
  hex(): string {
    const length = this.length();
    const start = this.take(length);
    return this.bytes.toString('hex', start, start + length);
  }

  /** @throws {WireError} when it is not UTF-8 */
  text(): string {
    const length = this.length();
    const start = this.take(length);
    const end = start + length;
    if (length <= SHORT_TEXT_BYTES && this.isAscii(start, end)) return this.bytes.toString('latin1', start, end);
    const text = this.bytes.toString('utf8', start, end);
    // Decoding replaces what is not UTF-8, so only a text with U+FFFD needs the check.
    if (text.includes('\uFFFD') && !isUtf8(this.bytes.subarray(start, end))) throw new WireError('a text is not UTF-8');
    return text;
  }

  /** Passes over the field at hand. */
  skip(depth = 0): void {
    switch (this.wireType) {
      case WIRE.varint:
        this.varint();
        return;
      case WIRE.fixed64:
        this.take(8);
        return;
      case WIRE.bytes:
        this.take(this.length());
        return;
      case WIRE.fixed32:
        this.take(4);
        return;
      case WIRE.groupStart:
        this.skipGroup(this.field, depth + 1);
        return;
      default:
        throw new WireError(`the wire type ${this.wireType} is not expected here`);
    }
  }

  private skipGroup(number: number, depth: number): void {
    if (depth > MAX_GROUP_DEPTH) throw new WireError('groups are nested too deeply');
    while (this.next()) {
      if (this.wireType === WIRE.groupEnd) {
        if (this.field !== number) throw new WireError('a group ends that did not begin');
        return;
      }
      this.skip(depth);
    }
    throw new WireError('a group does not end');
  }

  private isAscii(start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if (this.bytes[at] >= 0x80) return false;
    return true;
  }

  private length(): number {
    const length = this.varint();
    if (length > this.end - this.at) throw new WireError('a field is longer than its message: the data is truncated');
    return length;
  }

  private byte(): number {
    if (this.at >= this.end) throw new WireError('the data ends in the middle of a field');
    return this.bytes[this.at++];
  }

  /** Passes over so many bytes and gives where they start. */
  private take(count: number): number {
    if (count > this.end - this.at) throw new WireError('the data ends in the middle of a field');
    const start = this.at;
    this.at += count;
    return start;
  }
}
