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

/** A collection as stored: JSON and times as text. */
export interface CollectionRow {
  id: string;
  project_id: string;
  name: string;
  /** Its dataset, while that is there. */
  dataset_id: string | null;
  members: string[];
  tags: string[];
  metadata: string | null;
  created_at: string;
  updated_at: string;
}

/** What a caller may say of a new collection; JSON as text, each member once. */
export interface CollectionTexts {
  readonly name: string;
  readonly datasetId: string | null;
  readonly members: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: string | null;
}

/** What a caller may change of a collection: what is undefined stays. */
export interface CollectionChange {
  name?: string;
  datasetId?: string | null;
  /** Go first; what is not a member does not matter. */
  removeMembers: readonly string[];
  /** Go to the end in this order; what is a member stays where it is. */
  addMembers: readonly string[];
  tags?: readonly string[];
  metadata?: string | null;
}

/** A collection, or why there is none: its dataset is not there, or has as many collections as it may. */
export type Written = CollectionRow | 'no dataset' | 'no room' | undefined;

type WrittenRow = (CollectionRow | { id: null }) & { dataset_found: boolean; found: boolean };

/** Most collections of one dataset: they are shown with it. Writers that race may go beyond it by their number. */
export const MAX_COLLECTIONS_OF_DATASET = 1_000;

const NAMES = ['id', 'project_id', 'name', 'dataset_id', 'members', 'tags', 'metadata', 'created_at', 'updated_at'];
const STORED = NAMES.map((name) => `c.${name}`).join(', ');
/** A dataset that was deleted while a collection was put into it is not shown. */
const COLUMNS = STORED.replace('c.dataset_id', 'd.id AS dataset_id');
const LIVE_DATASET = 'LEFT JOIN datasets d ON d.project_id = $1 AND d.id = c.dataset_id AND d.deleted_at IS NULL';

const ORDER = newestFirst('c');

/** The dataset `$3` that a collection is put into; its lock lasts until the collection is committed, so a deletion comes before or after. */
const DATASET = `d AS MATERIALIZED (
    SELECT d.id, (SELECT count(*) FROM collections o WHERE o.project_id = $1 AND o.dataset_id = $3::uuid AND o.id <> $2::uuid) AS used
    FROM datasets d WHERE d.project_id = $1 AND d.id = $3::uuid AND d.deleted_at IS NULL FOR SHARE OF d
  )`;
const MAY_GO_THERE = `($3::uuid IS NULL OR EXISTS (SELECT 1 FROM d WHERE d.used < ${MAX_COLLECTIONS_OF_DATASET}))`;

/** The members without `$4`, then `$5`, each once at its first place; the row's lock makes it follow every change before. */
const MERGED_MEMBERS = `ARRAY(
    SELECT s.id FROM (
      SELECT e.id, e.place FROM unnest(c.members) WITH ORDINALITY AS e (id, place)
      WHERE e.id NOT IN (SELECT unnest($4::text[]))
      UNION ALL
      SELECT a.id, cardinality(c.members) + a.place FROM unnest($5::text[]) WITH ORDINALITY AS a (id, place)
    ) s GROUP BY s.id ORDER BY min(s.place)
  )`;

/** SQL of collections; a name that is taken violates `collections_name`, too many members `collections_members`. */
@Injectable()
export class CollectionRepository {
  /** Adds a collection, one statement with the look-up of its dataset. */
  async insert(
    executor: Executor,
    projectId: string,
    id: string,
    texts: CollectionTexts,
    createdAt: string,
  ): Promise<Exclude<Written, undefined>> {
    const { rows } = await executor.run<WrittenRow>(
      `WITH ${DATASET}, made AS (
         INSERT INTO collections AS c (project_id, id, dataset_id, name, members, tags, metadata, created_at, updated_at)
         SELECT $1, $2::uuid, $3::uuid, $4, $5::text[], $6::text[], $7::jsonb, $8::timestamptz, $8::timestamptz
         WHERE ${MAY_GO_THERE} RETURNING ${STORED}
       )
       SELECT m.*, EXISTS (SELECT 1 FROM d) AS dataset_found FROM (SELECT 1) one LEFT JOIN made m ON true`,
      [
        projectId,
        id,
        texts.datasetId,
        texts.name,
        textArray(texts.members),
        textArray(texts.tags),
        texts.metadata,
        createdAt,
      ],
    );
    return written(rows[0] as WrittenRow);
  }

