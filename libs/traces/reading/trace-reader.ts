import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { isPayload } from './span-fields';
import type { StoredSpan } from './span-json';
import { SpanPages } from './span-pages';
import type { SpansOfTrace } from './span.repository';
import { type SpanPlace, type TraceText, TraceWriter, writingOrder } from './trace-text';
import { type SpanOutline, TraceRepository } from './trace.repository';

/** Spans that a tree may have: all of them are in memory at once, though only their ids. */
export const MAX_TREE_SPANS = 100_000;
/** Spans of a list whose ids are in memory at once. */
const LIST_SPANS = 20_000;
/** About what a span takes beyond its payloads. */
const SHORT_FIELDS_BYTES = 512;

/** Writes traces as JSON. */
@Injectable()
export class TraceReader {
  constructor(
    private readonly database: Database,
    private readonly traces: TraceRepository,
    private readonly pages: SpanPages,
  ) {}

  /** The text of a trace whose spans are all read. */
  whole(trace: TraceText, spans: readonly StoredSpan[]): Buffer {
    const payloads = spans.reduce((sum, span) => sum + (span.input?.length ?? 0) + (span.output?.length ?? 0), 0);
    const writer = new TraceWriter(trace, SHORT_FIELDS_BYTES * (spans.length + 1) + payloads);
    for (const { index, depth } of writingOrder(trace.isTree, spans)) {
      writer.span(spans[index] as StoredSpan, depth).next();
    }
    writer.end();
    return writer.take();
  }

  /**
   * The text of a large trace: a page is read when the one before has been taken. The first ids are read at once, so that
   * errors until then can be answered; later ones, such as that the trace was deleted, cut the answer off.
   */
  async stream(trace: TraceText): Promise<AsyncGenerator<Buffer, void>> {
    return this.text(trace, await this.outline(trace));
  }

  private outline({ projectId, traceId, isTree }: TraceText, after?: SpanOutline): Promise<SpanOutline[]> {
    const count = isTree ? MAX_TREE_SPANS : LIST_SPANS;
    return this.traces.outline(this.database, projectId, traceId, isTree, count, after);
  }

  private async *text(trace: TraceText, first: SpanOutline[]): AsyncGenerator<Buffer, void> {
    const writer = new TraceWriter(trace);
    for (let outline = first; outline.length > 0;) {
      yield* this.spans(trace, writer, outline);
      outline = outline.length < LIST_SPANS || trace.isTree ? [] : await this.outline(trace, outline.at(-1));
    }
    writer.end();
    yield writer.take();
  }

  private async *spans(
    trace: TraceText,
    writer: TraceWriter,
    outline: readonly SpanOutline[],
  ): AsyncGenerator<Buffer, void> {
    const { projectId, traceId, head, fields, isTree } = trace;
    const of: SpansOfTrace = {
      projectId,
      traceId,
      createdAt: head.trace_created_at,
      payloads: fields.filter(isPayload),
    };
    const order = writingOrder(isTree, outline);
    const ids = order.map(({ index }) => outline[index]?.id ?? '');
    let at = 0;
    for await (const span of this.pages.read(of, ids)) {
      for (const field of writer.span(span, (order[at] as SpanPlace).depth)) {
        for await (const part of this.pages.payload(of, span.id, field)) {
          writer.add(part);
          if (writer.isFull) yield writer.take();
        }
      }
      if (writer.isFull) yield writer.take();
      at += 1;
    }
  }
}
