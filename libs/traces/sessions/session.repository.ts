import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy } from '@assay/database';
import { ITEM_COLUMNS, type TraceRow } from '../reading/trace.repository';

/** The traces of a session, summed up. */
export interface SessionSums {
  trace_count: number;
  session_tokens_input: number;
  session_tokens_output: number;
  session_error_count: number;
  first_activity_at: string;
  last_activity_at: string;
  duration_ms: number;
  user_ids: string[];
}

/** A session of a list: the sums over all of its traces. */
export interface SessionRow extends SessionSums {
  session_id: string;
  /** The trace with the last activity. */
  last_id: string;
}

/** A session with some of its traces. */
export interface SessionPage {
  readonly sums: SessionSums;
  readonly traces: TraceRow[];
}

/** Where a page stands: sort keys of the last row before it, and how many rows to give. */
export interface SessionPlace {
  readonly keys: readonly string[] | undefined;
  readonly count: number;
}

const ACTIVITY = 'greatest(t.start_time, t.end_time)';
const MAX_USERS = 100;

const NEWEST_FIRST: KeysetOrder = {
  keys: [
    { expression: ACTIVITY, type: 'timestamptz' },
    { expression: 't.id', type: 'text' },
  ],
  direction: 'desc',
};
const BY_START: KeysetOrder = {
  keys: [
    { expression: 't.start_time', type: 'timestamptz' },
    { expression: 't.id', type: 'text' },
  ],
  direction: 'asc',
};

const SUMS = `count(*) AS trace_count, least(sum(t.tokens_input), ${Number.MAX_SAFE_INTEGER})::bigint AS session_tokens_input,
  least(sum(t.tokens_output), ${Number.MAX_SAFE_INTEGER})::bigint AS session_tokens_output, sum(t.error_count) AS session_error_count,
  min(t.start_time) AS first_activity_at, max(${ACTIVITY}) AS last_activity_at,
  (extract(epoch FROM max(${ACTIVITY}) - min(t.start_time)) * 1000)::double precision AS duration_ms,
  coalesce((array_agg(DISTINCT t.user_id) FILTER (WHERE t.user_id IS NOT NULL))[1:${MAX_USERS}], '{}') AS user_ids`;

/** The SQL of sessions. */
@Injectable()
export class SessionRepository {
  /**
   * A page of sessions, newest activity first. A session stands where its latest trace stands: traces are walked in the
   * order of their activity, and those that are not the latest of their session passed over. So nothing but the traces
   * has to be kept, and each session comes once.
   */
  async list(executor: Executor, projectId: string, place: SessionPlace): Promise<SessionRow[]> {
    const { rows } = await executor.run<SessionRow>(
      `SELECT l.session_id, l.id AS last_id, a.* FROM (
         SELECT t.session_id, t.id, ${ACTIVITY} AS activity FROM traces t
         CROSS JOIN LATERAL (
           SELECT n.id FROM traces n WHERE n.project_id = $1 AND n.session_id = t.session_id
           ORDER BY greatest(n.start_time, n.end_time) DESC, n.id DESC LIMIT 1
         ) latest
         WHERE t.project_id = $1 AND t.session_id IS NOT NULL AND latest.id = t.id
         ${place.keys === undefined ? '' : `AND ${after(NEWEST_FIRST, 3)}`} ${orderBy(NEWEST_FIRST)} LIMIT $2
       ) l
       CROSS JOIN LATERAL (SELECT ${SUMS} FROM traces t WHERE t.project_id = $1 AND t.session_id = l.session_id) a
       ORDER BY l.activity DESC, l.id DESC`,
      [projectId, place.count, ...(place.keys ?? [])],
    );
    return rows;
  }

  /** The projects that hold a session: none, one, or two of them that stand for several. */
  async projects(executor: Executor, sessionId: string): Promise<string[]> {
    const { rows } = await executor.run<{ first: string | null; last: string | null }>(
      'SELECT min(t.project_id) AS first, max(t.project_id) AS last FROM traces t WHERE t.session_id = $1',
      [sessionId],
    );
    return [...new Set([rows[0]?.first, rows[0]?.last])].filter((project) => typeof project === 'string');
  }

  /** A session with a page of its traces, by start, then id; undefined when no trace names it. */
  async get(
    executor: Executor,
    projectId: string,
    sessionId: string,
    place: SessionPlace,
  ): Promise<SessionPage | undefined> {
    // The sums stand beside each trace, but the users, which may be long, beside the first alone.
    const { rows } = await executor.run<SessionSums & (TraceRow | { id: null })>(
      `SELECT a.trace_count, a.session_tokens_input, a.session_tokens_output, a.session_error_count, a.first_activity_at,
         a.last_activity_at, a.duration_ms, CASE WHEN row_number() OVER (ORDER BY t.start_time, t.id) = 1 THEN a.user_ids END AS user_ids, t.*
       FROM (SELECT ${SUMS} FROM traces t WHERE t.project_id = $1 AND t.session_id = $2 HAVING count(*) > 0) a
       LEFT JOIN (
         SELECT ${ITEM_COLUMNS} FROM traces t WHERE t.project_id = $1 AND t.session_id = $2
         ${place.keys === undefined ? '' : `AND ${after(BY_START, 4)}`} ${orderBy(BY_START)} LIMIT $3
       ) t ON true
       ORDER BY t.start_time, t.id`,
      [projectId, sessionId, place.count, ...(place.keys ?? [])],
    );
    const [first] = rows;
    if (first === undefined) return undefined;
    return { sums: first, traces: rows.filter((row): row is SessionSums & TraceRow => row.id !== null) };
  }
}
