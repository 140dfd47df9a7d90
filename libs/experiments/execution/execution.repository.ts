import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import type { ExperimentStatus } from '../entities/experiment.entity';
import { FROM_VERSION, IN_VERSION } from '../runs/item-revision-sql';
import { EXECUTION_MEMBERS } from './execution-of-row';
import type { ExecutionStatus } from './entities/execution.entity';

/** What an execution is asked to do. */
export interface ExecutionOrder {
  readonly targetId: string;
  readonly targetType: string;
  readonly targetLabel: string | null;
  /** JSON text. */
  readonly scorers: string;
  /** Null: every item of the dataset version. */
  readonly itemIds: readonly string[] | null;
  /** Whether each of them must be an item of the version; else those that are not are left out. */
  readonly needsAllItems: boolean;
  readonly maxConcurrency: number;
  readonly timeoutMs: number | null;
  readonly maxRetries: number;
}

/** An execution at a moment. */
export interface ExecutionPlace {
  readonly projectId: string;
  readonly experimentId: string;
  readonly now: string;
}

/** An execution that starts. */
export interface StartPlace extends ExecutionPlace {
  /** When to look whether anybody works on it. */
  readonly aliveUntil: string;
}

/** How a start went. */
export interface StartResult {
  readonly experiment_status: ExperimentStatus;
  readonly dataset_exists: boolean;
  /** The stage of the execution before, as far as it is known; null when there was none. */
  readonly previous: ExecutionStatus | null;
  /** Items of the version that the selection names. */
  readonly picked: number;
  readonly planned: number;
  /** The new attempt; null when nothing was started. */
  readonly attempt: number | null;
  /** JSON text of the execution, if it was started. */
  readonly execution: string | null;
}

/** Which runs a start is about. */
export type StartKind = 'execute' | 'resume' | 'retry';

/** Chunks of an execution that is started again, at least. */
const RESTART_CHUNKS = 32;
/** Tells which execution got further. */
export const EXECUTION_CHANNEL = 'assay_execution';
/** Tells which execution was ended. */
export const EXECUTION_STOP_CHANNEL = 'assay_execution_stop';
const ACTIVE = `('pending', 'running')`;
/** What the events of an execution called `x` tell about it. */
export const PROGRESS_OF_EXECUTION = `json_build_object('status', x.status, 'total', x.total, 'succeeded', x.succeeded,
  'failed', x.failed, 'skipped', x.skipped, 'error', x.error)`;

/** Items of the version of an experiment `e` whose dataset is `d`, or of its collection, with the run that they have: `picked`. */
function picked(selection: string): string {
  return `picked AS MATERIALIZED (
    SELECT i.id AS item_id, r.id AS run_id, r.error IS NOT NULL AS has_failed
    FROM e JOIN d ON true
    JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = d.id
    LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
    LEFT JOIN runs r ON r.project_id = $1 AND r.experiment_id = e.id AND r.dataset_item_id = i.id
    WHERE ${FROM_VERSION} IS NOT NULL AND ${IN_VERSION} AND (${selection} IS NULL OR i.id = ANY(${selection}))
      AND (e.item_ids IS NULL OR i.id IN (SELECT unnest(l.item_ids) FROM e l))
  )`;
}

/** The experiment, locked, and its dataset. */
const PLACE = `e AS MATERIALIZED (
    SELECT e.id, e.status, e.dataset_id, e.dataset_version, e.item_ids FROM experiments e
    WHERE e.project_id = $1 AND e.id = $2::uuid FOR UPDATE
  ), d AS MATERIALIZED (
    SELECT d.id FROM e JOIN datasets d ON d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL
  )`;

