import { nodesOnCircles } from './cycles';
import type { NewSpan } from './span';
import {
  circularSpans,
  duplicateSpans,
  foreignParents,
  invalidSpans,
  shownId,
  type SpanProblem,
} from './span-problems';
import type { StoredFacts } from './stored-facts';
import type { TraceBatch } from './trace-batch';

/** The spans of one trace, and the root that the trace has now. */
export interface CheckedTrace {
  readonly batch: TraceBatch;
  readonly rootSpanId: string | null;
}

/**
 * The rules about spans and their neighbours (contract section 2), in the order in which they are answered.
 * @throws {DuplicateSpanError} then {InvalidSpanError} for second roots, then {InvalidSpanParentError}, then
 *   {CircularSpanReferenceError}; each lists every span that it concerns
 */
export function refuseBadBatch(traces: readonly CheckedTrace[], stored: StoredFacts): void {
  refuse(duplicateSpans, traces, ({ batch }) => duplicatesOf(batch, stored), 'id');
  refuse(invalidSpans, traces, secondRoots, 'parent_span_id');
  const inBatch = new Set(traces.flatMap(({ batch }) => [...batch.byId.keys()]));
  refuse(foreignParents, traces, ({ batch }) => withForeignParent(batch, inBatch, stored), 'parent_span_id');
  refuse(circularSpans, traces, ({ batch }) => onCircles(batch, stored), 'parent_span_id');
}

const REASONS = new Map([
  [duplicateSpans, 'exists in this trace already'],
  [invalidSpans, 'is missing: the trace has another root'],
  [foreignParents, 'belongs to another trace'],
  [circularSpans, 'closes a circle of parents'],
]);

function refuse(
  errorOf: typeof invalidSpans,
  traces: readonly CheckedTrace[],
  find: (trace: CheckedTrace) => NewSpan[],
  field: string,
): void {
  const spans = traces.flatMap(find);
  if (spans.length === 0) return;
  const reason = REASONS.get(errorOf) ?? '';
  const problems = spans.map((span): SpanProblem => ({ index: span.index, span_id: shownId(span.id), field, reason }));
  throw errorOf(problems.sort((a, b) => a.index - b.index));
}

function duplicatesOf(batch: TraceBatch, stored: StoredFacts): NewSpan[] {
  const repeated = new Set(batch.repeated);
  return batch.spans.filter((span) => repeated.has(span) || stored.isKnown(batch.id, span.id));
}

function secondRoots({ batch, rootSpanId }: CheckedTrace): NewSpan[] {
  return batch.roots.filter((span) => span.id !== rootSpanId);
}

function withForeignParent(batch: TraceBatch, inBatch: ReadonlySet<string>, stored: StoredFacts): NewSpan[] {
  return batch.openSpans().filter(({ parentId }) => {
    if (parentId === null || stored.hasAncestor(batch.id, parentId)) return false;
    return inBatch.has(parentId) || stored.isElsewhere(batch.id, parentId);
  });
}

function onCircles(batch: TraceBatch, stored: StoredFacts): NewSpan[] {
  const parentOf = (id: string): string | undefined => batch.byId.get(id)?.parentId ?? stored.parentOf(batch.id, id);
  const circle = nodesOnCircles(batch.byId.keys(), parentOf);
  return circle.size === 0 ? [] : batch.spans.filter((span) => circle.has(span.id));
}
