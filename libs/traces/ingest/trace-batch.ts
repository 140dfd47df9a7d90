import type { NewSpan } from './span';

/** The key of a span, or of a parent within the trace of its child. */
export interface SpanKey {
  readonly traceId: string;
  readonly id: string;
}

/** The spans of one request that belong to one trace. */
export class TraceBatch {
  /** In the order sent, repeated ones included. */
  readonly spans: NewSpan[] = [];
  /** By id; the first one, where the request repeats an id. */
  readonly byId = new Map<string, NewSpan>();
  /** Spans whose id stands earlier in the request already. */
  readonly repeated: NewSpan[] = [];
  /** Spans without a parent: native ingestion allows one in a trace. */
  readonly roots: NewSpan[] = [];

  constructor(readonly id: string) {}

  /** Takes a span that names this trace. */
  add(span: NewSpan): void {
    this.spans.push(span);
    if (span.parentId === null) this.roots.push(span);
    if (this.byId.has(span.id)) this.repeated.push(span);
    else this.byId.set(span.id, span);
  }

  /** Spans whose parent is not among these. */
  openSpans(): NewSpan[] {
    return this.spans.filter((span) => span.parentId !== null && !this.byId.has(span.parentId));
  }

  /** The keys of these spans. */
  keys(): SpanKey[] {
    return this.spans.map(({ id }) => ({ traceId: this.id, id }));
  }

  /** The keys of parents that these name and do not hold, each once. */
  missingParents(): SpanKey[] {
    const ids = new Set(this.openSpans().map(({ parentId }) => parentId ?? ''));
    return [...ids].map((id) => ({ traceId: this.id, id }));
  }
}

/** The spans of a request by trace, in the order in which the traces first appear. */
export function byTrace(spans: readonly NewSpan[]): TraceBatch[] {
  const batches = new Map<string, TraceBatch>();
  let batch: TraceBatch | undefined;
  for (const span of spans) {
    if (batch?.id !== span.traceId) {
      batch = batches.get(span.traceId) ?? new TraceBatch(span.traceId);
      batches.set(span.traceId, batch);
    }
    batch.add(span);
  }
  return [...batches.values()];
}
