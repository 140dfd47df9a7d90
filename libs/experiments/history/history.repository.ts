import { Injectable } from '@nestjs/common';
import { type Executor, type Slice, type Sliced, slicedRows } from '@assay/database';
import type { ExperimentStatus } from '../entities/experiment.entity';
import { EXECUTION_OF_EXPERIMENT } from '../execution/execution-of-row';

/** How far an experiment is; times as text of Postgres. */
export interface ProgressRow {
  id: string;
  dataset_id: string;
  dataset_version: number;
  status: ExperimentStatus;
  /** Items of the dataset version. */
  version_item_count: number;
  run_count: number;
  /** Runs that ended with an error. */
  failed_count: number;
  /** JSON text of the execution; null when the runs come from a client. */
  execution: string | null;
  first_run_at: string | null;
  last_run_at: string | null;
  created_at: string;
  completed_at: string | null;
}

const RUNS = 'FROM runs r WHERE r.project_id = $1 AND r.experiment_id = e.id';

/** The counts come from indexes: `runs_failed` holds only runs that failed, and `runs_of_experiment` has the ends. */
const PROGRESS = `e.id, e.dataset_id, e.dataset_version, e.status, e.version_item_count, e.run_count,
  (SELECT count(*) ${RUNS} AND r.error IS NOT NULL) AS failed_count,
  (SELECT r.created_at ${RUNS} ORDER BY r.id LIMIT 1) AS first_run_at,
  (SELECT r.created_at ${RUNS} ORDER BY r.id DESC LIMIT 1) AS last_run_at,
  ${EXECUTION_OF_EXPERIMENT} AS execution, e.created_at, e.completed_at`;

/** SQL of how far experiments are. */
@Injectable()
export class HistoryRepository {
  /** Part of the experiments on a dataset, newest first, with how many there are; undefined without such a dataset. */
  async slice(
    executor: Executor,
    projectId: string,
    datasetId: string,
    slice: Slice,
  ): Promise<Sliced<ProgressRow> | undefined> {
    const { rows } = await executor.run<ProgressRow & { total: number }>(
      `SELECT c.total, p.* FROM datasets d
       CROSS JOIN LATERAL (
         SELECT count(*) AS total FROM experiments e WHERE e.project_id = $1 AND e.dataset_id = d.id
       ) c
       LEFT JOIN LATERAL (
         SELECT ${PROGRESS} FROM experiments e WHERE e.project_id = $1 AND e.dataset_id = d.id
         ORDER BY e.created_at DESC, e.id DESC LIMIT $3 OFFSET $4
       ) p ON true
       WHERE d.project_id = $1 AND d.id = $2::uuid AND d.deleted_at IS NULL ORDER BY p.created_at DESC, p.id DESC`,
      [projectId, datasetId, slice.count, slice.offset],
    );
    return rows.length === 0 ? undefined : slicedRows(rows);
  }

  /** How far one experiment is; undefined when there is none. */
  async find(executor: Executor, projectId: string, id: string): Promise<ProgressRow | undefined> {
    const { rows } = await executor.run<ProgressRow>(
      `SELECT ${PROGRESS} FROM experiments e WHERE e.project_id = $1 AND e.id = $2::uuid`,
      [projectId, id],
    );
    return rows[0];
  }
}
