import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';
import { SCORE_COLUMNS, USAGE_OF_SCORE } from '@assay/scores';

/** A row of `runs` with its scores; times as Postgres' text in UTC, latencies in milliseconds. */
export interface RunRow {
  id: string;
  experiment_id: string;
  dataset_item_id: string;
  /** JSON text, as are `error` and `metadata`. */
  output: string | null;
  error: string | null;
  trace_id: string | null;
  latency_ms: number | null;
  tokens_input: number | null;
  tokens_output: number | null;
  /** Exact decimal as text. */
  cost_usd: string | null;
  metadata: string | null;
  created_at: string;
  /** When the call began, if the service made it. */
  started_at: string | null;
  retry_count: number;
  /** The version of the dataset in which its item became what it was; null for runs that were submitted. */
  item_version: number | null;
  /** JSON text of a list of score rows, oldest first, every column as text. */
  scores: string | null;
}

/** What narrows and bounds a page of runs. */
export interface RunListing {
  readonly scorerName: string | undefined;
  readonly count: number;
  /** The id of the last run of the page before. */
  readonly afterId: string | undefined;
}

/** A run ready to be stored. */
export interface NewRun {
  readonly id: string;
  readonly datasetItemId: string;
  /** JSON text, as are `error` and `metadata`. */
  readonly output: string | null;
  readonly error: string | null;
  readonly traceId: string | null;
  readonly latencyMs: string | null;
  readonly tokensInput: string | null;
  readonly tokensOutput: string | null;
  readonly costUsd: string | null;
  readonly metadata: string | null;
  /** When the call began, if the service made it. */
  readonly startedAt?: string | null;
  /** The version of the dataset in which the item became what it was when the run was made. */
  readonly itemVersion?: string | null;
}

/** Runs that are stored and counted on their experiment together. */
export interface NewRuns {
  readonly experimentId: string;
  readonly runs: readonly NewRun[];
  /** How many of their items belong to the dataset version of the experiment. */
  readonly coveredCount: number;
  readonly createdAt: string;
}

const COLUMNS = [
  'id',
  'experiment_id',
  'dataset_item_id',
  'output',
  'error',
  'trace_id',
  'latency_ms',
  'tokens_input',
  'tokens_output',
  'cost_usd',
  'metadata',
  'created_at',
  'started_at',
  'retry_count',
  'item_version',
]
  .map((name) => `r.${name}`)
  .join(', ');

const SENT: readonly (keyof NewRun)[] = [
  'id',
  'datasetItemId',
  'output',
  'error',
  'traceId',
  'latencyMs',
  'tokensInput',
  'tokensOutput',
  'costUsd',
  'metadata',
  'startedAt',
  'itemVersion',
];
/** Their columns, with the types that the texts become. */
const SENT_COLUMNS =
  'id, dataset_item_id, output, error, trace_id, latency_ms, tokens_input, tokens_output, cost_usd, metadata, started_at, item_version';
const SENT_VALUES = `n.id::uuid, n.dataset_item_id::uuid, n.output::json, n.error::json, n.trace_id,
  n.latency_ms::double precision, n.tokens_input::bigint, n.tokens_output::bigint, n.cost_usd::numeric, n.metadata::json,
  n.started_at::timestamptz, n.item_version::integer`;

const REPLACED_COLUMNS = SENT_COLUMNS.replace('id, dataset_item_id, ', '');
const REPLACED_VALUES = SENT_VALUES.replace('n.id::uuid, n.dataset_item_id::uuid, ', '');

/** The rows that are sent, as a table `n`, from parameters that begin with this one. */
function sentFrom(first: number): string {
  return `unnest(${SENT.map((_, index) => `$${first + index}::text[]`).join(', ')}) AS n (${SENT_COLUMNS})`;
}

function sentColumns(runs: readonly NewRun[]): Buffer[] {
  return SENT.map((name) => textArray(runs.map((run) => run[name] ?? null)));
}

/**
 * The part of a larger statement that stores runs, with `$1` for the project, `$2` for the experiment and `$3` for the time.
 * Its parameters are {@link runParameters}. Violates `runs_item` for an item that has a run.
 * @param first the number of the first of them
 * @param source SQL that the source of the rows is joined with
 */
export function newRuns(first: number, source: string): string {
  return `INSERT INTO runs AS r (project_id, experiment_id, created_at, ${SENT_COLUMNS})
    SELECT $1, $2::uuid, $3::timestamptz, ${SENT_VALUES} FROM ${sentFrom(first)} ${source}`;
}

/** The parameters of {@link newRuns}: {@link RUN_PARAMETERS} of them. */
export function runParameters(runs: readonly NewRun[]): unknown[] {
  return sentColumns(runs);
}

/** How many parameters {@link newRuns} takes. */
export const RUN_PARAMETERS = SENT.length;

