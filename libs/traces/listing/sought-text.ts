import { type KeysetOrder, orderBy } from '@assay/database';

/** What is sought in traces that an index finds, at a cost that Postgres misjudges. */
export interface Sought {
  /** Condition on a trace `t`: whether it has what is sought. Must not be turned into a join. */
  readonly holds: string;
  /** Query of the `trace_id` of all that has it, from the index. */
  readonly hits: string;
}

/** The rows of traces that a statement is to give, in order. */
export interface SoughtRows {
  /** Condition on a trace `t`, but for what is sought. */
  readonly traces: string;
  readonly order: KeysetOrder;
  /** So many traces are walked; where they do not give enough rows, these are gathered. */
  readonly walkedTraces: number;
  /** The placeholder of how many rows are enough. */
  readonly limit: string;
  /** The rows of the first `walkedTraces` that meet a condition on `t`, in order, as many as the limit says. */
  walked(condition: string): string;
  /** The rows of all traces that meet a condition on `t` beside `traces`, in order, as many as the limit says. */
  gathered(condition: string): string;
}

/** Traces at the begin of the order that tell how common the words of a search are. */
const SAMPLE_TRACES = 100;
/** From so many found among those on, the rows are sooner complete by walking their order. */
const COMMON_HITS = 4;
/** From so many found on, walking is tried whatever the first traces tell: the newest may be of another kind. */
const MANY_HITS = 10_000;

/**
 * Whether to walk the traces in order until there are rows enough, or to gather all that has what is sought from the
 * index and sort, depends on how common that is, and Postgres does not know it of rare words, nor of scores. So the
 * statement looks at the first traces of the order and goes on as they tell (`chosen`); what it begins in vain has an end.
 * Each WITH query runs when it is read, and no further than it is read.
 */
export function soughtText(rows: SoughtRows, { holds, hits }: Sought): string {
  const { traces, order, walkedTraces, limit } = rows;
  const first = (traceCount: number): string =>
    `SELECT t.id FROM traces t WHERE ${traces} ${orderBy(order)} LIMIT ${traceCount}`;
  const isFull = '(SELECT full_page FROM tried)';
  return `WITH sample AS MATERIALIZED (${first(SAMPLE_TRACES)}),
hits AS MATERIALIZED (${hits}),
chosen AS MATERIALIZED (SELECT CASE
  WHEN (SELECT count(*) FROM sample) < ${SAMPLE_TRACES} THEN true
  WHEN (SELECT count(*) FROM sample t WHERE ${holds}) >= ${COMMON_HITS} THEN true
  ELSE (SELECT count(*) FROM (SELECT 1 FROM hits LIMIT ${MANY_HITS}) h) = ${MANY_HITS} END AS walk),
walked AS MATERIALIZED (${rows.walked(`(SELECT walk FROM chosen) AND ${holds}`)}),
tried AS MATERIALIZED (SELECT CASE
  WHEN NOT (SELECT walk FROM chosen) THEN false
  WHEN (SELECT count(*) FROM walked) >= ${limit} THEN true
  ELSE (SELECT count(*) FROM (${first(walkedTraces)}) r) < ${walkedTraces} END AS full_page)
(SELECT * FROM walked WHERE ${isFull})
UNION ALL (${rows.gathered(`NOT ${isFull} AND t.id = ANY (ARRAY(SELECT trace_id FROM hits))`)})`;
}
