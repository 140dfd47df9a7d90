import { isoMillis } from '@assay/shared/time';
import type { PayloadField, SpanField } from './span-fields';
import { SpanWriter, type StoredSpan } from './span-json';
import { spanTree, type TreeNode } from './span-tree';
import { TextBuffer } from './text-buffer';
import type { TraceHead } from './trace.repository';

/** Bytes after which what was written goes out. */
const CHUNK_BYTES = 64 * 1024;

/** What an answer is made of. */
export interface TraceText {
  readonly projectId: string;
  readonly traceId: string;
  readonly head: TraceHead;
  /** JSON text of the root's metadata; null without a root. */
  readonly rootMetadata: string | null;
  readonly fields: readonly SpanField[];
  readonly isTree: boolean;
}

/** Where a span stands: its place among those that were read, and its depth in a tree. */
export interface SpanPlace {
  readonly index: number;
  readonly depth: number;
}

/** The order in which spans are written. */
export function writingOrder(isTree: boolean, nodes: readonly TreeNode[]): readonly SpanPlace[] {
  return isTree ? spanTree(nodes) : nodes.map((_, index) => ({ index, depth: 0 }));
}

/** Writes the JSON of a trace: its beginning, span after span in the writing order, its end. */
export class TraceWriter {
  private readonly buffer: TextBuffer;
  private readonly spans: SpanWriter;
  /** Depth of the span that is open; -1 before the first. */
  private depth = -1;

  /** @param expectedBytes about how much will be written before it is taken */
  constructor(
    private readonly trace: TraceText,
    expectedBytes?: number,
  ) {
    this.buffer = new TextBuffer(expectedBytes);
    const { projectId, traceId, head, fields } = trace;
    const idText = JSON.stringify(traceId);
    this.spans = new SpanWriter(this.buffer, idText, fields);
    const root = JSON.stringify(head.root_span_id);
    this.buffer.add(
      `{"id":${idText},"project_id":${JSON.stringify(projectId)},"root_span_id":${root},"span_count":${head.span_count},"spans":[`,
    );
  }

  /** Whether enough is written to send it. */
  get isFull(): boolean {
    return this.buffer.length >= CHUNK_BYTES;
  }

  /** Writes a span, which stays open for its children. Stops at each payload that the caller has to {@link add}. */
  *span(span: StoredSpan, depth: number): Generator<PayloadField, void> {
    if (depth <= this.depth) {
      this.close(depth);
      this.buffer.add(',');
    }
    this.depth = depth;
    yield* this.spans.open(span);
    if (this.trace.isTree) this.buffer.add(`${this.trace.fields.length === 0 ? '' : ','}"children":[`);
  }

  /** Writes what follows the spans. */
  end(): void {
    this.close(0);
    const { head, rootMetadata } = this.trace;
    const queuedAt = head.queued_at === null ? 'null' : `"${isoMillis(head.queued_at)}"`;
    this.buffer.add(
      `],"created_at":"${isoMillis(head.trace_created_at)}","metadata":${rootMetadata ?? '{}'},"queued_at":${queuedAt}}`,
    );
  }

  /** Writes a part of a payload. */
  add(text: string): void {
    this.buffer.add(text);
  }

  /** What was written since the last time. */
  take(): Buffer {
    return this.buffer.take();
  }

  /** Closes the open spans down to a depth. */
  private close(depth: number): void {
    const closing = this.trace.isTree ? ']}' : '}';
    if (this.depth >= depth) this.buffer.add(closing.repeat(this.depth - depth + 1));
  }
}
