const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const FIRST_PENDING_BYTES = 4 * 1024;

/**
 * Receives the lines of a stream in order, without their ends.
 * @param line the bytes, valid only during the call; undefined when the line is longer than the limit
 * @param number from 1, counting every line
 */
export type LineReceiver = (line: Buffer | undefined, number: number) => void;

/**
 * Cuts a stream of bytes into lines that end in LF or CRLF; the last may have no end. A byte order mark before the first
 * line is dropped. Holds at most one line, and of one that is too long nothing.
 */
export class LineSplitter {
  private number = 0;
  /** The beginning of a line whose end has not come, copied: a view would keep whole chunks, however small the rest. */
  private pending: Buffer = Buffer.alloc(0);
  private pendingBytes = 0;
  private isTooLong = false;

  /** @param maxBytes longest line, without its end */
  constructor(
    private readonly maxBytes: number,
    private readonly receive: LineReceiver,
  ) {}

  /** Takes the next bytes; gives every line that ends in them. */
  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      this.finish(chunk.subarray(from, end));
      from = end + 1;
    }
    this.hold(chunk.subarray(from));
  }

  /** The stream has ended: gives the last line, if it has no end of its own. */
  end(): void {
    if (this.pendingBytes > 0 || this.isTooLong) this.finish(Buffer.alloc(0));
  }

  private finish(rest: Buffer): void {
    this.number += 1;
    const line = this.pendingBytes === 0 && !this.isTooLong ? rest : this.joined(rest);
    this.pendingBytes = 0;
    this.isTooLong = false;
    this.receive(line === undefined ? undefined : this.trimmed(line), this.number);
  }

  private joined(rest: Buffer): Buffer | undefined {
    this.hold(rest);
    return this.isTooLong ? undefined : this.pending.subarray(0, this.pendingBytes);
  }

  private hold(part: Buffer): void {
    const bytes = this.pendingBytes + part.length;
    // One byte more than a line may have: it may be the carriage return of its end.
    if (this.isTooLong || bytes > this.maxBytes + 1) {
      this.isTooLong = true;
      this.pending = Buffer.alloc(0);
      this.pendingBytes = 0;
      return;
    }
    if (bytes > this.pending.length) this.grow(bytes);
    part.copy(this.pending, this.pendingBytes);
    this.pendingBytes = bytes;
  }

  private grow(bytes: number): void {
    const size = Math.min(Math.max(bytes, this.pending.length * 2, FIRST_PENDING_BYTES), this.maxBytes + 1);
    const larger = Buffer.allocUnsafeSlow(size);
    this.pending.copy(larger, 0, 0, this.pendingBytes);
    this.pending = larger;
  }

  private trimmed(line: Buffer): Buffer | undefined {
    const end = line[line.length - 1] === CARRIAGE_RETURN ? line.length - 1 : line.length;
    const isMarked = this.number === 1 && line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    const trimmed = line.subarray(isMarked ? BYTE_ORDER_MARK.length : 0, end);
    return trimmed.length > this.maxBytes ? undefined : trimmed;
  }
}
