import { Injectable } from '@nestjs/common';
import { background, type Executor, textArray, type Transaction } from '@assay/database';
import { USAGE_SUMS } from '../usage/usage-sql';
import type { TaskEnd } from '../background/background-scores';

/** A row of `score_batches`, with what still waits. */
export interface ScoreBatchRow {
  id: string;
  project_id: string;
  target_type: 'run' | 'span';
  scorer_name: string;
  scorer: string;
  /** JSON text. */
  config: string | null;
  total: number;
  scored: number;
  skipped: number;
  failed: number;
  waiting: number;
  /** JSON text of {@link UsageSums}; null when no model was asked. */
  usage: string | null;
  created_at: string;
}

/** A batch ready to be stored. */
export type NewScoreBatch = Omit<ScoreBatchRow, 'scored' | 'skipped' | 'failed' | 'waiting' | 'usage'>;

/** A run that a batch is to score. */
export interface BatchRun {
  id: string;
  experiment_id: string;
  dataset_item_id: string;
}

const COUNTS: Record<TaskEnd, string> = { scored: 'scored', none: 'skipped', failed: 'failed' };

/** The SQL of scores of many targets. */
@Injectable()
export class ScoreBatchRepository {
  /** Runs by their ids. */
  async runs(executor: Executor, projectId: string, ids: readonly string[]): Promise<BatchRun[]> {
    const { rows } = await executor.run<BatchRun>(
      `SELECT r.id, r.experiment_id, r.dataset_item_id FROM runs r
       WHERE r.project_id = $1 AND r.id = ANY ($2::text[]::uuid[])`,
      [projectId, textArray(ids)],
    );
    return rows;
  }

  /** Runs of an experiment in the order sent, at most `count`; undefined when there is no such experiment. */
  async runsOfExperiment(
    executor: Executor,
    projectId: string,
    experimentId: string,
    count: number,
  ): Promise<BatchRun[] | undefined> {
    const { rows } = await executor.run<BatchRun | (BatchRun & { id: null })>(
      `SELECT r.id, r.experiment_id, r.dataset_item_id FROM experiments e
       LEFT JOIN LATERAL (
         SELECT r.id, r.experiment_id, r.dataset_item_id FROM runs r
         WHERE r.project_id = $1 AND r.experiment_id = $2::uuid ORDER BY r.id LIMIT $3
       ) r ON true
       WHERE e.project_id = $1 AND e.id = $2::uuid ORDER BY r.id`,
      [projectId, experimentId, count],
    );
    return rows.length === 0 ? undefined : rows.filter((row): row is BatchRun => row.id !== null);
  }

  /** Spans by their ids, in one trace or in any. */
  async spans(
    executor: Executor,
    projectId: string,
    ids: readonly string[],
    traceId: string | null,
  ): Promise<{ trace_id: string; id: string }[]> {
    const { rows } = await executor.run<{ trace_id: string; id: string }>(
      `SELECT s.trace_id, s.id FROM spans s
       WHERE s.project_id = $1 AND s.id = ANY ($2::text[]) AND ($3::text IS NULL OR s.trace_id = $3::text)`,
      [projectId, textArray(ids), traceId],
    );
    return rows;
  }

  async insert(tx: Transaction, batch: NewScoreBatch): Promise<void> {
    await tx.run(
      `INSERT INTO score_batches AS b (project_id, id, target_type, scorer_name, scorer, config, total, created_at)
       VALUES ($1, $2::uuid, $3, $4, $5, $6::json, $7::integer, $8::timestamptz)`,
      [
        batch.project_id,
        batch.id,
        batch.target_type,
        batch.scorer_name,
        batch.scorer,
        batch.config,
        batch.total,
        batch.created_at,
      ],
    );
  }

  /** Counts how one of its tasks ended. */
  async count(tx: Transaction, projectId: string, id: string, end: TaskEnd): Promise<void> {
    const column = COUNTS[end];
    await tx.run(
      background(
        `UPDATE score_batches AS b SET ${column} = b.${column} + 1 WHERE b.project_id = $1 AND b.id = $2::uuid`,
      ),
      [projectId, id],
    );
  }

  async find(executor: Executor, projectId: string, id: string): Promise<ScoreBatchRow | undefined> {
    const { rows } = await executor.run<ScoreBatchRow>(
      `SELECT b.id, b.project_id, b.target_type, b.scorer_name, b.scorer, b.config, b.total, b.scored, b.skipped, b.failed,
         b.created_at, (
           SELECT count(*)::integer FROM score_tasks t WHERE t.project_id = $1 AND t.batch_id = $2::uuid
         ) AS waiting, (
           SELECT ${USAGE_SUMS} FROM score_usage u WHERE u.project_id = $1 AND u.batch_id = $2::uuid HAVING count(*) > 0
         ) AS usage
       FROM score_batches b WHERE b.project_id = $1 AND b.id = $2::uuid`,
      [projectId, id],
    );
    return rows[0];
  }
}
