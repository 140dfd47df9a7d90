import { Injectable } from '@nestjs/common';
import { background, type Executor } from '@assay/database';
import { PROGRESS_OF_EXECUTION } from '../execution-of-row';
import { EXECUTION_CHANNEL } from '../execution.repository';

/** One attempt at an execution, and the process that works on it. */
export interface WorkPlace {
  readonly projectId: string;
  readonly experimentId: string;
  readonly attempt: number;
  readonly workerId: string;
}

/** What an execution is to do. */
export interface WorkOrder {
  readonly target_id: string;
  /** JSON text. */
  readonly scorers: string;
  readonly max_concurrency: number;
  readonly timeout_ms: number | null;
  readonly max_retries: number;
  /** Whether this attempt replaces runs that failed. */
  readonly replaces: boolean;
  readonly remaining: number;
}

/** How an attempt stands when leases are renewed. */
export interface Renewal {
  /** Whether the attempt goes on. */
  readonly is_active: boolean;
  /** Whether its target is still there. */
  readonly has_target: boolean;
}

const ACTIVE = `('pending', 'running')`;

/** The SQL of working on executions. Leases end by the clocks of the processes, which must agree within a second or two. */
@Injectable()
export class WorkRepository {
  /** Begins, or joins, the work of an attempt; undefined when it is over. */
  async enter(executor: Executor, place: WorkPlace, now: string, aliveUntil: string): Promise<WorkOrder | undefined> {
    const { rows } = await executor.run<WorkOrder & Record<string, unknown>>(
      `WITH before AS MATERIALIZED (
         SELECT b.status FROM executions b WHERE b.project_id = $1 AND b.experiment_id = $2::uuid FOR UPDATE
       ), x AS (
         UPDATE executions AS x SET status = 'running', started_at = COALESCE(x.started_at, $4::timestamptz),
           alive_until = $5::timestamptz, event_seq = x.event_seq + CASE WHEN before.status = 'pending' THEN 1 ELSE 0 END
         FROM before
         WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.attempt = $3::integer AND x.status IN ${ACTIVE}
         RETURNING x.*
       ), event AS (
         INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
         SELECT $1, $2::uuid, x.event_seq,
           json_build_object('items', '[]'::json, 'execution', ${PROGRESS_OF_EXECUTION}), $4::timestamptz
         FROM x CROSS JOIN before WHERE before.status = 'pending'
       )
       SELECT x.target_id, x.scorers, x.max_concurrency, x.timeout_ms, x.max_retries, x.replaces, x.remaining,
         pg_notify('${EXECUTION_CHANNEL}', $2::text) FROM x`,
      [place.projectId, place.experimentId, place.attempt, now, aliveUntil],
    );
    return rows[0];
  }

  /**
   * Takes up to `count` of the calls that a target may get at once. Those below `limit` are shared by all executions on
   * it, so all processes together never make more calls than the largest limit.
   */
  async takeSlots(
    executor: Executor,
    place: WorkPlace,
    target: { id: string; limit: number; count: number },
    now: string,
    until: string,
  ): Promise<number[]> {
    const { rows } = await executor.run<{ slot: number }>(
      background(`INSERT INTO execution_slots AS s (project_id, target_id, slot, experiment_id, leased_by, leased_until)
       SELECT $1, $2::uuid, n.slot, $3::uuid, $4::uuid, $8::timestamptz FROM (
         SELECT n.slot FROM generate_series(0, $5::integer - 1) AS n (slot)
         WHERE NOT EXISTS (
           SELECT 1 FROM execution_slots s
           WHERE s.project_id = $1 AND s.target_id = $2::uuid AND s.slot = n.slot AND s.leased_until >= $7::timestamptz
         ) ORDER BY n.slot LIMIT $6::integer
       ) n
       ON CONFLICT (project_id, target_id, slot) DO UPDATE SET experiment_id = excluded.experiment_id,
         leased_by = excluded.leased_by, leased_until = excluded.leased_until
       WHERE s.leased_until < $7::timestamptz
       RETURNING s.slot`),
      [place.projectId, target.id, place.experimentId, place.workerId, target.limit, target.count, now, until],
    );
    return rows.map(({ slot }) => slot);
  }

  /** Gives slots back. */
  async freeSlots(executor: Executor, place: WorkPlace, targetId: string, slots: readonly number[]): Promise<void> {
    await executor.run(
      background(`DELETE FROM execution_slots AS s
       WHERE s.project_id = $1 AND s.target_id = $2::uuid AND s.leased_by = $3::uuid AND s.slot = ANY($4::integer[])`),
      [place.projectId, targetId, place.workerId, slots],
    );
  }

  /** Gives back the chunks of a process that stops. */
  async freeChunks(executor: Executor, place: WorkPlace): Promise<void> {
    await executor.run(
      background(`UPDATE execution_chunks AS c SET leased_by = NULL, leased_until = NULL
       WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.leased_by = $3::uuid`),
      [place.projectId, place.experimentId, place.workerId],
    );
  }

  /** Makes the leases of a process longer, and tells whether there is still something to do, and a target to call. */
  async renew(executor: Executor, place: WorkPlace, targetId: string, until: string): Promise<Renewal> {
    const { rows } = await executor.run<Renewal & Record<string, unknown>>(
      background(`WITH x AS (
         UPDATE executions AS x SET alive_until = $6::timestamptz
         WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.attempt = $3::integer AND x.status IN ${ACTIVE}
         RETURNING x.attempt
       ), slots AS (
         UPDATE execution_slots AS s SET leased_until = $6::timestamptz
         WHERE s.project_id = $1 AND s.target_id = $5::uuid AND s.leased_by = $4::uuid AND s.experiment_id = $2::uuid
       ), chunks AS (
         UPDATE execution_chunks AS c SET leased_until = $6::timestamptz
         WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $3::integer AND c.leased_by = $4::uuid
       )
       SELECT EXISTS (SELECT 1 FROM x) AS is_active,
         EXISTS (SELECT 1 FROM targets t WHERE t.project_id = $1 AND t.id = $5::uuid) AS has_target`),
      [place.projectId, place.experimentId, place.attempt, place.workerId, targetId, until],
    );
    return rows[0] ?? { is_active: false, has_target: false };
  }

  /** Says when somebody should look at an execution again. */
  async lookAgain(executor: Executor, place: WorkPlace, at: string): Promise<void> {
    await executor.run(
      background(`UPDATE executions AS x SET alive_until = $4::timestamptz
       WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.attempt = $3::integer AND x.alive_until > $4::timestamptz`),
      [place.projectId, place.experimentId, place.attempt, at],
    );
  }

  /** Active executions that nobody works on, or of which some process has died. The only look across projects. */
  async unattended(
    executor: Executor,
    now: string,
  ): Promise<{ project_id: string; experiment_id: string; attempt: number; max_concurrency: number }[]> {
    const { rows } = await executor.run<{
      project_id: string;
      experiment_id: string;
      attempt: number;
      max_concurrency: number;
    }>(
      background(`SELECT x.project_id, x.experiment_id, x.attempt, x.max_concurrency FROM executions x
       WHERE x.status IN ${ACTIVE} AND (x.alive_until < $1::timestamptz OR EXISTS (
         SELECT 1 FROM execution_chunks c WHERE c.project_id = x.project_id AND c.experiment_id = x.experiment_id
           AND c.attempt = x.attempt AND c.leased_until < $1::timestamptz AND cardinality(c.item_ids) > 0
       )) LIMIT 100`),
      [now],
    );
    return rows;
  }
}