  /** The collection, or undefined. */
  async find(executor: Executor, projectId: string, id: string): Promise<CollectionRow | undefined> {
    const { rows } = await executor.run<CollectionRow>(
      `SELECT ${COLUMNS} FROM collections c ${LIVE_DATASET} WHERE c.project_id = $1 AND c.id = $2::uuid`,
      [projectId, id],
    );
    return rows[0];
  }

  /** A page of the collections of a project, newest first: up to `count` rows after the cursor keys. */
  async list(
    executor: Executor,
    projectId: string,
    count: number,
    keys: string[] | undefined,
  ): Promise<CollectionRow[]> {
    const { rows } = await executor.run<CollectionRow>(
      `SELECT ${COLUMNS} FROM collections c ${LIVE_DATASET} WHERE c.project_id = $1
       ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`} ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /** Part of the collections of a project, newest first, with how many there are. */
  async slice(executor: Executor, projectId: string, slice: Slice): Promise<Sliced<CollectionRow>> {
    const { rows } = await executor.run<CollectionRow & { total: number }>(
      `SELECT n.total, ${COLUMNS} FROM (SELECT count(*) AS total FROM collections c WHERE c.project_id = $1) n LEFT JOIN LATERAL (
         SELECT * FROM collections c WHERE c.project_id = $1 ${orderBy(ORDER)} LIMIT $2 OFFSET $3
       ) c ON true ${LIVE_DATASET} ${orderBy(ORDER)}`,
      [projectId, slice.count, slice.offset],
    );
    return slicedRows(rows);
  }

  /**
   * Changes what is given. Members are merged under the lock of the row: changes that race all count.
   * @returns undefined when there is no such collection
   */
  async update(
    executor: Executor,
    projectId: string,
    id: string,
    change: CollectionChange,
    updatedAt: string,
  ): Promise<Written> {
    const { rows } = await executor.run<WrittenRow>(
      `WITH ${DATASET}, changed AS (
         UPDATE collections AS c SET
           members = CASE WHEN $6::boolean THEN ${MERGED_MEMBERS} ELSE c.members END,
           dataset_id = CASE WHEN $7::boolean THEN $3::uuid ELSE c.dataset_id END,
           name = coalesce($8, c.name),
           tags = coalesce($9::text[], c.tags),
           metadata = CASE WHEN $10::boolean THEN $11::jsonb ELSE c.metadata END,
           updated_at = $12::timestamptz
         WHERE c.project_id = $1 AND c.id = $2::uuid AND ${MAY_GO_THERE} RETURNING ${STORED}
       )
       SELECT ${COLUMNS}, EXISTS (SELECT 1 FROM d) AS dataset_found, f.id IS NOT NULL AS found
       FROM (SELECT 1) one LEFT JOIN changed c ON true ${LIVE_DATASET}
       LEFT JOIN collections f ON f.project_id = $1 AND f.id = $2::uuid`,
      [
        projectId,
        id,
        change.datasetId ?? null,
        textArray(change.removeMembers),
        textArray(change.addMembers),
        change.removeMembers.length + change.addMembers.length > 0,
        change.datasetId !== undefined,
        change.name ?? null,
        change.tags === undefined ? null : textArray(change.tags),
        change.metadata !== undefined,
        change.metadata ?? null,
        updatedAt,
      ],
    );
    const row = rows[0] as WrittenRow;
    return row.found ? written(row) : undefined;
  }

  /** Removes a collection; false when there is none. Experiments that were limited to it stay so. */
  async remove(executor: Executor, projectId: string, id: string): Promise<boolean> {
    const { rowCount } = await executor.run(
      'DELETE FROM collections AS c WHERE c.project_id = $1 AND c.id = $2::uuid',
      [projectId, id],
    );
    return rowCount > 0;
  }
}

function written(row: WrittenRow): Exclude<Written, undefined> {
  if (row.id !== null) return row;
  return row.dataset_found ? 'no room' : 'no dataset';
}
