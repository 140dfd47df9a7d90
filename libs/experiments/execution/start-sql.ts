import { EXPERIMENT_COLUMNS } from '../experiment.repository';
import { FROM_VERSION, IN_VERSION } from '../runs/item-revision-sql';
import { TARGET_NAMED } from '../targets/target.repository';
import { EXECUTION_MEMBERS, PROGRESS_OF_EXECUTION } from './execution-of-row';

/**
 * The texts that start executions, each one statement. Parameters: `$1` project, `$2` experiment, `$3` now, `$4` how many chunks
 * are wanted at least, `$5` when to look whether anybody works on it; of an order `$6` items, `$7` and `$8` id and name of the
 * target, `$9` what it is to be, `$10` scorers, `$11` most calls at once, `$12` limit of a call, `$13` repeats; of a new experiment
 * `$14` dataset, `$15` version, `$16` name.
 */

/** The stages in which an execution goes on. */
export const ACTIVE = `('pending', 'running')`;

const ANSWERED = EXPERIMENT_COLUMNS.map((name) => `a.${name}`).join(', ');

/**
 * Items that have a run in the experiment. Each item is looked up in a hash of them: to a join, the planner, which cannot know
 * how many there are while an experiment is young, preferred reading all runs again for every item.
 */
function runItems(condition: string): string {
  return `SELECT r.dataset_item_id FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2::uuid ${condition}`;
}

/** Items of the version of an experiment `e` whose dataset is `d`, or of those that limit it, and what run they have: `picked`. */
function picked(selection: string): string {
  return `s AS MATERIALIZED (SELECT ${selection} AS item_ids), picked AS MATERIALIZED (
    SELECT i.id AS item_id, i.id IN (${runItems('')}) AS has_run, i.id IN (${runItems('AND r.error IS NOT NULL')}) AS has_failed
    FROM e JOIN d ON true
    JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = d.id
    LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
    WHERE ${FROM_VERSION} IS NOT NULL AND ${IN_VERSION}
      AND ((SELECT s.item_ids IS NULL FROM s) OR i.id IN (SELECT unnest(s.item_ids) FROM s))
      AND (e.item_ids IS NULL OR i.id IN (SELECT unnest(l.item_ids) FROM e l))
  )`;
}

/** The experiment, locked, and its dataset. */
const PLACE = `e AS MATERIALIZED (
    SELECT e.* FROM experiments e WHERE e.project_id = $1 AND e.id = $2::uuid FOR UPDATE
  ), d AS MATERIALIZED (
    SELECT d.id FROM e JOIN datasets d ON d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL
  )`;

/** What an experiment that is not made yet will be, on a version that its dataset has reached. */
const NEW_PLACE = `e AS MATERIALIZED (
    SELECT $2::uuid AS id, 'created' AS status, d.id AS dataset_id, v.dataset_version, NULL::uuid[] AS item_ids
    FROM datasets d CROSS JOIN LATERAL (SELECT coalesce($15::integer, d.version) AS dataset_version) v
    WHERE d.project_id = $1 AND d.id = $14::uuid AND d.deleted_at IS NULL AND v.dataset_version <= d.version
  ), d AS MATERIALIZED (SELECT e.dataset_id AS id FROM e)`;

/** The target, whatever it is, and whether it is what it is to be. */
const TARGET = `t AS MATERIALIZED (
    SELECT t.*, $9::text IS NULL OR ($9::text = 'scorer') = (t.type = 'scorer') AS is_wanted
    FROM (${TARGET_NAMED('$7', '$8')}) t
  )`;

/**
 * The plan of an attempt in chunks, its first event, and the answer.
 * @param answered the CTE of the experiment
 * @param target the CTE of the target, if there is one
 */
function plan(answered: string, target: string | null): string {
  return `chunks AS (
    INSERT INTO execution_chunks AS c (project_id, experiment_id, attempt, position, item_ids)
    SELECT $1, $2::uuid, x.attempt, n.position, n.item_ids
    FROM x CROSS JOIN (
      SELECT position, array_agg(item_id ORDER BY item_id) AS item_ids FROM (
        SELECT p.item_id, ((row_number() OVER (ORDER BY p.item_id) - 1) / GREATEST(1, LEAST(50, n.planned / $4::integer)))::integer AS position
        FROM planned p CROSS JOIN n
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
  SELECT ${ANSWERED}, CASE WHEN x.attempt IS NOT NULL THEN json_build_object(${EXECUTION_MEMBERS}) END AS execution,
    EXISTS (SELECT 1 FROM d) AS dataset_exists, n.picked, n.planned, b.status AS previous, x.attempt,
    ${target === null ? 'NULL' : 't.type'} AS target_type, ${target === null ? 'true' : 't.is_wanted'} AS is_wanted_target
  FROM e CROSS JOIN n LEFT JOIN ${answered} a ON true LEFT JOIN x ON true ${target === null ? '' : `LEFT JOIN ${target} t ON true`}
  LEFT JOIN executions b ON b.project_id = $1 AND b.experiment_id = $2::uuid`;
}

const counts = (planned: string): string => `planned AS MATERIALIZED (SELECT p.item_id FROM picked p WHERE ${planned}),
  n AS MATERIALIZED (
    SELECT (SELECT count(*) FROM picked)::integer AS picked, (SELECT count(*) FROM planned)::integer AS planned
  )`;

const NEW_STATUS = `CASE WHEN n.planned = 0 THEN 'completed' ELSE 'pending' END`;
const NEW_END = `CASE WHEN n.planned = 0 THEN $3::timestamptz END`;

