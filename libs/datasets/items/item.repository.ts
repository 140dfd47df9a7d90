import { Injectable } from '@nestjs/common';
import { type Executor, type Slice, type Sliced, slicedRows } from '@assay/database';

/** A revision of an item as stored: JSON and times as text. */
export interface ItemRow {
  id: string;
  input: string;
  expected_output: string | null;
  metadata: string | null;
  /** The dataset version in which this revision came. */
  version: number;
  created_at: string;
  updated_at: string;
}

/** A page of items, with the version of their dataset at that moment. */
export interface ItemPage {
  datasetVersion: number;
  rows: ItemRow[];
}

/** A page of one version, bounded by items and bytes; see {@link ItemRepository.exportPage}. */
export interface ExportPage extends ItemPage {
  /** Whether there may be more items after these. */
  hasMore: boolean;
}

/** The current revision of an item with what is known of its dataset at that moment. */
export type ChangeableItem = ItemRow & {
  project_id: string;
  dataset_id: string;
  dataset_version: number;
  input_schema: string | null;
  expected_output_schema: string | null;
  has_default_assertions: boolean;
  reads_assertions: boolean;
};

type JoinedRow = ItemRow & { dataset_version: number; found?: number };

/** The version of a revision: its own, or for imported rows that of their import `m`. */
const VERSION = 'COALESCE(NULLIF(i.valid_from, 0), m.version)';

const PAYLOADS = 'i.input, i.expected_output, i.metadata, i.created_at, i.updated_at';

const IMPORT_OF_ITEM = 'LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = $2 AND m.id = i.import_id';

/** Rows visible in version $4: they had come by then and had not gone. */
const IN_VERSION = `(i.valid_to IS NULL OR i.valid_to > $4) AND ${VERSION} <= $4`;

/** One statement gives the dataset and the page: no row at all means that there is no such dataset. */
function withDataset(items: string, condition = 'true'): string {
  return `SELECT d.version AS dataset_version, p.* FROM datasets d LEFT JOIN LATERAL (${items}) p ON ${condition}
    WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL ORDER BY p.id`;
}

const CURRENT_PAGE = (condition: string): string =>
  withDataset(
    `SELECT i.id, ${VERSION} AS version, ${PAYLOADS} FROM dataset_items i ${IMPORT_OF_ITEM}
     WHERE i.project_id = $1 AND i.dataset_id = $2 AND i.valid_to IS NULL ${condition} ORDER BY i.id LIMIT $3`,
  );

const VERSION_PAGE = (condition: string): string =>
  withDataset(
    `SELECT i.id, ${VERSION} AS version, ${PAYLOADS} FROM dataset_items i ${IMPORT_OF_ITEM}
     WHERE i.project_id = $1 AND i.dataset_id = $2 AND ${IN_VERSION} ${condition} ORDER BY i.id LIMIT $3`,
  );

/**
 * The page of an export is cut by stored bytes too, so that a few huge items do not fill the memory: a row is taken as
 * long as those before it are below the limit. `pg_column_size` does not unpack what is stored out of line.
 */
const EXPORT_PAGE = (condition: string): string =>
  withDataset(
    `SELECT s.*, count(*) OVER () AS found FROM (
       SELECT i.id, ${VERSION} AS version, ${PAYLOADS},
         sum(pg_column_size(i.input) + COALESCE(pg_column_size(i.expected_output), 0) + COALESCE(pg_column_size(i.metadata), 0))
           OVER (ORDER BY i.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
       FROM dataset_items i ${IMPORT_OF_ITEM}
       WHERE i.project_id = $1 AND i.dataset_id = $2 AND ${IN_VERSION} ${condition} ORDER BY i.id LIMIT $3
     ) s`,
    'COALESCE(p.bytes_before, 0) < $5',
  );

/** What is skipped is passed over in the index `dataset_items_current`; only the rows of the slice are read. */
const SLICE = `
  SELECT d.item_count AS total, p.* FROM datasets d LEFT JOIN LATERAL (
    SELECT i.id, ${VERSION} AS version, ${PAYLOADS} FROM (
      SELECT s.id FROM dataset_items s WHERE s.project_id = $1 AND s.dataset_id = $2 AND s.valid_to IS NULL
      ORDER BY s.id LIMIT $3 OFFSET $4
    ) s
    JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = $2 AND i.id = s.id AND i.valid_to IS NULL
    ${IMPORT_OF_ITEM}
  ) p ON true
  WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL ORDER BY p.id`;

const CHANGEABLE = `d.project_id, d.id AS dataset_id, d.version AS dataset_version, d.input_schema, d.expected_output_schema,
  d.default_assertions IS NOT NULL AS has_default_assertions, i.reads_assertions`;

/** An item by its id alone; `$1` is the item. */
const BY_ITEM = (project: string): string =>
  `SELECT ${CHANGEABLE}, i.id, ${VERSION} AS version, ${PAYLOADS}
   FROM dataset_items i JOIN datasets d ON d.project_id = ${project} AND d.id = i.dataset_id
   LEFT JOIN dataset_imports m ON m.project_id = ${project} AND m.dataset_id = i.dataset_id AND m.id = i.import_id
   WHERE i.id = $1 AND i.valid_to IS NULL AND d.deleted_at IS NULL`;

