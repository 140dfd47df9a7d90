import { type KeysetOrder, orderBy } from '@assay/database';
import { ITEM_COLUMNS } from '../reading/trace.repository';
import { searchPairs, type SearchText, searchTerms } from '../search/search-text';
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

/** Traces at the begin of a page's order that tell how common the words of a search are. */
const SAMPLE_TRACES = 100;
/** From so many found among those on, a page is sooner filled by walking its order. */
const COMMON_HITS = 4;
/** From so many found on, walking is tried whatever the first traces tell: the newest may be of another kind. */
const MANY_HITS = 10_000;
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

/** What is sought in traces that an index finds, at a cost that Postgres misjudges. */
interface Sought {
  /** Condition on a trace `t`: whether it has what is sought. Must not be turned into a join. */
  readonly holds: string;
  /** Query of the `trace_id` of all that has it, from the index. */
  readonly hits: string;
}

/**
 * The statement of a page of a search. What looks at one trace reads its spans alone (OFFSET 0): with the index of terms
 * Postgres would read all places of a word for each trace.
 */
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
  const match = matchCondition(projectId, search, place);
  const holds = `(SELECT true FROM (
    SELECT x.terms, x.body FROM span_search x WHERE x.project_id = $1 AND x.trace_id = t.id OFFSET 0
  ) x WHERE ${match} LIMIT 1)`;
  const hits = gathered(match, searchPairs(projectId, search), place);
  return { text: soughtText(sql, { holds, hits }, page, place(page.count)), values, isFiltered: true };
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
  return { text: soughtText(sql, { holds, hits }, page, `$${values.length}`), values, isFiltered: true };
}

/**
 * Whether to walk the traces in the order of the page until it is full, or to gather all that has what is sought from the
 * index and sort, depends on how common that is, and Postgres does not know it of rare words, nor of scores. So the
 * statement looks at the first traces of the order and goes on as they tell (`chosen`); what it begins in vain has an end.
 * Each WITH query runs when it is read, and no further than it is read.
 */
function soughtText(sql: string, { holds, hits }: Sought, { order }: PagePlace, limit: string): string {
  const traces = `SELECT ${ITEM_COLUMNS} FROM traces t WHERE ${sql}`;
  const first = (traceCount: number): string =>
    `SELECT t.id FROM traces t WHERE ${sql} ${orderBy(order)} LIMIT ${traceCount}`;
  const isFull = '(SELECT full_page FROM tried)';
  return `WITH sample AS MATERIALIZED (${first(SAMPLE_TRACES)}),
hits AS MATERIALIZED (${hits}),
chosen AS MATERIALIZED (SELECT CASE
  WHEN (SELECT count(*) FROM sample) < ${SAMPLE_TRACES} THEN true
  WHEN (SELECT count(*) FROM sample t WHERE ${holds}) >= ${COMMON_HITS} THEN true
  ELSE (SELECT count(*) FROM (SELECT 1 FROM hits LIMIT ${MANY_HITS}) h) = ${MANY_HITS} END AS walk),
walked AS MATERIALIZED (SELECT * FROM (${traces} ${orderBy(order)} LIMIT ${WALKED_TRACES}) t
  WHERE (SELECT walk FROM chosen) AND ${holds} LIMIT ${limit}),
tried AS MATERIALIZED (SELECT CASE
  WHEN NOT (SELECT walk FROM chosen) THEN false
  WHEN (SELECT count(*) FROM walked) >= ${limit} THEN true
  ELSE (SELECT count(*) FROM (${first(WALKED_TRACES)}) r) < ${WALKED_TRACES} END AS full_page)
(SELECT * FROM walked WHERE ${isFull})
UNION ALL (${traces} AND NOT ${isFull} AND t.id = ANY (ARRAY(SELECT trace_id FROM hits)) ${orderBy(order)} LIMIT ${limit})`;
}

/**
 * The traces of all spans that match, from the index. With neighbours, those that were indexed before there were any are
 * looked for by their words alone; where there are none of them, as nearly always, that part is not run.
 */
function gathered(match: string, pairs: string | undefined, place: (value: unknown) => string): string {
  const spans = `SELECT x.trace_id FROM span_search x WHERE x.project_id = $1 AND ${match}`;
  if (pairs === undefined) return spans;
  const isLeft = 'EXISTS (SELECT 1 FROM span_search o WHERE o.project_id = $1 AND o.pairs IS NULL)';
  return `${spans} AND x.pairs @> ${place(pairs)}::smallint[] UNION ALL ${spans} AND x.pairs IS NULL AND ${isLeft}`;
}

/**
 * The condition on a row `x` of `span_search` that a search means.
 * @param place gives the placeholder of a value
 */
export function matchCondition(projectId: string, search: SearchText, place: (value: unknown) => string): string {
  const terms = `x.terms @> ${place(searchTerms(projectId, search))}::bigint[]`;
  const inOrder = search.phrases.filter(({ isInOrder }) => isInOrder);
  return [terms, ...inOrder.map(({ body }) => `strpos(x.body, ${place(body)}::text) > 0`)].join(' AND ');
}
