import { Injectable } from '@nestjs/common';
import { background, type Executor, textArray } from '@assay/database';
import { runScoreParameters, scoresOfStoredRuns } from '@assay/scores';
import { COUNT_RUNS, RUN_PARAMETERS, runParameters, storedRuns } from '../../runs/run.repository';
import type { PlacedRows } from '../../runs/run-submission.service';
import { PROGRESS_OF_EXECUTION } from '../execution-of-row';
import { EXECUTION_CHANNEL } from '../execution.repository';
import { type RecordState, stateOf } from './record.repository';
import type { WorkPlace } from './work.repository';

/** Finished items, as one statement records them. */
export interface Group {
  readonly rows: PlacedRows;
  readonly itemIds: readonly string[];
  readonly positions: readonly number[];
  /** For each item: the id of its run, and its event (JSON) when that is stored and when it is not. */
  readonly events: readonly { readonly runId: string | null; readonly stored: string; readonly skipped: string }[];
}

/** The number of the attempt's placeholder; others follow it. */
const ATTEMPT = 5 + RUN_PARAMETERS;
const ITEM_IDS = `$${ATTEMPT + 1}::uuid[]`;
const POSITIONS = `$${ATTEMPT + 2}::integer[]`;

/**
 * The chunks are locked where they are counted: what another process took off the plan since this statement began is
 * seen, and counts no second time.
 */
const RECORD = background(`WITH state AS MATERIALIZED (
    ${stateOf(`$${ATTEMPT}`)}
  ), go AS MATERIALIZED (
    SELECT 1 FROM state WHERE is_active AND dataset_exists AND NOT experiment_completed
  ), planned AS MATERIALIZED (
    SELECT c.position, c.item_ids FROM execution_chunks c CROSS JOIN go
    WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $${ATTEMPT}::integer AND c.position = ANY(${POSITIONS})
    FOR UPDATE OF c
  ), due AS MATERIALIZED (
    SELECT count(*)::integer AS items FROM planned CROSS JOIN LATERAL unnest(planned.item_ids) AS i (id) WHERE i.id = ANY(${ITEM_IDS})
  ), stored AS (
    ${storedRuns(5, 'CROSS JOIN go')}
  ), n AS MATERIALIZED (
    SELECT count(*)::integer AS stored, count(*) FILTER (WHERE has_failed)::integer AS failed,
      LEAST($4::integer, count(*))::integer AS covered FROM stored
  ), counted AS (
    ${COUNT_RUNS} FROM n CROSS JOIN go WHERE e.project_id = $1 AND e.id = $2::uuid AND n.stored > 0
  ), scored AS (
    ${scoresOfStoredRuns(ATTEMPT + 6)}
  ), x AS (
    UPDATE executions AS x SET succeeded = x.succeeded + n.stored - n.failed, failed = x.failed + n.failed,
      skipped = x.skipped + GREATEST(due.items - n.stored, 0), remaining = x.remaining - due.items,
      status = CASE WHEN x.remaining <= due.items THEN 'completed' ELSE x.status END,
      completed_at = CASE WHEN x.remaining <= due.items THEN $3::timestamptz END,
      updated_at = $3::timestamptz, event_seq = x.event_seq + cardinality(${ITEM_IDS}) + 1
    FROM n CROSS JOIN due CROSS JOIN go WHERE x.project_id = $1 AND x.experiment_id = $2::uuid RETURNING x.*
  ), chunks AS (
    UPDATE execution_chunks AS c
    SET item_ids = ARRAY(SELECT i.id FROM unnest(planned.item_ids) AS i (id) WHERE i.id <> ALL(${ITEM_IDS}))
    FROM planned
    WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $${ATTEMPT}::integer AND c.position = planned.position
  ), event AS (
    INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
    SELECT $1, $2::uuid, x.event_seq, json_build_object('items', (
      SELECT json_agg(CASE WHEN stored.id IS NULL THEN i.skipped ELSE i.stored END::json ORDER BY i.place)
      FROM unnest($${ATTEMPT + 3}::text[], $${ATTEMPT + 4}::text[], $${ATTEMPT + 5}::text[])
        WITH ORDINALITY AS i (run_id, stored, skipped, place)
      LEFT JOIN stored ON stored.id = i.run_id::uuid
    ), 'execution', ${PROGRESS_OF_EXECUTION}), $3::timestamptz FROM x
  )
  SELECT state.*, (SELECT pg_notify('${EXECUTION_CHANNEL}', $2::text) FROM x) FROM state`);

/** Records groups of results in one statement each: what an execution does most. */
@Injectable()
export class GroupRepository {
  /**
   * Locks the experiment and its execution, and stores runs, scores, counts, plan and events, in a transaction of its
   * own. Nothing is stored unless the attempt goes on and the experiment takes runs: the state tells.
   */
  async record(executor: Executor, place: WorkPlace, group: Group, now: string): Promise<RecordState | undefined> {
    const { rows, itemIds, positions, events } = group;
    const { rows: states } = await executor.run<RecordState & Record<string, unknown>>(RECORD, [
      place.projectId,
      place.experimentId,
      now,
      rows.runs.length,
      ...runParameters(rows.runs),
      place.attempt,
      itemIds,
      positions,
      textArray(events.map(({ runId }) => runId)),
      textArray(events.map(({ stored }) => stored)),
      textArray(events.map(({ skipped }) => skipped)),
      ...runScoreParameters(rows.scores),
    ]);
    return states[0];
  }
}
