import type { Client } from 'pg';

/** What an execution left in the database. */
export interface Recorded {
  readonly status: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly runs: number;
  readonly items: number;
  readonly runsWithError: number;
  /** Runs that have not exactly one score of each scorer. */
  readonly unscored: number;
}

const COUNTS = `SELECT x.status, x.succeeded, x.failed,
  (SELECT count(*)::int FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2) AS runs,
  (SELECT count(DISTINCT r.dataset_item_id)::int FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2) AS items,
  (SELECT count(*)::int FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2 AND r.error IS NOT NULL) AS "runsWithError",
  (SELECT count(*)::int FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2 AND $3::text[] IS DISTINCT FROM (
    SELECT array_agg(s.scorer_name ORDER BY s.scorer_name) FROM scores s WHERE s.project_id = $1 AND s.run_id = r.id
  )) AS unscored
  FROM executions x WHERE x.project_id = $1 AND x.experiment_id = $2`;

/** Counts what is stored of an experiment. @param scorers the names that each run must have, in order */
export async function recorded(
  database: Client,
  projectId: string,
  experimentId: string,
  scorers: string[],
): Promise<Recorded> {
  return (await database.query<Recorded>(COUNTS, [projectId, experimentId, scorers])).rows[0] as Recorded;
}

/** How an execution stands, without counting. */
export async function statusOf(database: Client, projectId: string, experimentId: string): Promise<string> {
  const text = 'SELECT x.status FROM executions x WHERE x.project_id = $1 AND x.experiment_id = $2';
  return (await database.query<{ status: string }>(text, [projectId, experimentId])).rows[0]?.status ?? 'none';
}
