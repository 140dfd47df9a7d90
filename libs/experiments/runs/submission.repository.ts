import { Injectable } from '@nestjs/common';
import { textArray, type Transaction } from '@assay/database';
import { FROM_VERSION, IN_VERSION } from './item-revision-sql';

/** An item that runs may name. */
export interface RunnableItem {
  id: string;
  /** Whether it belongs to the dataset version of the experiment; else it came later and still exists. */
  in_version: boolean;
  /** JSON text; null unless payloads were asked for. */
  input: string | null;
  /** JSON text; null when there is none, or unless payloads were asked for. */
  expected_output: string | null;
}

/** An experiment whose row is locked until the transaction ends. */
export interface LockedExperiment {
  readonly isCompleted: boolean;
  /** Whether a collection limits its items. */
  readonly isLimited: boolean;
  /** By id: those of the items asked for that a run may name. */
  readonly items: ReadonlyMap<string, RunnableItem>;
}

type Row = RunnableItem & { status: string; is_limited: boolean };

/** The SQL that runs are submitted with, beside storing them. */
@Injectable()
export class SubmissionRepository {
  /**
   * Locks an experiment and looks up items of its dataset: the revision of its version, else the current one of an item
   * that came later. An experiment that is limited to a collection has the items of that alone. Rows of an import that has not finished are not there yet.
   * @returns undefined when there is no such experiment
   */
  async lock(
    tx: Transaction,
    projectId: string,
    experimentId: string,
    itemIds: readonly string[],
    withPayloads: boolean,
  ): Promise<LockedExperiment | undefined> {
    const { rows } = await tx.run<Row | (Row & { id: null })>(
      `WITH e AS MATERIALIZED (
         SELECT e.status, e.dataset_id, e.dataset_version, e.item_ids FROM experiments e
         WHERE e.project_id = $1 AND e.id = $2::uuid FOR UPDATE
       )
       SELECT e.status, e.item_ids IS NOT NULL AS is_limited, i.*
       FROM e CROSS JOIN LATERAL (
         SELECT CASE WHEN e.item_ids IS NOT NULL THEN
           ARRAY(SELECT unnest(e.item_ids) INTERSECT SELECT unnest($3::text[]::uuid[])) END AS ids
       ) allowed LEFT JOIN LATERAL (
         SELECT DISTINCT ON (i.id) i.id, ${IN_VERSION} AS in_version,
           ${withPayloads ? 'i.input, i.expected_output' : 'NULL AS input, NULL AS expected_output'}
         FROM datasets d
         JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = d.id AND i.id = ANY($3::text[]::uuid[])
         LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
         WHERE d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL AND ${FROM_VERSION} IS NOT NULL
           AND (${IN_VERSION} OR i.valid_to IS NULL) AND (allowed.ids IS NULL OR i.id = ANY(allowed.ids))
         ORDER BY i.id, ${IN_VERSION} DESC
       ) i ON true`,
      [projectId, experimentId, textArray(itemIds)],
    );
    if (rows[0] === undefined) return undefined;
    const found = rows.filter((row): row is Row => row.id !== null);
    const { status, is_limited: isLimited } = rows[0];
    return { isCompleted: status === 'completed', isLimited, items: new Map(found.map((row) => [row.id, row])) };
  }
}
