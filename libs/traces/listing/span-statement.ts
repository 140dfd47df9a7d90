import { type KeysetOrder, orderBy, textArray } from '@assay/database';
import { SPAN_KINDS } from '../ingest/span';
import { isSearched, searchedFor } from './search-conditions';
import { type SoughtRows, soughtText } from './sought-text';
import { traceCondition } from './trace-conditions';
import type { TraceFilters } from './trace-filters';
import { traceOrder } from './trace-sorts';

/** Which spans of a trace are meant: its root, all, or those of a kind. */
export const SPAN_CHOICES = ['root', 'any', ...SPAN_KINDS] as const;

/** One of {@link SPAN_CHOICES}. */
export type SpanChoice = (typeof SPAN_CHOICES)[number];

/** Which spans are looked for. */
export interface SpanSelection {
  readonly filters: TraceFilters;
  readonly choice: SpanChoice;
  /** Only in these traces, where given. */
  readonly traceIds?: readonly string[];
  /** Most spans that are given, those of the newest traces first. */
  readonly limit: number;
}

/** A walk looks at so many traces for each span that is wanted: of traces of which a search finds half, each with one span, it is enough. */
const TRACES_PER_SPAN = 2;

/**
 * The statement of the ids of spans (`trace_id`, `id`), those of the newest traces first. With a search in all traces of the project it
 * goes the way of lists of traces, through the index; in traces that are given it looks at these alone.
 */
export function spanStatement(projectId: string, selection: SpanSelection): { text: string; values: unknown[] } {
  const { filters, choice, traceIds, limit } = selection;
  const order = traceOrder('created_at', 'desc').keyset;
  const condition = traceCondition(projectId, filters, order, undefined);
  const values = [...condition.values];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [condition.sql];
  if (traceIds !== undefined) conditions.push(`t.id = ANY (${place(textArray(traceIds))}::text[])`);
  const meant = `s.project_id = $1 AND s.trace_id = t.id ${ofChoice(choice, place)}`;
  const enough = place(limit);
  const ordered = `${orderBy(order)}, s.id LIMIT ${enough}`;
  const { search } = filters;
  if (search === undefined || search.phrases.length === 0) {
    if (search !== undefined) conditions.push('false');
    const text = `SELECT s.trace_id, s.id FROM traces t JOIN spans s ON ${meant} WHERE ${conditions.join(' AND ')} ${ordered}`;
    return { text, values };
  }
  // How many traces a search finds Postgres does not know: the spans are looked up for each.
  const spans = `CROSS JOIN LATERAL (SELECT s.trace_id, s.id FROM spans s WHERE ${meant} OFFSET 0) s`;
  if (traceIds === undefined) {
    const rows = spanRows(condition.sql, order, { spans, ordered, limit, enough });
    return { text: soughtText(rows, searchedFor(projectId, search, place)), values };
  }
  conditions.push(isSearched(projectId, search, place));
  const text = `SELECT s.trace_id, s.id FROM traces t ${spans} WHERE ${conditions.join(' AND ')} ${ordered}`;
  return { text, values };
}

function ofChoice(choice: SpanChoice, place: (value: unknown) => string): string {
  if (choice === 'any') return '';
  return choice === 'root' ? 'AND s.id = t.root_span_id' : `AND s.kind = ${place(choice)}`;
}

/** The rows of a search: spans of the traces that it finds. */
function spanRows(
  traces: string,
  order: KeysetOrder,
  { spans, ordered, limit, enough }: { spans: string; ordered: string; limit: number; enough: string },
): SoughtRows {
  const walkedTraces = limit * TRACES_PER_SPAN;
  const newest = `SELECT t.id, t.created_at, t.root_span_id FROM traces t WHERE ${traces} ${orderBy(order)} LIMIT ${walkedTraces}`;
  const found = (from: string, condition: string): string =>
    `SELECT s.trace_id, s.id FROM ${from} t ${spans} WHERE ${condition} ${ordered}`;
  return {
    traces,
    order,
    walkedTraces,
    limit: enough,
    walked: (condition) => found(`(${newest})`, condition),
    gathered: (condition) => found('traces', `${traces} AND ${condition}`),
  };
}
