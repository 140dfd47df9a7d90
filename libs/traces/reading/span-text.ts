import { SPAN_FIELDS } from './span-fields';
import { SpanWriter, type StoredSpan } from './span-json';
import type { SpanPages } from './span-pages';
import type { SpansOfTrace } from './span.repository';
import { TextBuffer } from './text-buffer';

/** Writes one span as JSON, a long one in parts. */
export class SpanText {
  private readonly buffer = new TextBuffer();
  private readonly writer: SpanWriter;

  constructor(
    private readonly pages: SpanPages,
    private readonly of: SpansOfTrace,
    private readonly span: StoredSpan,
  ) {
    this.writer = new SpanWriter(this.buffer, JSON.stringify(of.traceId), SPAN_FIELDS);
  }

  /** Whether a payload was too long to be read with the span. */
  get isLong(): boolean {
    return (this.span.long ?? []).length > 0;
  }

  /** The text of a span that is not long. */
  whole(): Buffer {
    this.writer.open(this.span).next();
    this.buffer.add('}');
    return this.buffer.take();
  }

  /** The text in parts; long payloads are read as they are taken. Ends with an error when the trace is deleted. */
  async *parts(): AsyncGenerator<Buffer, void> {
    for (const field of this.writer.open(this.span)) {
      for await (const part of this.pages.payload(this.of, this.span.id, field)) {
        this.buffer.add(part);
        yield this.buffer.take();
      }
    }
    this.buffer.add('}');
    yield this.buffer.take();
  }
}
