import { type KeysetOrder, orderBy } from '@assay/database';
import { ITEM_COLUMNS } from '../reading/trace.repository';
import type { SearchText } from '../search/search-text';
import { searchedFor } from './search-conditions';
import { type SoughtRows, soughtText } from './sought-text';
import { hasScore, type TraceCondition, traceCondition } from './trace-conditions';
import type { TraceFilters } from './trace-filters';

/** A statement and the values of its placeholders. */
export interface PageStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether the best plan depends on the values. */
  readonly isFiltered: boolean;
}

/** Where a page stands. */
export interface PagePlace {
  readonly order: KeysetOrder;
  /** Sort keys of the last row of the page before. */
  readonly keys: readonly string[] | undefined;
  readonly count: number;
}

/** So many traces are walked; a page that they do not fill is gathered. */
const WALKED_TRACES = 5_000;

/** The statement of a page of traces: with `q` or scores one that looks first at how common what is sought is. */
export function pageStatement(projectId: string, filters: TraceFilters, place: PagePlace): PageStatement {
  const condition = traceCondition(projectId, filters, place.order, place.keys);
  const { search } = filters;
  if (search !== undefined) return searchStatement(projectId, condition, search, place);
  if (condition.scored.length > 0) return scoredStatement(condition, place);
  const { sql, values, isFiltered } = condition;
  const text = `SELECT ${ITEM_COLUMNS} FROM traces t WHERE ${sql} ${orderBy(place.order)} LIMIT $${values.length + 1}`;
  return { text, values: [...values, place.count], isFiltered };
}

/** The statement of a page of a search. */
function searchStatement(
  projectId: string,
  { sql, values: given }: TraceCondition,
  search: SearchText,
  page: PagePlace,
): PageStatement {
  const values = [...given];
  const place = (value: unknown): string => `$${values.push(value)}`;
  if (search.phrases.length === 0) {
    return { text: `SELECT ${ITEM_COLUMNS} FROM traces t WHERE ${sql} AND false`, values, isFiltered: true };
  }
  const sought = searchedFor(projectId, search, place);
  return { text: soughtText(pageRows(sql, page, place(page.count)), sought), values, isFiltered: true };
}

/** The statement of a page with filters on scores: the first of them is sought, the others narrow the traces. */
function scoredStatement({ unscored, scored, values: given }: TraceCondition, page: PagePlace): PageStatement {
  const [first = '', ...others] = scored;
  const values = [...given, page.count];
  const sql = [unscored, ...others.map(hasScore)].join(' AND ');
  const holds = `(SELECT true FROM (
    SELECT sc.* FROM scores sc WHERE sc.project_id = $1 AND sc.trace_id = t.id AND sc.span_id IS NOT NULL OFFSET 0
  ) sc WHERE ${first} LIMIT 1)`;
  const hits = `SELECT sc.trace_id FROM scores sc WHERE ${first}`;
  return { text: soughtText(pageRows(sql, page, `$${values.length}`), { holds, hits }), values, isFiltered: true };
}

/** The rows of a page: traces, as many as the limit says. */
function pageRows(sql: string, { order }: PagePlace, limit: string): SoughtRows {
  const traces = `SELECT ${ITEM_COLUMNS} FROM traces t WHERE ${sql}`;
  return {
    traces: sql,
    order,
    walkedTraces: WALKED_TRACES,
    limit,
    walked: (condition) =>
      `SELECT * FROM (${traces} ${orderBy(order)} LIMIT ${WALKED_TRACES}) t WHERE ${condition} LIMIT ${limit}`,
    gathered: (condition) => `${traces} AND ${condition} ${orderBy(order)} LIMIT ${limit}`,
  };
}
