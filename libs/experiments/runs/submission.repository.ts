import { Injectable } from '@nestjs/common';
import { textArray, type Transaction } from '@assay/database';
import type { AssertionTexts } from '@assay/scores';
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
  /** What grades its run; not there when that was not read. */
  assertions?: AssertionTexts;
}

/** An experiment whose row is locked until the transaction ends. */
export interface LockedExperiment {
  readonly isCompleted: boolean;
  /** What its items are limited to: those of a collection, or those that it was made to execute. */
  readonly limit: 'collection' | 'experiment' | null;
  /** By id: those of the items asked for that a run may name. */
  readonly items: ReadonlyMap<string, RunnableItem>;
}

/** The columns of {@link itemAssertions}, and the defaults of the dataset. */
export interface AssertionColumns {
  /** Of the first row alone: they are the same for all. */
  default_assertions: string | null;
  metadata_assertions: string | null;
  spelled_assertions: string | null;
}

type Row = RunnableItem & AssertionColumns & { status: string; item_limit: LockedExperiment['limit'] };

const DEFAULT_ASSERTIONS =
  '(SELECT d.default_assertions FROM datasets d WHERE d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL) AS default_assertions';
/** Defaults may be long: they come with the first row alone. */
const ONCE = 'CASE WHEN row_number() OVER () = 1 THEN e.default_assertions END AS default_assertions';
/**
 * What grades the run of a revision `i`. The member is parsed only where the text holds its name. An expected output
 * counts where it may be read as assertions.
 * @param defaults the column of the assertions of the dataset
 */
export function itemAssertions(defaults: string): string {
  return `
  CASE WHEN strpos(i.metadata::text, '"assertions"') > 0 THEN i.metadata -> 'assertions' END AS metadata_assertions,
  CASE WHEN i.reads_assertions OR ${defaults} IS NOT NULL THEN i.expected_output END AS spelled_assertions`;
}

const ITEM_ASSERTIONS = itemAssertions('e.default_assertions');

/** What grades the run of a row, with the assertions of the dataset. */
export function textsOf(row: Omit<AssertionColumns, 'default_assertions'>, defaults: string | null): AssertionTexts {
  const { metadata_assertions: metadata, spelled_assertions: expectedOutput } = row;
  return { defaults, metadata, expectedOutput };
}

/** The SQL that runs are submitted with, beside storing them. */
@Injectable()
export class SubmissionRepository {
  /**
   * Locks an experiment and looks up items of its dataset: the revision of its version, else the current one of an item
   * that came later. An experiment that is limited to some items has those alone. Rows of an import that has not finished are not there yet.
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
         SELECT e.status, e.dataset_id, e.dataset_version, e.collection_id, e.item_ids, ${DEFAULT_ASSERTIONS} FROM experiments e
         WHERE e.project_id = $1 AND e.id = $2::uuid FOR UPDATE
       )
       SELECT e.status, ${ONCE}, i.*,
         CASE WHEN e.item_ids IS NOT NULL THEN CASE WHEN e.collection_id IS NULL THEN 'experiment' ELSE 'collection' END END AS item_limit
       FROM e CROSS JOIN LATERAL (
         SELECT CASE WHEN e.item_ids IS NOT NULL THEN
           ARRAY(SELECT unnest(e.item_ids) INTERSECT SELECT unnest($3::text[]::uuid[])) END AS ids
       ) allowed LEFT JOIN LATERAL (
         SELECT DISTINCT ON (i.id) i.id, ${IN_VERSION} AS in_version,
           ${withPayloads ? 'i.input, i.expected_output' : 'NULL AS input, NULL AS expected_output'},
           ${ITEM_ASSERTIONS}
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
    const { status, item_limit: limit, default_assertions: defaults } = rows[0];
    const items = found.map((row): [string, RunnableItem] => [row.id, { ...row, assertions: textsOf(row, defaults) }]);
    return { isCompleted: status === 'completed', limit, items: new Map(items) };
  }

  /** What grades the runs of items: as {@link lock} reads it. */
  async assertions(
    tx: Transaction,
    projectId: string,
    experimentId: string,
    itemIds: readonly string[],
  ): Promise<Map<string, AssertionTexts>> {
    const { rows } = await tx.run<AssertionColumns & { id: string }>(
      `WITH e AS MATERIALIZED (
         SELECT e.dataset_id, e.dataset_version, ${DEFAULT_ASSERTIONS} FROM experiments e
         WHERE e.project_id = $1 AND e.id = $2::uuid
       )
       SELECT ${ONCE}, i.* FROM e JOIN LATERAL (
         SELECT DISTINCT ON (i.id) i.id, ${ITEM_ASSERTIONS}
         FROM dataset_items i
         LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
         WHERE i.project_id = $1 AND i.dataset_id = e.dataset_id AND i.id = ANY($3::text[]::uuid[])
           AND ${FROM_VERSION} IS NOT NULL AND (${IN_VERSION} OR i.valid_to IS NULL)
         ORDER BY i.id, ${IN_VERSION} DESC
       ) i ON true`,
      [projectId, experimentId, textArray(itemIds)],
    );
    const defaults = rows[0]?.default_assertions ?? null;
    return new Map(rows.map((row) => [row.id, textsOf(row, defaults)]));
  }
}
