import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy } from '@assay/database';
import type { TaskTarget } from './score-task';

/** Why a score could not be made, ready to be stored. */
export interface NewScoringError {
  /** Of the task, where there was one; else from `newId()`. */
  readonly id: string;
  readonly target: TaskTarget;
  readonly scorerName: string;
  readonly scorer: string;
  /** JSON text. */
  readonly config: string | null;
  readonly batchId?: string | null;
  /** A short word for programs: `timeout`, `refused`, `unreadable`, … */
  readonly type: string;
  /** For a person. */
  readonly message: string;
  /** The beginning of what was answered. */
  readonly excerpt?: string | null;
  readonly attempts: number;
  /** From `nowIso()`. */
  readonly createdAt: string;
}

/** A row of `scoring_errors`, as it is answered. */
export interface ScoringErrorRow {
  id: string;
  target_type: 'run' | 'span';
  run_id: string | null;
  experiment_id: string | null;
  dataset_item_id: string | null;
  trace_id: string | null;
  span_id: string | null;
  scorer_name: string;
  scorer: string;
  config: string | null;
  type: string;
  message: string;
  excerpt: string | null;
  attempts: number;
  created_at: string;
}

/** Which errors of a project; undefined does not matter. */
export interface ErrorFilters {
  readonly targetType: 'run' | 'span' | undefined;
  /** Of a run or a span, as `targetType` says: one for a run has the form of a server id. */
  readonly targetId: string | undefined;
  readonly traceId: string | undefined;
  readonly scorerName: string | undefined;
  readonly type: string | undefined;
}

/** What bounds a page. */
export interface ErrorListing {
  readonly count: number;
  /** The id of the last error of the page before. */
  readonly afterId: string | undefined;
}

const COLUMNS = `e.id, e.target_type, e.run_id, e.experiment_id, e.dataset_item_id, e.trace_id, e.span_id, e.scorer_name,
  e.scorer, e.config, e.type, e.message, e.excerpt, e.attempts, e.created_at`;
const NEWEST_FIRST: KeysetOrder = { keys: [{ expression: 'e.id', type: 'uuid' }], direction: 'desc' };
const ORDER: KeysetOrder = { keys: [{ expression: 'e.id', type: 'uuid' }], direction: 'asc' };

/** The SQL of scores that could not be made. */
@Injectable()
export class ScoringErrorRepository {
  /** Stores one. Violates `scoring_errors_run` or `_span` when its target is gone. */
  async insert(executor: Executor, projectId: string, error: NewScoringError): Promise<void> {
    const { target } = error;
    const place =
      'runId' in target
        ? ['run', target.runId, target.experimentId, target.datasetItemId, null, null]
        : ['span', null, null, null, target.traceId, target.spanId];
    await executor.run(
      `INSERT INTO scoring_errors AS e (project_id, id, target_type, run_id, experiment_id, dataset_item_id, trace_id, span_id,
         scorer_name, scorer, config, batch_id, type, message, excerpt, attempts, created_at)
       VALUES ($1, $2::uuid, $3, $4::uuid, $5::uuid, $6::uuid, $7, $8, $9, $10, $11::json, $12::uuid, $13, $14, $15,
         $16::integer, $17::timestamptz)
       ON CONFLICT (project_id, id) DO NOTHING`,
      [
        projectId,
        error.id,
        ...place,
        error.scorerName,
        error.scorer,
        error.config,
        error.batchId ?? null,
        error.type,
        error.message,
        error.excerpt ?? null,
        error.attempts,
        error.createdAt,
      ],
    );
  }

  /** The errors of an experiment, oldest first; undefined when there is no such experiment. */
  listOfExperiment(
    executor: Executor,
    projectId: string,
    experimentId: string,
    listing: ErrorListing,
  ): Promise<ScoringErrorRow[] | undefined> {
    return this.list(executor, projectId, experimentId, listing, {
      parent: 'SELECT x.id FROM experiments x WHERE x.project_id = $1 AND x.id = $2::uuid',
      ofParent: 'e.project_id = $1 AND e.experiment_id = $2::uuid',
    });
  }

  /** The errors of a batch, oldest first; undefined when there is no such batch. */
  listOfBatch(
    executor: Executor,
    projectId: string,
    batchId: string,
    listing: ErrorListing,
  ): Promise<ScoringErrorRow[] | undefined> {
    return this.list(executor, projectId, batchId, listing, {
      parent: 'SELECT b.id FROM score_batches b WHERE b.project_id = $1 AND b.id = $2::uuid',
      ofParent: 'e.project_id = $1 AND e.batch_id = $2::uuid',
    });
  }

  /** The errors of a project, newest first. */
  async listOfProject(
    executor: Executor,
    projectId: string,
    filters: ErrorFilters,
    { count, afterId }: ErrorListing,
  ): Promise<ScoringErrorRow[]> {
    const values: unknown[] = [projectId, count];
    const conditions = ['e.project_id = $1'];
    const narrow = (value: string | undefined, condition: (place: number) => string): void => {
      if (value !== undefined) conditions.push(condition(values.push(value)));
    };
    narrow(filters.targetType, (place) => `e.target_type = $${place}`);
    narrow(filters.targetId, (place) =>
      filters.targetType === 'run' ? `e.run_id = $${place}::uuid` : `e.span_id = $${place}`,
    );
    narrow(filters.traceId, (place) => `e.trace_id = $${place}`);
    narrow(filters.scorerName, (place) => `e.scorer_name = $${place}`);
    narrow(filters.type, (place) => `e.type = $${place}`);
    narrow(afterId, (place) => after(NEWEST_FIRST, place));
    const { rows } = await executor.run<ScoringErrorRow>(
      `SELECT ${COLUMNS} FROM scoring_errors e WHERE ${conditions.join(' AND ')} ${orderBy(NEWEST_FIRST)} LIMIT $2`,
      values,
    );
    return rows;
  }

  /** One statement tells both whether the parent exists and what errors it has. */
  private async list(
    executor: Executor,
    projectId: string,
    parentId: string,
    { count, afterId }: ErrorListing,
    sql: { parent: string; ofParent: string },
  ): Promise<ScoringErrorRow[] | undefined> {
    const values: unknown[] = [projectId, parentId, count];
    const isAfter = afterId === undefined ? '' : ` AND ${after(ORDER, values.push(afterId))}`;
    const { rows } = await executor.run<ScoringErrorRow | (ScoringErrorRow & { id: null })>(
      `SELECT e.* FROM (${sql.parent}) p LEFT JOIN LATERAL (
         SELECT ${COLUMNS} FROM scoring_errors e WHERE ${sql.ofParent}${isAfter} ${orderBy(ORDER)} LIMIT $3
       ) e ON true ${orderBy(ORDER)}`,
      values,
    );
    return rows.length === 0 ? undefined : rows.filter((row): row is ScoringErrorRow => row.id !== null);
  }
}