/** The plan of an attempt in chunks, and its first event. */
const PLAN = `chunks AS (
    INSERT INTO execution_chunks AS c (project_id, experiment_id, attempt, position, item_ids)
    SELECT $1, $2::uuid, x.attempt, n.position, n.item_ids
    FROM x CROSS JOIN (
      SELECT position, array_agg(item_id ORDER BY item_id) AS item_ids FROM (
        SELECT p.item_id, ((row_number() OVER (ORDER BY p.item_id) - 1) / n.size)::integer AS position
        FROM planned p CROSS JOIN (
          SELECT GREATEST(1, LEAST(50, count(*) / $4::integer)) AS size FROM planned
        ) n
      ) p GROUP BY position
    ) n
  ), left_over AS (
    DELETE FROM execution_chunks AS c USING x
    WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt < x.attempt
  ), event AS (
    INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
    SELECT $1, $2::uuid, x.event_seq, json_build_object('items', '[]'::json, 'execution', ${PROGRESS_OF_EXECUTION}), $3::timestamptz
    FROM x
  )
  SELECT e.status AS experiment_status, EXISTS (SELECT 1 FROM d) AS dataset_exists, n.picked, n.planned, b.status AS previous,
    x.attempt, CASE WHEN x.attempt IS NOT NULL THEN json_build_object(${EXECUTION_MEMBERS}) END AS execution
  FROM e CROSS JOIN n LEFT JOIN x ON true
  LEFT JOIN executions b ON b.project_id = $1 AND b.experiment_id = $2::uuid`;

/** Every chunk is to have company: about this many for each call that may run at once. */
const CHUNKS_PER_CALL = 2;
const COUNTS = (planned: string): string => `planned AS MATERIALIZED (SELECT p.item_id FROM picked p WHERE ${planned}),
  n AS MATERIALIZED (
    SELECT (SELECT count(*) FROM picked)::integer AS picked, (SELECT count(*) FROM planned)::integer AS planned
  )`;

const NEW_STATUS = `CASE WHEN n.planned = 0 THEN 'completed' ELSE 'pending' END`;
const NEW_END = `CASE WHEN n.planned = 0 THEN $3::timestamptz END`;

const EXECUTE = `WITH ${PLACE}, ${picked('$5::text[]::uuid[]')}, ${COUNTS('p.run_id IS NULL')}, x AS (
    INSERT INTO executions AS x (project_id, experiment_id, attempt, status, target_id, target_type, target_label, scorers,
      item_ids, max_concurrency, timeout_ms, max_retries, total, succeeded, failed, skipped, remaining, replaces, event_seq,
      requested_at, completed_at, updated_at, alive_until)
    SELECT $1, e.id, 1, ${NEW_STATUS}, $6::uuid, $7, $8, $9::json, $5::text[]::uuid[], $10::integer, $11::integer,
      $12::integer, n.picked, 0, 0, n.picked - n.planned, n.planned, false, 1, $3::timestamptz, ${NEW_END}, $3::timestamptz,
      $13::timestamptz
    FROM e JOIN d ON true CROSS JOIN n WHERE e.status <> 'completed'
    ON CONFLICT (project_id, experiment_id) DO UPDATE SET attempt = x.attempt + 1, status = excluded.status,
      target_id = excluded.target_id, target_type = excluded.target_type, target_label = excluded.target_label,
      scorers = excluded.scorers, item_ids = excluded.item_ids, max_concurrency = excluded.max_concurrency,
      timeout_ms = excluded.timeout_ms, max_retries = excluded.max_retries, total = excluded.total, succeeded = 0, failed = 0,
      skipped = excluded.skipped, remaining = excluded.remaining, replaces = false, error = NULL,
      event_seq = x.event_seq + 1, requested_at = excluded.requested_at, started_at = NULL,
      completed_at = excluded.completed_at, updated_at = excluded.updated_at, alive_until = excluded.alive_until
    WHERE x.status NOT IN ${ACTIVE}
    RETURNING x.*
  ), ${PLAN}`;

