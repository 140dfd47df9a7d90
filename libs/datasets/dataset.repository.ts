import { Injectable } from '@nestjs/common';
import {
  after,
  type Executor,
  newestFirst,
  orderBy,
  type Slice,
  type Sliced,
  slicedRows,
  textArray,
} from '@assay/database';

/** A dataset as stored: JSON and times as text. */
export interface DatasetRow {
  id: string;
  project_id: string;
  name: string;
  description: string | null;
  tags: string[];
  metadata: string | null;
  input_schema: string | null;
  expected_output_schema: string | null;
  /** JSON text of a list. */
  default_assertions: string | null;
  version: number;
  item_count: number;
  created_at: string;
  updated_at: string;
}

/** A dataset with its collections, as JSON text of a list of `{id, name, members}`; null for none. */
export type NamedDatasetRow = DatasetRow & { collections: string | null };

/** What a caller may say of a dataset; JSON as text. */
export interface DatasetTexts {
  name: string;
  description: string | null;
  tags: string[];
  metadata: string | null;
  input_schema: string | null;
  expected_output_schema: string | null;
  /** JSON text of a list. */
  default_assertions: string | null;
}

/** Columns of a {@link DatasetRow}, of `datasets d`. */
export const DATASET_COLUMNS =
  'd.id, d.project_id, d.name, d.description, d.tags, d.metadata, d.input_schema, d.expected_output_schema, d.default_assertions, d.version, d.item_count, d.created_at, d.updated_at';

const ORDER = newestFirst('d');

/** SQL of datasets themselves; a name that is taken violates `datasets_name`. */
@Injectable()
export class DatasetRepository {
  /** Adds a dataset at version 1, without items. */
  async insert(
    executor: Executor,
    projectId: string,
    id: string,
    dataset: DatasetTexts,
    createdAt: string,
  ): Promise<DatasetRow> {
    const { rows } = await executor.run<DatasetRow>(
      `INSERT INTO datasets AS d (project_id, id, name, description, tags, metadata, input_schema, expected_output_schema, default_assertions, version, item_count, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, 1, 0, $10, $10) RETURNING ${DATASET_COLUMNS}`,
      [
        projectId,
        id,
        dataset.name,
        dataset.description,
        textArray(dataset.tags),
        dataset.metadata,
        dataset.input_schema,
        dataset.expected_output_schema,
        dataset.default_assertions,
        createdAt,
      ],
    );
    return rows[0] as DatasetRow;
  }

  /**
   * The dataset, or undefined.
   * @param projectId null looks in every project, by id alone: only for tokens that may see every project
   */
  async find(executor: Executor, projectId: string | null, id: string): Promise<DatasetRow | undefined> {
    const { rows } = await (projectId === null
      ? executor.run<DatasetRow>(`SELECT ${DATASET_COLUMNS} FROM datasets d WHERE d.id = $1 AND d.deleted_at IS NULL`, [
          id,
        ])
      : executor.run<DatasetRow>(
          `SELECT ${DATASET_COLUMNS} FROM datasets d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL`,
          [projectId, id],
        ));
    return rows[0];
  }

