import { Injectable } from '@nestjs/common';
import { after, type Executor, newestFirst, orderBy, textArray } from '@assay/database';
import type { ExperimentStatus } from './entities/experiment.entity';
import { EXECUTION_OF_EXPERIMENT } from './execution/execution-of-row';

/** A row of `experiments`, as it is answered. */
export interface ExperimentRow {
  id: string;
  project_id: string;
  name: string;
  dataset_id: string;
  dataset_version: number;
  collection_id: string | null;
  status: ExperimentStatus;
  auto_complete: boolean;
  /** JSON text. */
  metadata: string;
  created_at: string;
  completed_at: string | null;
  /** JSON text of its execution; null when it was never executed. */
  execution: string | null;
}

/** What makes a new experiment, beyond what its dataset says. */
export interface NewExperiment {
  readonly id: string;
  readonly name: string;
  readonly datasetId: string;
  /** What it is limited to: a collection, and those of its members that may be items. */
  readonly collection: { readonly id: string; readonly itemIds: readonly string[] } | null;
  readonly autoComplete: boolean;
  /** JSON text. */
  readonly metadata: string;
  /** JSON text of the threshold, if any. */
  readonly threshold: string | null;
  readonly createdAt: string;
}

/** Which experiment an id means, and over which dataset it ran. */
export interface ExperimentPlace {
  id: string;
  project_id: string;
  dataset_id: string;
  dataset_version: number;
  run_count: number;
}

/** The columns that answer an experiment. */
export const EXPERIMENT_COLUMNS = [
  'id',
  'project_id',
  'name',
  'dataset_id',
  'dataset_version',
  'collection_id',
  'status',
  'auto_complete',
  'metadata',
  'created_at',
  'completed_at',
];
const COLUMNS = [...EXPERIMENT_COLUMNS.map((name) => `e.${name}`), `${EXECUTION_OF_EXPERIMENT} AS execution`].join(
  ', ',
);

const ORDER = newestFirst('e');

/** Those of the ids `$10` that are items of the dataset as it stands; rows of an import that goes on are not there yet. */
const ITEMS_OF_COLLECTION = `ARRAY(
           SELECT i.id FROM dataset_items i
           LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
           WHERE i.project_id = $1 AND i.dataset_id = d.id AND i.valid_to IS NULL
             AND i.id = ANY($10::text[]::uuid[]) AND (i.import_id IS NULL OR m.id IS NOT NULL)
           ORDER BY i.id
         )`;
/** The SQL of experiments. */
@Injectable()
export class ExperimentRepository {
  /**
   * Makes an experiment on its dataset as that stands, completed at once when it completes itself and there is nothing to
   * run; undefined without such a dataset.
   */
  async insert(executor: Executor, projectId: string, experiment: NewExperiment): Promise<ExperimentRow | undefined> {
    const { rows } = await executor.run<ExperimentRow>(
      `INSERT INTO experiments AS e (project_id, id, name, dataset_id, dataset_version, version_item_count, status,
         auto_complete, metadata, threshold, created_at, completed_at, collection_id, item_ids)
       SELECT $1, $2::uuid, $3, d.id, d.version, d.items,
         CASE WHEN $5::boolean AND d.items = 0 THEN 'completed' ELSE 'created' END,
         $5::boolean, $6::jsonb, $7::json, $8::timestamptz,
         CASE WHEN $5::boolean AND d.items = 0 THEN $8::timestamptz END, $9::uuid, d.item_ids
       FROM (
         SELECT d.id, d.version, c.item_ids, coalesce(cardinality(c.item_ids), d.item_count) AS items
         FROM datasets d CROSS JOIN LATERAL (SELECT CASE WHEN $9::uuid IS NOT NULL THEN ${ITEMS_OF_COLLECTION} END AS item_ids) c
         WHERE d.project_id = $1 AND d.id = $4::uuid AND d.deleted_at IS NULL
       ) d
       RETURNING ${COLUMNS}`,
      [
        projectId,
        experiment.id,
        experiment.name,
        experiment.datasetId,
        experiment.autoComplete,
        experiment.metadata,
        experiment.threshold,
        experiment.createdAt,
        experiment.collection?.id ?? null,
        textArray(experiment.collection?.itemIds ?? []),
      ],
    );
    return rows[0];
  }

  /** One experiment. */
  async find(executor: Executor, projectId: string, id: string): Promise<ExperimentRow | undefined> {
    const { rows } = await executor.run<ExperimentRow>(
      `SELECT ${COLUMNS} FROM experiments e WHERE e.project_id = $1 AND e.id = $2::uuid`,
      [projectId, id],
    );
    return rows[0];
  }

  /** A page of a project's experiments, newest first: up to `count` rows after the cursor keys. */
  async list(
    executor: Executor,
    projectId: string,
    count: number,
    keys: string[] | undefined,
  ): Promise<ExperimentRow[]> {
    const { rows } = await executor.run<ExperimentRow>(
      `SELECT ${COLUMNS} FROM experiments e WHERE e.project_id = $1
       ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`} ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /**
   * Completes an experiment. `changed` is false for one that was completed already; undefined when there is none.
   * Its row lock waits for runs that are being stored, and those that come after find it completed.
   */
  async complete(
    executor: Executor,
    projectId: string,
    id: string,
    completedAt: string,
  ): Promise<(ExperimentRow & { changed: boolean }) | undefined> {
    const { rows } = await executor.run<ExperimentRow & { changed: boolean }>(
      `WITH completed AS (
         UPDATE experiments AS e SET status = 'completed', completed_at = $3::timestamptz
         WHERE e.project_id = $1 AND e.id = $2::uuid AND e.status <> 'completed'
         RETURNING ${COLUMNS}
       )
       SELECT e.*, true AS changed FROM completed e
       UNION ALL
       SELECT ${COLUMNS}, false FROM experiments e
       WHERE e.project_id = $1 AND e.id = $2::uuid AND NOT EXISTS (SELECT 1 FROM completed)`,
      [projectId, id, completedAt],
    );
    return rows[0];
  }

  /** How many experiments there are on a dataset. */
  async countOn(executor: Executor, projectId: string, datasetId: string): Promise<number> {
    const { rows } = await executor.run<{ count: number }>(
      'SELECT count(*) AS count FROM experiments e WHERE e.project_id = $1 AND e.dataset_id = $2::uuid',
      [projectId, datasetId],
    );
    return rows[0].count;
  }

  /**
   * Where the experiments with these ids are.
   * @param projectId null looks in every project, by id alone: only for tokens that may see every project
   */
  async places(executor: Executor, projectId: string | null, ids: [string, string]): Promise<ExperimentPlace[]> {
    const found = 'SELECT e.id, e.project_id, e.dataset_id, e.dataset_version, e.run_count FROM experiments e WHERE';
    const { rows } =
      projectId === null
        ? await executor.run<ExperimentPlace>(`${found} e.id IN ($1::uuid, $2::uuid)`, ids)
        : await executor.run<ExperimentPlace>(`${found} e.project_id = $1 AND e.id IN ($2::uuid, $3::uuid)`, [
            projectId,
            ...ids,
          ]);
    return rows;
  }
}
