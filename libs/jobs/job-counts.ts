import { background, type Database } from '@assay/database';
import type { JobCount } from '@assay/shared/metrics';
import { JOBS_SCHEMA } from './boss';

const COUNT = background(`
  SELECT j.name AS queue, s.state, count(*) AS count
  FROM ${JOBS_SCHEMA}.job j
  CROSS JOIN LATERAL (SELECT CASE WHEN j.state IN ('created', 'retry') THEN 'waiting' ELSE j.state::text END AS state) s
  WHERE j.state IN ('created', 'retry', 'active', 'failed')
  GROUP BY 1, 2`);

/** The jobs of every queue that wait, run or have failed for good. */
export async function countJobs(database: Database): Promise<JobCount[]> {
  const { rows } = await database.run<JobCount>(COUNT);
  return rows;
}
