const FIRST_BYTES = 64 * 1024;
const NONE = Buffer.alloc(0);

/**
 * Collects text as UTF-8. Each piece is encoded once, straight to its place: joining the pieces to one string first would
 * copy large payloads twice more.
 */
export class TextBuffer {
  private buffer: Buffer = NONE;
  private at = 0;

  /** @param expectedBytes about how much will be added before it is taken; more is possible */
  constructor(private readonly expectedBytes = FIRST_BYTES) {}

  /** The bytes collected and not taken. */
  get length(): number {
    return this.at;
  }

  /** Appends text; a lone surrogate becomes U+FFFD. */
  add(text: string): void {
    // No UTF-16 unit takes more than three bytes; counting them is only needed near the end of the buffer.
    if (this.at + text.length * 3 > this.buffer.length) this.reserve(Buffer.byteLength(text));
    this.at += this.buffer.write(text, this.at);
  }

  /** What was collected since the last time. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.at);
    this.buffer = NONE;
    this.at = 0;
    return taken;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2 || this.expectedBytes, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
