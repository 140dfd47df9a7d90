import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';
import { type KnownDataset, sameSchemas } from '../dataset-directory';

/** The payloads of an item as JSON text. */
export interface ItemTexts {
  readonly input: string;
  readonly expectedOutput: string | null;
  readonly metadata: string | null;
}

/** An item about to be added. */
export interface NewItem extends ItemTexts {
  readonly id: string;
  /** Whether an expected output that spells assertions is read as such. */
  readonly readsAssertions: boolean;
}

/** A change of one item, valid only for the state of the dataset that it was made from. */
export interface ItemChange {
  readonly dataset: KnownDataset;
  /** The version of the dataset when the item was read: as long as it stands, no item has changed. */
  readonly atVersion: number;
  readonly itemId: string;
  /** ISO 8601 with microseconds. */
  readonly at: string;
}

/** Locks the dataset row, if nothing was changed meanwhile, and raises the version. */
const LOCK_FOR_CHANGE = (countChange: string): string => `
  UPDATE datasets AS d SET version = d.version + 1, item_count = d.item_count + ${countChange}, updated_at = $5
  WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL AND d.version = $4 AND ${sameSchemas(6)}
  RETURNING d.version`;

/**
 * SQL that changes items. Every statement first takes the lock of the dataset's row by the update that raises its
 * version and keeps its count, and writes revisions only under it: so both stay exact under any concurrency.
 */
@Injectable()
export class ItemWriterRepository {
  /**
   * Adds items, at once or each in a version of its own.
   * @param raise by how much the version rises: 1, or the number of items to give each its own
   * @returns the version before; undefined, and nothing added, when the dataset is gone or has other schemas by now
   */
  async append(
    executor: Executor,
    dataset: KnownDataset,
    items: readonly NewItem[],
    raise: number,
    at: string,
  ): Promise<number | undefined> {
    const { rows } = await executor.run<{ base: number }>(
      `WITH locked AS (
         UPDATE datasets AS d SET version = d.version + $3::integer, item_count = d.item_count + $4::integer, updated_at = $5
         WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL AND ${sameSchemas(6)}
         RETURNING d.version - $3::integer AS base
       ), made AS (
         INSERT INTO dataset_items AS i (project_id, dataset_id, id, valid_from, input, expected_output, metadata, reads_assertions, created_at, updated_at)
         SELECT $1, $2, r.id::uuid, l.base + LEAST(r.place, $3::integer), r.input::json, r.expected_output::json, r.metadata::json, r.reads_assertions::boolean, $5, $5
         FROM locked l, unnest($9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) WITH ORDINALITY
           AS r (id, input, expected_output, metadata, reads_assertions, place)
         RETURNING i.id
       )
       SELECT l.base FROM locked l`,
      [
        dataset.projectId,
        dataset.id,
        raise,
        items.length,
        at,
        ...dataset.marks,
        textArray(items.map((item) => item.id)),
        textArray(items.map((item) => item.input)),
        textArray(items.map((item) => item.expectedOutput)),
        textArray(items.map((item) => item.metadata)),
        textArray(items.map((item) => String(item.readsAssertions))),
      ],
    );
    return rows[0]?.base;
  }

  /**
   * Ends the current revision of an item and adds the next.
   * @returns its version and when the item was made; undefined, and nothing changed, when the state it was made from is not current
   */
  async revise(
    executor: Executor,
    change: ItemChange,
    texts: ItemTexts,
  ): Promise<{ version: number; created_at: string } | undefined> {
    const { rows } = await executor.run<{ version: number; created_at: string }>(
      `WITH locked AS (${LOCK_FOR_CHANGE('0')}), closed AS (
         UPDATE dataset_items AS i SET valid_to = l.version FROM locked l
         WHERE i.project_id = $1 AND i.dataset_id = $2 AND i.id = $3 AND i.valid_to IS NULL
         RETURNING i.created_at, i.reads_assertions, l.version
       )
       INSERT INTO dataset_items AS n (project_id, dataset_id, id, valid_from, input, expected_output, metadata, reads_assertions, created_at, updated_at)
       SELECT $1, $2, $3, c.version, $9::json, $10::json, $11::json, c.reads_assertions, c.created_at, $5 FROM closed c
       RETURNING n.valid_from AS version, n.created_at`,
      [...changeValues(change), texts.input, texts.expectedOutput, texts.metadata],
    );
    return rows[0];
  }

  /** Ends the current revision of an item; false, and nothing changed, when the state it was made from is not current. */
  async end(executor: Executor, change: ItemChange): Promise<boolean> {
    const { rowCount } = await executor.run(
      `WITH locked AS (${LOCK_FOR_CHANGE('-1')})
       UPDATE dataset_items AS i SET valid_to = l.version FROM locked l
       WHERE i.project_id = $1 AND i.dataset_id = $2 AND i.id = $3 AND i.valid_to IS NULL
       RETURNING i.id`,
      changeValues(change),
    );
    return rowCount > 0;
  }

  /** Takes the lock of the dataset's row until the transaction ends. */
  async lock(executor: Executor, projectId: string, datasetId: string): Promise<void> {
    await executor.run(
      'SELECT 1 FROM datasets d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL FOR NO KEY UPDATE',
      [projectId, datasetId],
    );
  }

  /**
   * Ends an import whose rows wait with `valid_from` 0: raises the version and records in which one they came.
   * @returns that version; undefined when the dataset is gone
   */
  async finishImport(
    executor: Executor,
    dataset: KnownDataset,
    importId: string,
    count: number,
    at: string,
  ): Promise<number | undefined> {
    const { rows } = await executor.run<{ version: number }>(
      `WITH locked AS (
         UPDATE datasets AS d SET version = d.version + 1, item_count = d.item_count + $4::integer, updated_at = $5
         WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL RETURNING d.version
       )
       INSERT INTO dataset_imports AS m (project_id, dataset_id, id, version, imported_count, created_at)
       SELECT $1, $2, $3::uuid, l.version, $4::integer, $5 FROM locked l RETURNING m.version`,
      [dataset.projectId, dataset.id, importId, count, at],
    );
    return rows[0]?.version;
  }
}

function changeValues(change: ItemChange): unknown[] {
  const { dataset, itemId, atVersion, at } = change;
  return [dataset.projectId, dataset.id, itemId, atVersion, at, ...dataset.marks];
}
