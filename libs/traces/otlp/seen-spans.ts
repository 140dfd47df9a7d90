import type { TraceState } from '../ingest/ingest.repository';
import { StoredFacts } from '../ingest/stored-facts';
import type { TraceBatch } from '../ingest/trace-batch';

/**
 * What an attempt to store a batch found of it while it held the traces. Spans are only ever added to a trace, so as long
 * as it has as many as then, all of it still holds. (A trace that was deleted and made anew meanwhile, with the same
 * number of spans, is caught by the key of spans.)
 */
export class SeenSpans {
  /** Nothing was looked at. */
  static readonly NONE = new SeenSpans(new StoredFacts(), [], new Map());

  private readonly counts: ReadonlyMap<string, number>;

  /**
   * @param facts what is stored of the batch
   * @param batches the spans of each trace that was there before the attempt
   * @param states the rows of the traces, the batch counted in
   */
  constructor(
    private readonly facts: StoredFacts,
    batches: readonly TraceBatch[],
    states: ReadonlyMap<string, TraceState>,
  ) {
    this.counts = new Map(batches.map((batch) => [batch.id, storedCount(batch, states)]));
  }

  /** Whether the span was stored. */
  isStored(traceId: string, spanId: string): boolean {
    return this.facts.isKnown(traceId, spanId);
  }

  /** Whether nothing has to be looked up for spans that were found not to be stored. */
  covers(batch: TraceBatch, states: ReadonlyMap<string, TraceState>): boolean {
    if (this.counts.get(batch.id) !== storedCount(batch, states)) return false;
    if (states.get(batch.id)?.has_open_parents === true) return true;
    return batch
      .missingParents()
      .every(({ traceId, id }) => this.facts.isKnown(traceId, id) || this.facts.hasAncestor(traceId, id));
  }
}

/** Spans that the trace of a batch has without it. */
function storedCount(batch: TraceBatch, states: ReadonlyMap<string, TraceState>): number {
  return (states.get(batch.id)?.span_count ?? 0) - batch.spans.length;
}
