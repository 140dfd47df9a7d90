/** What is stored about the spans that a batch names, as {@link IngestRepository.facts} finds it. */
export class StoredFacts {
  private readonly known = new Map<string, Set<string>>();
  private readonly elsewhere = new Map<string, Set<string>>();
  private readonly parents = new Map<string, Map<string, string | null>>();

  /** A span of the batch that its trace holds already. */
  addKnown(traceId: string, spanId: string): void {
    addTo(this.known, traceId, spanId);
  }

  /** A parent outside the batch that another trace of the project holds. */
  addElsewhere(traceId: string, parentId: string): void {
    addTo(this.elsewhere, traceId, parentId);
  }

  /** A stored span above the batch, and its own parent. */
  addAncestor(traceId: string, spanId: string, parentId: string | null): void {
    const ofTrace = this.parents.get(traceId) ?? new Map<string, string | null>();
    ofTrace.set(spanId, parentId);
    this.parents.set(traceId, ofTrace);
  }

  /** Whether any span of the batch is stored. */
  get hasKnown(): boolean {
    return this.known.size > 0;
  }

  /** Whether the trace has stored this span of the batch. */
  isKnown(traceId: string, spanId: string): boolean {
    return this.known.get(traceId)?.has(spanId) === true;
  }

  /** Whether this parent, which the trace lacks, is a span of another trace of the project. */
  isElsewhere(traceId: string, parentId: string): boolean {
    return this.elsewhere.get(traceId)?.has(parentId) === true;
  }

  /** Whether the trace holds a span that was asked for as an ancestor. */
  hasAncestor(traceId: string, spanId: string): boolean {
    return this.parents.get(traceId)?.has(spanId) === true;
  }

  /** The parent of a stored ancestor; undefined for a root, and for a span that is not stored or was not asked for. */
  parentOf(traceId: string, spanId: string): string | undefined {
    return this.parents.get(traceId)?.get(spanId) ?? undefined;
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key) ?? new Set<string>();
  set.add(value);
  sets.set(key, set);
}
