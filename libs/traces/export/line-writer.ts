import type { PayloadField } from '../reading/span-fields';
import type { StoredSpan } from '../reading/span-json';
import { TextBuffer } from '../reading/text-buffer';
import type { ExportedScore, ExportedTrace } from './exported';

/** Bytes after which what was written goes out. */
const CHUNK_BYTES = 64 * 1024;

/** Writes lines that hold spans of one trace each. */
export abstract class LineWriter {
  protected readonly buffer = new TextBuffer();
  private taken = 0;
  private lineStart = 0;
  private spanCount = 0;

  /** Whether enough is written to send it. */
  get isFull(): boolean {
    return this.buffer.length >= CHUNK_BYTES;
  }

  /** Spans of the line that is open; 0 when none is. */
  get lineSpans(): number {
    return this.spanCount;
  }

  /** Bytes of the line that is open, those that were sent already included. */
  get lineBytes(): number {
    return this.taken + this.buffer.length - this.lineStart;
  }

  /**
   * Writes a span, and the beginning of a line if none is open. Stops at each payload that was not read with the span: the
   * caller then gives its text by {@link part}.
   */
  *span(trace: ExportedTrace, span: StoredSpan, scores: readonly ExportedScore[]): Generator<PayloadField, void> {
    if (this.spanCount === 0) {
      this.lineStart = this.taken + this.buffer.length;
      this.begin(trace);
    } else {
      this.buffer.add(',');
    }
    this.spanCount += 1;
    yield* this.write(trace, span, scores);
  }

  /** Ends the line, if one is open. */
  endLine(): void {
    if (this.spanCount > 0) this.end();
    this.spanCount = 0;
  }

  /** What was written since the last time. */
  take(): Buffer {
    this.taken += this.buffer.length;
    return this.buffer.take();
  }

  /** Takes a part of the JSON text of the payload at which {@link span} stands. */
  abstract part(text: string): void;
  protected abstract begin(trace: ExportedTrace): void;
  protected abstract write(
    trace: ExportedTrace,
    span: StoredSpan,
    scores: readonly ExportedScore[],
  ): Generator<PayloadField, void>;
  protected abstract end(): void;
}
