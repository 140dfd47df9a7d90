import { Injectable } from '@nestjs/common';
import { background, type Transaction } from '@assay/database';
import { PROGRESS_OF_EXECUTION } from '../execution-of-row';
import { EXECUTION_CHANNEL } from '../execution.repository';
import type { WorkPlace } from './work.repository';

/** Whether results can still be recorded. */
export interface RecordState {
  readonly experiment_completed: boolean;
  readonly dataset_exists: boolean;
  /** Whether this attempt goes on. */
  readonly is_active: boolean;
}

/** What a transaction did. */
export interface RecordedBatch {
  readonly succeeded: number;
  readonly failed: number;
  readonly itemIds: readonly string[];
  readonly positions: readonly number[];
  /** JSON text of a list: the events of the items. */
  readonly events: string;
}

/**
 * Locks an experiment (`$1`, `$2`) and its execution, and tells how they stand.
 * @param attempt the placeholder of the attempt
 */
export function stateOf(attempt: string): string {
  return `SELECT e.status = 'completed' AS experiment_completed,
      (SELECT true FROM datasets d WHERE d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL) IS NOT NULL AS dataset_exists,
      x.attempt = ${attempt}::integer AND x.status = 'running' AS is_active
    FROM experiments e JOIN executions x ON x.project_id = $1 AND x.experiment_id = e.id
    WHERE e.project_id = $1 AND e.id = $2::uuid FOR UPDATE OF e, x`;
}

/** The SQL of recording results. */
@Injectable()
export class RecordRepository {
  /** Locks the experiment and its execution until the transaction ends. */
  async lock(tx: Transaction, place: WorkPlace): Promise<RecordState | undefined> {
    const { rows } = await tx.run<RecordState & Record<string, unknown>>(background(stateOf('$3')), [
      place.projectId,
      place.experimentId,
      place.attempt,
    ]);
    return rows[0];
  }

  /**
   * Counts what was stored, takes it off the plan, and tells it; the last item completes the execution. What the plan does
   * not hold any more counts no second time: others took it over while this process was held up, or it was recorded
   * before and the answer was lost.
   */
  async settle(tx: Transaction, place: WorkPlace, batch: RecordedBatch, now: string): Promise<void> {
    await tx.run(
      background(`WITH due AS MATERIALIZED (
         SELECT count(*)::integer AS items FROM execution_chunks c CROSS JOIN LATERAL unnest(c.item_ids) AS n (id)
         WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $3::integer
           AND c.position = ANY($9::integer[]) AND n.id = ANY($8::uuid[])
       ), x AS (
         UPDATE executions AS x SET succeeded = x.succeeded + $5::integer, failed = x.failed + $6::integer,
           skipped = x.skipped + GREATEST(due.items - $5::integer - $6::integer, 0), remaining = x.remaining - due.items,
           status = CASE WHEN x.remaining <= due.items THEN 'completed' ELSE x.status END,
           completed_at = CASE WHEN x.remaining <= due.items THEN $4::timestamptz END,
           updated_at = $4::timestamptz, event_seq = x.event_seq + $7::integer + 1
         FROM due WHERE x.project_id = $1 AND x.experiment_id = $2::uuid RETURNING x.*
       ), chunks AS (
         UPDATE execution_chunks AS c SET item_ids = ARRAY(SELECT n.id FROM unnest(c.item_ids) AS n (id) WHERE n.id <> ALL($8::uuid[]))
         WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $3::integer AND c.position = ANY($9::integer[])
       ), event AS (
         INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
         SELECT $1, $2::uuid, x.event_seq, json_build_object('items', $10::json, 'execution', ${PROGRESS_OF_EXECUTION}), $4::timestamptz
         FROM x
       )
       SELECT pg_notify('${EXECUTION_CHANNEL}', $2::text)`),
      [
        place.projectId,
        place.experimentId,
        place.attempt,
        now,
        batch.succeeded,
        batch.failed,
        batch.itemIds.length,
        batch.itemIds,
        batch.positions,
        batch.events,
      ],
    );
  }
}
