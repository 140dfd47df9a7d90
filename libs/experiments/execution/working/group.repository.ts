import { Injectable } from '@nestjs/common';
import { background, type Executor, isRetryable, violation } from '@assay/database';
import { runScoreParameters, scoresOfNewRuns } from '@assay/scores';
import { COUNT_RUNS, newRuns, RUN_PARAMETERS, runParameters } from '../../runs/run.repository';
import type { PlacedRows } from '../../runs/run-submission.service';
import { PROGRESS_OF_EXECUTION } from '../execution-of-row';
import { EXECUTION_CHANNEL } from '../execution.repository';
import type { WorkPlace } from './work.repository';

/** Finished items with a new run each, as one statement records them. */
export interface Group {
  readonly rows: PlacedRows;
  readonly itemIds: readonly string[];
  /** How many of the runs have an error. */
  readonly failed: number;
  /** By position of their chunks: how many of the items. */
  readonly chunks: ReadonlyMap<number, number>;
  /** JSON text of a list: the events of the items. */
  readonly events: string;
}

const FAILED = `$${5 + RUN_PARAMETERS}::integer`;
const ATTEMPT = `$${6 + RUN_PARAMETERS}::integer`;
const ITEM_IDS = `$${7 + RUN_PARAMETERS}::uuid[]`;
const POSITIONS = `$${8 + RUN_PARAMETERS}::integer[]`;
const POSITION_ITEMS = `$${9 + RUN_PARAMETERS}::integer[]`;
const EVENTS = `$${10 + RUN_PARAMETERS}::json`;
const FIRST_SCORE = 11 + RUN_PARAMETERS;

/**
 * Takes for granted what nearly always holds: the experiment takes runs, the attempt goes on, no item has a run, and each
 * still stands in its chunk. Where one of it does not hold a constraint is violated, and nothing is stored: `runs_item`, or
 * the event, which has no number then. Everything is joined with `x`, which is joined with `e`: experiment and execution
 * are locked first and in this order, as everywhere.
 */
const RECORD = background(`WITH e AS (
    ${COUNT_RUNS} FROM (SELECT $4::integer AS stored, $4::integer AS covered) n
    WHERE e.project_id = $1 AND e.id = $2::uuid AND e.status <> 'completed'
      AND EXISTS (SELECT 1 FROM datasets d WHERE d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL)
    RETURNING e.id
  ), x AS (
    UPDATE executions AS x SET succeeded = x.succeeded + $4::integer - ${FAILED}, failed = x.failed + ${FAILED},
      remaining = x.remaining - $4::integer,
      status = CASE WHEN x.remaining = $4::integer THEN 'completed' ELSE x.status END,
      completed_at = CASE WHEN x.remaining = $4::integer THEN $3::timestamptz END,
      updated_at = $3::timestamptz, event_seq = x.event_seq + $4::integer + 1
    FROM e WHERE x.project_id = $1 AND x.experiment_id = e.id AND x.attempt = ${ATTEMPT} AND x.status = 'running'
    RETURNING x.*
  ), chunks AS (
    UPDATE execution_chunks AS c SET item_ids = ARRAY(SELECT i.id FROM unnest(c.item_ids) AS i (id) WHERE i.id <> ALL(${ITEM_IDS}))
    FROM x CROSS JOIN unnest(${POSITIONS}, ${POSITION_ITEMS}) AS g (position, items)
    WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = ${ATTEMPT} AND c.position = ANY(${POSITIONS})
      AND c.position = g.position
      AND (SELECT count(*) FROM unnest(c.item_ids) AS i (id) WHERE i.id = ANY(${ITEM_IDS})) = g.items
    RETURNING c.position
  ), stored AS (
    ${newRuns(5, 'CROSS JOIN x')}
  ), scored AS (
    ${scoresOfNewRuns(FIRST_SCORE)}
  ), event AS (
    INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
    SELECT $1, $2::uuid, CASE WHEN (SELECT count(*) FROM chunks) = cardinality(${POSITIONS}) THEN x.event_seq END,
      json_build_object('items', ${EVENTS}, 'execution', ${PROGRESS_OF_EXECUTION}), $3::timestamptz
    FROM (SELECT 1) one LEFT JOIN x ON true
  )
  SELECT pg_notify('${EXECUTION_CHANNEL}', $2::text) FROM x`);

/** Records groups of results in one statement each: what an execution does most. */
@Injectable()
export class GroupRepository {
  /**
   * Stores runs, scores, counts, plan and events, in a transaction of its own.
   * @returns false when something is not as it nearly always is: then nothing was stored
   */
  async record(executor: Executor, place: WorkPlace, group: Group, now: string): Promise<boolean> {
    const { rows, itemIds, failed, chunks, events } = group;
    try {
      await executor.run(RECORD, [
        place.projectId,
        place.experimentId,
        now,
        itemIds.length,
        ...runParameters(rows.runs),
        failed,
        place.attempt,
        itemIds,
        [...chunks.keys()],
        [...chunks.values()],
        events,
        ...runScoreParameters(rows.scores),
      ]);
      return true;
    } catch (error) {
      if (violation(error) === undefined && !isRetryable(error)) throw error;
      return false;
    }
  }
}