/** The first attempt of an order; `FROM …` and what is to be done with an earlier execution come after it. */
const ORDERED = `INSERT INTO executions AS x (project_id, experiment_id, attempt, status, target_id, target_type, target_label, scorers,
      item_ids, max_concurrency, timeout_ms, max_retries, total, succeeded, failed, skipped, remaining, replaces, event_seq,
      requested_at, completed_at, updated_at, alive_until)
    SELECT $1, e.id, 1, ${NEW_STATUS}, t.id, t.type, CASE WHEN $9::text = 'scorer' THEN NULL ELSE coalesce($9::text, t.label) END,
      $10::json, (SELECT s.item_ids FROM s), $11::integer, $12::integer, $13::integer, n.picked, 0, 0, n.picked - n.planned,
      n.planned, false, 1, $3::timestamptz, ${NEW_END}, $3::timestamptz, $5::timestamptz`;

/** Executes an experiment for the first time, or with another order than before. */
export const EXECUTE = `WITH ${PLACE}, ${TARGET}, ${picked('$6::text[]::uuid[]')}, ${counts('NOT p.has_run')}, x AS (
    ${ORDERED}
    FROM e JOIN d ON true JOIN t ON t.is_wanted CROSS JOIN n WHERE e.status <> 'completed'
    ON CONFLICT (project_id, experiment_id) DO UPDATE SET attempt = x.attempt + 1, status = excluded.status,
      target_id = excluded.target_id, target_type = excluded.target_type, target_label = excluded.target_label,
      scorers = excluded.scorers, item_ids = excluded.item_ids, max_concurrency = excluded.max_concurrency,
      timeout_ms = excluded.timeout_ms, max_retries = excluded.max_retries, total = excluded.total, succeeded = 0, failed = 0,
      skipped = excluded.skipped, remaining = excluded.remaining, replaces = false, error = NULL,
      event_seq = x.event_seq + 1, requested_at = excluded.requested_at, started_at = NULL,
      completed_at = excluded.completed_at, updated_at = excluded.updated_at, alive_until = excluded.alive_until
    WHERE x.status NOT IN ${ACTIVE}
    RETURNING x.*
  ), ${plan('e', 't')}`;

/**
 * Makes an experiment that completes itself, and executes it. Where the order names items it is limited to them: it is
 * completed once each of them has a run.
 */
export const EXECUTE_NEW = `WITH ${NEW_PLACE}, ${TARGET}, ${picked('$6::text[]::uuid[]')}, ${counts('true')}, made AS (
    INSERT INTO experiments AS e (project_id, id, name, dataset_id, dataset_version, version_item_count, item_ids, status,
      auto_complete, created_at, completed_at)
    SELECT $1, p.id, $16, p.dataset_id, p.dataset_version, n.picked,
      (SELECT CASE WHEN s.item_ids IS NOT NULL THEN ARRAY(SELECT q.item_id FROM picked q ORDER BY q.item_id) END FROM s),
      CASE WHEN n.planned = 0 THEN 'completed' ELSE 'created' END, true, $3::timestamptz, ${NEW_END}
    FROM e p JOIN t ON t.is_wanted CROSS JOIN n RETURNING e.*
  ), x AS (
    ${ORDERED} FROM made e CROSS JOIN t CROSS JOIN n RETURNING x.*
  ), ${plan('made', 't')}`;

/** How an execution stands that is started again. */
interface Restart {
  readonly status: string;
  readonly error: string;
  readonly completedAt: string;
}

const RESTARTED: Restart = { status: NEW_STATUS, error: 'NULL', completedAt: NEW_END };
/** Where nothing is to be retried it ended as it did before: items without a run are still to be done. */
const RETRIED: Restart = {
  status: `CASE WHEN n.planned = 0 THEN x.status ELSE 'pending' END`,
  error: 'CASE WHEN n.planned = 0 THEN x.error END',
  completedAt: 'CASE WHEN n.planned = 0 THEN x.completed_at END',
};

/** Starts an execution again, with what it was asked to do before. */
function again(planned: string, restarted: string, { status, error, completedAt }: Restart): string {
  return `WITH ${PLACE}, b AS MATERIALIZED (
    SELECT b.item_ids FROM executions b WHERE b.project_id = $1 AND b.experiment_id = $2::uuid
  ), ${picked('(SELECT b.item_ids FROM b)')}, ${counts(planned)}, x AS (
    UPDATE executions AS x SET attempt = x.attempt + 1, status = ${status}, ${restarted}, remaining = n.planned,
      error = ${error}, event_seq = x.event_seq + 1, requested_at = $3::timestamptz, completed_at = ${completedAt},
      updated_at = $3::timestamptz, alive_until = $5::timestamptz
    FROM e JOIN d ON true CROSS JOIN n
    WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.status NOT IN ${ACTIVE} AND e.status <> 'completed'
    RETURNING x.*
  ), ${plan('e', null)}`;
}

/** Executes the items that have no run yet. */
export const RESUME = again(
  'NOT p.has_run',
  'replaces = false, total = n.picked, skipped = GREATEST(0, n.picked - n.planned - x.succeeded - x.failed)',
  RESTARTED,
);

/** Executes the items whose run failed. */
export const RETRY_FAILED = again(
  'p.has_failed',
  'replaces = true, failed = GREATEST(0, x.failed - n.planned), skipped = LEAST(x.skipped, GREATEST(0, x.skipped - (n.planned - x.failed)))',
  RETRIED,
);