const FOR_CHANGE = (project: string): string =>
  `SELECT ${CHANGEABLE}, i.id, ${VERSION} AS version, ${PAYLOADS}
   FROM datasets d
   JOIN dataset_items i ON i.project_id = ${project} AND i.dataset_id = $1 AND i.id = $2 AND i.valid_to IS NULL
   LEFT JOIN dataset_imports m ON m.project_id = ${project} AND m.dataset_id = $1 AND m.id = i.import_id
   WHERE d.id = $1 AND d.deleted_at IS NULL`;

/** SQL that reads items. Lists are in id order, which is the order in which items were sent. */
@Injectable()
export class ItemRepository {
  /** Items as they stand: up to `count` after an id; undefined when there is no such dataset. */
  async page(
    executor: Executor,
    projectId: string,
    datasetId: string,
    count: number,
    afterId?: string,
  ): Promise<ItemPage | undefined> {
    const values = [projectId, datasetId, count];
    return pageOfRows(
      afterId === undefined
        ? await executor.run<JoinedRow>(CURRENT_PAGE(''), values)
        : await executor.run<JoinedRow>(CURRENT_PAGE('AND i.id > $4::uuid'), [...values, afterId]),
    );
  }

  /** Items as they stood in a version (1 to 2^31 − 1; one that is yet to come gives the items as they stand). */
  async pageOfVersion(
    executor: Executor,
    projectId: string,
    datasetId: string,
    version: number,
    count: number,
    afterId?: string,
  ): Promise<ItemPage | undefined> {
    const values = [projectId, datasetId, count, version];
    return pageOfRows(
      afterId === undefined
        ? await executor.run<JoinedRow>(VERSION_PAGE(''), values)
        : await executor.run<JoinedRow>(VERSION_PAGE('AND i.id > $5::uuid'), [...values, afterId]),
    );
  }

  /** Items as they stand, by position, with how many there are; undefined when there is no such dataset. */
  async slice(
    executor: Executor,
    projectId: string,
    datasetId: string,
    slice: Slice,
  ): Promise<Sliced<ItemRow> | undefined> {
    const { rows } = await executor.run<ItemRow & { total: number }>(SLICE, [
      projectId,
      datasetId,
      slice.count,
      slice.offset,
    ]);
    return rows.length === 0 ? undefined : slicedRows(rows);
  }

  /** As {@link pageOfVersion}, but ends after the row with which the stored size of the payloads reaches `bytes`. */
  async exportPage(
    executor: Executor,
    projectId: string,
    datasetId: string,
    version: number,
    limits: { count: number; bytes: number },
    afterId?: string,
  ): Promise<ExportPage | undefined> {
    const values = [projectId, datasetId, limits.count, version, limits.bytes];
    const result =
      afterId === undefined
        ? await executor.run<JoinedRow>(EXPORT_PAGE(''), values)
        : await executor.run<JoinedRow>(EXPORT_PAGE('AND i.id > $6::uuid'), [...values, afterId]);
    const page = pageOfRows(result);
    const found = result.rows[0]?.found ?? 0;
    return page === undefined ? undefined : { ...page, hasMore: found === limits.count || found > page.rows.length };
  }

  /** The current revision of an item, or undefined. */
  async find(executor: Executor, projectId: string, datasetId: string, id: string): Promise<ItemRow | undefined> {
    const { rows } = await executor.run<ItemRow>(
      `SELECT i.id, ${VERSION} AS version, ${PAYLOADS} FROM datasets d
       JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = $2 AND i.id = $3 AND i.valid_to IS NULL
       ${IMPORT_OF_ITEM}
       WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL`,
      [projectId, datasetId, id],
    );
    return rows[0];
  }

  /**
   * The current revision of an item with its dataset, or undefined.
   * @param projectId null to find the project too, by the id of the dataset or of the item
   * @param datasetId null to find the dataset by the id of the item
   */
  async findForChange(
    executor: Executor,
    projectId: string | null,
    datasetId: string | null,
    id: string,
  ): Promise<ChangeableItem | undefined> {
    if (datasetId === null) return this.findByItem(executor, projectId, id);
    const { rows } = await (projectId === null
      ? executor.run<ChangeableItem>(FOR_CHANGE('d.project_id'), [datasetId, id])
      : executor.run<ChangeableItem>(`${FOR_CHANGE('$3')} AND d.project_id = $3`, [datasetId, id, projectId]));
    return rows[0];
  }

  private async findByItem(
    executor: Executor,
    projectId: string | null,
    id: string,
  ): Promise<ChangeableItem | undefined> {
    const { rows } = await (projectId === null
      ? executor.run<ChangeableItem>(BY_ITEM('i.project_id'), [id])
      : executor.run<ChangeableItem>(`${BY_ITEM('$2')} AND i.project_id = $2`, [id, projectId]));
    return rows[0];
  }
}

function pageOfRows({ rows }: { rows: JoinedRow[] }): ItemPage | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  // The dataset without items gives one row of nulls.
  return { datasetVersion: first.dataset_version, rows: first.id === null ? [] : rows };
}
