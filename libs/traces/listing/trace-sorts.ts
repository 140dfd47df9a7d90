import type { KeysetOrder, SortKey } from '@assay/database';
import type { TraceSort } from '../dto/trace-list.dto';
import type { TraceRow } from '../reading/trace.repository';

/** How a list of traces is sorted: its order, and the keys of a row at full precision. */
export interface TraceOrder {
  readonly keyset: KeysetOrder;
  readonly keysOf: (row: TraceRow) => string[];
}

interface Sort {
  readonly key: SortKey;
  readonly keyOf: (row: TraceRow) => string;
}

const ID: SortKey = { expression: 't.id', type: 'text' };

/** Each key is that of an index. A trace without duration (no root, or one that has not ended) counts as -1. */
const SORTS: Record<TraceSort, Sort> = {
  created_at: { key: { expression: 't.created_at', type: 'timestamptz' }, keyOf: (row) => row.created_at },
  start_time: { key: { expression: 't.start_time', type: 'timestamptz' }, keyOf: (row) => row.start_time },
  duration_ms: {
    key: { expression: 'coalesce(t.root_duration_ms, -1)', type: 'double precision' },
    keyOf: (row) => String(row.root_duration_ms ?? -1),
  },
  tokens: {
    key: { expression: '(t.tokens_input + t.tokens_output)', type: 'bigint' },
    // Sums of two safe integers can be beyond them.
    keyOf: (row) => String(BigInt(row.tokens_input) + BigInt(row.tokens_output)),
  },
  error_count: { key: { expression: 't.error_count', type: 'integer' }, keyOf: (row) => String(row.error_count) },
};

/** The order of a list; ties stand in the order of their ids. */
export function traceOrder(sort: TraceSort, direction: 'asc' | 'desc'): TraceOrder {
  const { key, keyOf } = SORTS[sort];
  return { keyset: { keys: [key, ID], direction }, keysOf: (row) => [keyOf(row), row.id] };
}