  /** A page of the datasets of a project, newest first: up to `count` rows after the cursor keys. */
  async list(executor: Executor, projectId: string, count: number, keys: string[] | undefined): Promise<DatasetRow[]> {
    const { rows } = await executor.run<DatasetRow>(
      `SELECT ${DATASET_COLUMNS} FROM datasets d WHERE d.project_id = $1 AND d.deleted_at IS NULL
       ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`} ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /** Part of the datasets of a project, newest first, with how many there are. */
  async slice(executor: Executor, projectId: string, slice: Slice): Promise<Sliced<DatasetRow>> {
    const { rows } = await executor.run<DatasetRow & { total: number }>(
      `SELECT c.total, p.* FROM (SELECT count(*) AS total FROM datasets d WHERE d.project_id = $1 AND d.deleted_at IS NULL) c LEFT JOIN LATERAL (
         SELECT ${DATASET_COLUMNS} FROM datasets d WHERE d.project_id = $1 AND d.deleted_at IS NULL ${orderBy(ORDER)} LIMIT $2 OFFSET $3
       ) p ON true ${orderBy(newestFirst('p'))}`,
      [projectId, slice.count, slice.offset],
    );
    return slicedRows(rows);
  }

  /** The dataset of a name with its collections, oldest first, or undefined. */
  async findNamed(executor: Executor, projectId: string, name: string): Promise<NamedDatasetRow | undefined> {
    const { rows } = await executor.run<NamedDatasetRow>(
      `SELECT ${DATASET_COLUMNS}, (
         SELECT json_agg(json_build_object('id', c.id, 'name', c.name, 'members', c.members) ORDER BY c.id)
         FROM collections c WHERE c.project_id = $1 AND c.dataset_id = d.id
       ) AS collections
       FROM datasets d WHERE d.project_id = $1 AND d.name = $2 AND d.deleted_at IS NULL`,
      [projectId, name],
    );
    return rows[0];
  }

  /**
   * Sets the fields that are given; undefined when the dataset does not exist.
   * @param by what `key` is
   */
  async update(
    executor: Executor,
    projectId: string,
    by: 'id' | 'name',
    key: string,
    changed: Partial<DatasetTexts>,
    updatedAt: string,
  ): Promise<DatasetRow | undefined> {
    const { rows } = await executor.run<DatasetRow>(
      `UPDATE datasets AS d SET
         name = CASE WHEN $3::boolean THEN $4 ELSE d.name END,
         description = CASE WHEN $5::boolean THEN $6 ELSE d.description END,
         tags = CASE WHEN $7::boolean THEN $8::text[] ELSE d.tags END,
         metadata = CASE WHEN $9::boolean THEN $10::jsonb ELSE d.metadata END,
         input_schema = CASE WHEN $11::boolean THEN $12::json ELSE d.input_schema END,
         expected_output_schema = CASE WHEN $13::boolean THEN $14::json ELSE d.expected_output_schema END,
         default_assertions = CASE WHEN $15::boolean THEN $16::json ELSE d.default_assertions END,
         updated_at = $17
       WHERE d.project_id = $1 AND d.${by} = $2 AND d.deleted_at IS NULL RETURNING ${DATASET_COLUMNS}`,
      [
        projectId,
        key,
        changed.name !== undefined,
        changed.name ?? null,
        changed.description !== undefined,
        changed.description ?? null,
        changed.tags !== undefined,
        textArray(changed.tags ?? []),
        changed.metadata !== undefined,
        changed.metadata ?? null,
        changed.input_schema !== undefined,
        changed.input_schema ?? null,
        changed.expected_output_schema !== undefined,
        changed.expected_output_schema ?? null,
        changed.default_assertions !== undefined,
        changed.default_assertions ?? null,
        updatedAt,
      ],
    );
    return rows[0];
  }

  /**
   * Removes the dataset's row, which ends every change of its items.
   * @param projectId null looks in every project, by id alone: only for tokens that may see every project
   * @returns its project; undefined when there is no such dataset
   */
  async remove(executor: Executor, projectId: string | null, id: string): Promise<string | undefined> {
    const { rows } = await (projectId === null
      ? executor.run<{ project_id: string }>(
          'DELETE FROM datasets AS d WHERE d.id = $1 AND d.deleted_at IS NULL RETURNING d.project_id',
          [id],
        )
      : executor.run<{ project_id: string }>(
          'DELETE FROM datasets AS d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL RETURNING d.project_id',
          [projectId, id],
        ));
    return rows[0]?.project_id;
  }

  /**
   * Removes every revision of the dataset's items, and leaves its collections on their own. A statement of its own, after
   * {@link remove}: its snapshot then holds all that was committed before the row went, and nothing can be added any more.
   */
  async removeItems(executor: Executor, projectId: string, id: string): Promise<void> {
    await executor.run(
      `WITH freed AS (UPDATE collections AS c SET dataset_id = NULL WHERE c.project_id = $1 AND c.dataset_id = $2)
       DELETE FROM dataset_items AS i WHERE i.project_id = $1 AND i.dataset_id = $2`,
      [projectId, id],
    );
  }
}
