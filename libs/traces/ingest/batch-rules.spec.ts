import { refuseBadBatch } from './batch-rules';
import { SpanReader } from './span-reader';
import { StoredFacts } from './stored-facts';
import { byTrace } from './trace-batch';

/** Spans as `trace/id<parent`. */
function batch(...spans: string[]): ReturnType<typeof byTrace> {
  const reader = new SpanReader();
  const read = spans.map((text, index) => {
    const [, trace_id, id, parent] = /^(.+)\/([^<]+)(?:<(.+))?$/.exec(text) ?? [];
    return reader.read({ id, trace_id, parent_span_id: parent, name: 'n', start_time: '2026-01-01T00:00:00Z' }, index);
  });
  return byTrace(read.filter((span) => span !== undefined));
}

function outcome(stored: StoredFacts, ...spans: string[]): unknown {
  try {
    refuseBadBatch(
      batch(...spans).map((one) => ({ batch: one, rootSpanId: one.roots[0]?.id ?? null })),
      stored,
    );
    return 'stored';
  } catch (error) {
    const { code, details } = error as { code: string; details: { errors: { index: number }[] } };
    return [code, ...details.errors.map(({ index }) => index)];
  }
}

describe('refuseBadBatch', () => {
  it('lets a whole tree pass', () => {
    expect(outcome(new StoredFacts(), 't/a', 't/b<a', 'u/a<x')).toBe('stored');
  });

  it('follows stored parents back into the batch', () => {
    const stored = new StoredFacts();
    stored.addAncestor('t', 'p', 'q');
    stored.addAncestor('t', 'q', 'a');
    expect(outcome(stored, 't/a<p', 't/b<a')).toEqual(['CIRCULAR_SPAN_REFERENCE', 0]);
    expect(outcome(stored, 't/c<p', 'u/a<z')).toBe('stored');
  });

  it('ends on circles that are stored already, and does not blame the batch for them', () => {
    const stored = new StoredFacts();
    stored.addAncestor('t', 'p', 'q');
    stored.addAncestor('t', 'q', 'p');
    expect(outcome(stored, 't/a<p')).toBe('stored');
  });

  it('takes a parent in its own trace before one elsewhere', () => {
    const stored = new StoredFacts();
    stored.addElsewhere('t', 'p');
    expect(outcome(stored, 't/a<p')).toEqual(['INVALID_SPAN_PARENT', 0]);
    stored.addAncestor('t', 'p', null);
    expect(outcome(stored, 't/a<p', 'u/p')).toBe('stored');
  });

  it('lists every duplicate by its place, stored or repeated', () => {
    const stored = new StoredFacts();
    stored.addKnown('t', 'a');
    expect(outcome(stored, 'u/a', 't/a', 'u/a', 't/b<a')).toEqual(['DUPLICATE_SPAN', 1, 2]);
  });
});
