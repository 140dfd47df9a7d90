import type { SmallTrace, TraceRow } from '../reading/trace.repository';

/** Traces that are read together, or a large one by itself. */
export interface ExportStep {
  readonly isLarge: boolean;
  readonly rows: readonly TraceRow[];
}

/** Puts traces that follow each other together as long as all of them are no more than one small trace may be. */
export function* stepsOf(rows: readonly TraceRow[], small: SmallTrace): Generator<ExportStep, void> {
  let together: TraceRow[] = [];
  let [spans, length] = [0, 0];
  for (const row of rows) {
    const own = row.payload_length ?? Infinity;
    const isLarge = row.span_count > small.spans || own > small.payloadLength;
    const isFull = spans + row.span_count > small.spans || length + own > small.payloadLength;
    if (together.length > 0 && isFull) {
      yield { isLarge: false, rows: together };
      together = [];
      [spans, length] = [0, 0];
    }
    if (isLarge) {
      yield { isLarge, rows: [row] };
      continue;
    }
    together.push(row);
    spans += row.span_count;
    length += own;
  }
  if (together.length > 0) yield { isLarge: false, rows: together };
}