/** Starts an execution again, with what it was asked to do before. */
function again(planned: string, counts: string): string {
  return `WITH ${PLACE}, b AS MATERIALIZED (
    SELECT b.item_ids FROM executions b WHERE b.project_id = $1 AND b.experiment_id = $2::uuid
  ), ${picked('COALESCE((SELECT b.item_ids FROM b), NULL::uuid[])')}, ${COUNTS(planned)}, x AS (
    UPDATE executions AS x SET attempt = x.attempt + 1, status = ${NEW_STATUS}, ${counts}, remaining = n.planned,
      error = NULL, event_seq = x.event_seq + 1, requested_at = $3::timestamptz, completed_at = ${NEW_END},
      updated_at = $3::timestamptz, alive_until = $5::timestamptz
    FROM e JOIN d ON true CROSS JOIN n
    WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.status NOT IN ${ACTIVE} AND e.status <> 'completed'
    RETURNING x.*
  ), ${PLAN}`;
}

const TEXTS: Record<Exclude<StartKind, 'execute'>, string> = {
  resume: again(
    'p.run_id IS NULL',
    'replaces = false, total = n.picked, skipped = GREATEST(0, n.picked - n.planned - x.succeeded - x.failed)',
  ),
  retry: again(
    'p.has_failed',
    'replaces = true, failed = GREATEST(0, x.failed - n.planned), skipped = LEAST(x.skipped, GREATEST(0, x.skipped - (n.planned - x.failed)))',
  ),
};

/** The SQL of starting and ending executions. */
@Injectable()
export class ExecutionRepository {
  /**
   * Starts an execution: plans the items without a run, unless one is active or the experiment is completed.
   * @returns undefined when there is no such experiment
   */
  async execute(executor: Executor, place: StartPlace, order: ExecutionOrder): Promise<StartResult | undefined> {
    const { rows } = await executor.run<StartResult & Record<string, unknown>>(EXECUTE, [
      place.projectId,
      place.experimentId,
      place.now,
      order.maxConcurrency * CHUNKS_PER_CALL,
      order.itemIds,
      order.targetId,
      order.targetType,
      order.targetLabel,
      order.scorers,
      order.maxConcurrency,
      order.timeoutMs,
      order.maxRetries,
      place.aliveUntil,
    ]);
    return rows[0];
  }

  /**
   * Starts an ended execution again: items without a run, or those whose run failed.
   * @returns undefined when there is no such experiment
   */
  async again(
    executor: Executor,
    place: StartPlace,
    kind: Exclude<StartKind, 'execute'>,
  ): Promise<StartResult | undefined> {
    const { rows } = await executor.run<StartResult & Record<string, unknown>>(TEXTS[kind], [
      place.projectId,
      place.experimentId,
      place.now,
      RESTART_CHUNKS,
      place.aliveUntil,
    ]);
    return rows[0];
  }

  /**
   * Ends an active execution; what was planned is forgotten. Runs that were to be replaced count as failed again.
   * @param attempt null: whichever is active
   * @returns JSON text of the execution, or undefined when none was active
   */
  async end(
    executor: Executor,
    place: ExecutionPlace,
    attempt: number | null,
    end: { status: 'cancelled' | 'failed'; error: string | null },
  ): Promise<string | undefined> {
    const { rows } = await executor.run<{ execution: string }>(
      `WITH x AS (
         UPDATE executions AS x SET status = $4, error = $5, failed = x.failed + CASE WHEN x.replaces THEN x.remaining ELSE 0 END,
           remaining = 0, event_seq = x.event_seq + 1, completed_at = $3::timestamptz, updated_at = $3::timestamptz
         WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.status IN ${ACTIVE}
           AND ($6::integer IS NULL OR x.attempt = $6::integer)
         RETURNING x.*
       ), event AS (
         INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
         SELECT $1, $2::uuid, x.event_seq,
           json_build_object('items', '[]'::json, 'execution', ${PROGRESS_OF_EXECUTION}), $3::timestamptz FROM x
       ), left_over AS (
         DELETE FROM execution_chunks AS c USING x WHERE c.project_id = $1 AND c.experiment_id = $2::uuid
       )
       SELECT json_build_object(${EXECUTION_MEMBERS}) AS execution, pg_notify('${EXECUTION_CHANNEL}', $2::text),
         pg_notify('${EXECUTION_STOP_CHANNEL}', $2::text) FROM x`,
      [place.projectId, place.experimentId, place.now, end.status, end.error, attempt],
    );
    return rows[0]?.execution;
  }
}
