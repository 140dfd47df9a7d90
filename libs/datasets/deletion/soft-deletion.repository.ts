import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy } from '@assay/database';
import { DATASET_COLUMNS, type DatasetRow } from '../dataset.repository';

/** A dataset that is deleted softly. */
export type DeletedDatasetRow = DatasetRow & { deleted_at: string };

const ORDER: KeysetOrder = {
  keys: [
    { expression: 'd.deleted_at', type: 'timestamptz' },
    { expression: 'd.id', type: 'uuid' },
  ],
  direction: 'desc',
};

/**
 * SQL that hides datasets and shows them again. Only the dataset's row and its collections are written, never its items.
 * A collection that is put into a dataset while that is being deleted may keep its `dataset_id`: it is shown without
 * one, and restoring takes it away.
 */
@Injectable()
export class SoftDeletionRepository {
  /** Hides the dataset of a name, and leaves its collections on their own; false when there is none. */
  async hide(executor: Executor, projectId: string, name: string, deletedAt: string): Promise<boolean> {
    const { rowCount } = await executor.run(
      `WITH gone AS (
         UPDATE datasets AS d SET deleted_at = $3::timestamptz
         WHERE d.project_id = $1 AND d.name = $2 AND d.deleted_at IS NULL RETURNING d.id
       ), freed AS (
         UPDATE collections AS c SET dataset_id = NULL FROM gone g WHERE c.project_id = $1 AND c.dataset_id = g.id
       )
       SELECT g.id FROM gone g`,
      [projectId, name, deletedAt],
    );
    return rowCount > 0;
  }

  /** A page of the hidden datasets of a project, the last that was hidden first: up to `count` rows after the cursor keys. */
  async list(
    executor: Executor,
    projectId: string,
    count: number,
    keys: string[] | undefined,
  ): Promise<DeletedDatasetRow[]> {
    const { rows } = await executor.run<DeletedDatasetRow>(
      `SELECT ${DATASET_COLUMNS}, d.deleted_at FROM datasets d WHERE d.project_id = $1 AND d.deleted_at IS NOT NULL
       ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`} ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /**
   * Shows a dataset again; one that is not hidden is given as it is. A name that is taken violates `datasets_name`.
   * @returns undefined when there is no such dataset, or another request restored it at this moment
   */
  async show(executor: Executor, projectId: string, id: string): Promise<DatasetRow | undefined> {
    const { rows } = await executor.run<DatasetRow>(
      `WITH back AS (
         UPDATE datasets AS d SET deleted_at = NULL
         WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NOT NULL RETURNING ${DATASET_COLUMNS}
       ), freed AS (
         UPDATE collections AS c SET dataset_id = NULL FROM back b WHERE c.project_id = $1 AND c.dataset_id = b.id
       )
       SELECT b.* FROM back b
       UNION ALL
       SELECT ${DATASET_COLUMNS} FROM datasets d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL`,
      [projectId, id],
    );
    return rows[0];
  }
}