/** Counts the runs of a CTE `n` (`stored`, `covered`) on their experiment, to be ended with `FROM …`; parameters as in {@link newRuns}. */
export const COUNT_RUNS = `UPDATE experiments AS e SET run_count = e.run_count + n.stored, covered_count = e.covered_count + n.covered,
  status = CASE WHEN e.auto_complete AND e.covered_count + n.covered = e.version_item_count THEN 'completed' ELSE 'running' END,
  completed_at = CASE WHEN e.auto_complete AND e.covered_count + n.covered = e.version_item_count THEN $3::timestamptz END`;

const SCORE_TEXTS = SCORE_COLUMNS.split(', ').map((column) => `${column}::text`);

/**
 * The scores of a run `r`, as one JSON value. Columns as text, so that it keeps numbers and times whole.
 * @param conditions SQL that begins with `AND`, on a score `s`
 * @param more further columns of a score `s`
 */
export function scoresOfRun(conditions = '', more: readonly string[] = []): string {
  return `(SELECT json_agg(s ORDER BY s.id) FROM (
    SELECT ${[...SCORE_TEXTS, ...more].join(', ')} FROM scores s WHERE s.project_id = $1 AND s.run_id = r.id${conditions}
  ) s)`;
}

/** What a score took; where no model was asked for any score of the experiment, that is found out once and nothing else looked up. */
const USAGE = `(CASE WHEN (SELECT EXISTS (SELECT 1 FROM score_usage u WHERE u.project_id = $1 AND u.experiment_id = $2::uuid))
    THEN (SELECT ${USAGE_OF_SCORE} FROM score_usage u WHERE u.project_id = $1 AND u.id = s.id) END)::text AS usage`;

/** The SQL of runs. */
@Injectable()
export class RunRepository {
  /** A page of the runs of an experiment with their scores, in the order sent; undefined when there is no such experiment. */
  async list(
    executor: Executor,
    projectId: string,
    experimentId: string,
    listing: RunListing,
  ): Promise<RunRow[] | undefined> {
    const values: unknown[] = [projectId, experimentId, listing.count];
    let conditions = '';
    let ofScorer = '';
    if (listing.afterId !== undefined) conditions += ` AND r.id > $${values.push(listing.afterId)}::uuid`;
    if (listing.scorerName !== undefined) {
      ofScorer = ` AND s.scorer_name = $${values.push(listing.scorerName)}`;
      conditions += ` AND EXISTS (SELECT 1 FROM scores s WHERE s.project_id = $1 AND s.run_id = r.id${ofScorer})`;
    }
    const { rows } = await executor.run<RunRow | { id: null }>(
      `SELECT r.* FROM experiments e LEFT JOIN LATERAL (
         SELECT ${COLUMNS}, ${scoresOfRun(ofScorer, [USAGE])} AS scores
         FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2::uuid${conditions} ORDER BY r.id LIMIT $3
       ) r ON true
       WHERE e.project_id = $1 AND e.id = $2::uuid ORDER BY r.id`,
      values,
    );
    return rows.length === 0 ? undefined : rows.filter((row) => row.id !== null);
  }

  /**
   * Stores a batch and counts it on its experiment, whose row the caller has locked; the experiment runs from now on,
   * or is completed when it completes itself and this was all that it waited for.
   * @returns the ids of the runs that were stored: fewer than sent when an item has a run already or stands twice
   */
  async insert(executor: Executor, projectId: string, batch: NewRuns): Promise<Set<string>> {
    const { rows } = await executor.run<{ id: string }>(
      `WITH stored AS (
         ${newRuns(5, '')}
         ON CONFLICT (project_id, experiment_id, dataset_item_id) DO NOTHING
         RETURNING r.id
       ), n AS MATERIALIZED (
         SELECT count(*)::integer AS stored, LEAST($4::integer, count(*))::integer AS covered FROM stored
       ), counted AS (
         ${COUNT_RUNS}
         FROM n WHERE e.project_id = $1 AND e.id = $2::uuid
         RETURNING e.id
       )
       SELECT id FROM stored`,
      [projectId, batch.experimentId, batch.createdAt, batch.coveredCount, ...sentColumns(batch.runs)],
    );
    return new Set(rows.map((row) => row.id));
  }

  /**
   * Replaces runs that failed: id and item stay, one more retry is counted, and their scores are removed.
   * @returns the ids of those that were replaced
   */
  async replace(
    executor: Executor,
    projectId: string,
    batch: Pick<NewRuns, 'experimentId' | 'runs' | 'createdAt'>,
  ): Promise<Set<string>> {
    const { rows } = await executor.run<{ id: string }>(
      `WITH replaced AS (
         UPDATE runs AS r SET (${REPLACED_COLUMNS}) = (${REPLACED_VALUES}), created_at = $3::timestamptz,
           retry_count = r.retry_count + 1
         FROM ${sentFrom(4)}
         WHERE r.project_id = $1 AND r.experiment_id = $2::uuid AND r.id = n.id::uuid AND r.error IS NOT NULL
         RETURNING r.id
       ), gone AS (
         DELETE FROM scores AS s USING replaced WHERE s.project_id = $1 AND s.run_id = replaced.id
       )
       SELECT id FROM replaced`,
      [projectId, batch.experimentId, batch.createdAt, ...sentColumns(batch.runs)],
    );
    return new Set(rows.map((row) => row.id));
  }
}
