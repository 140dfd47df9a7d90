import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { isServerId } from '@assay/shared/ids';
import { LRUCache } from 'lru-cache';

/** What a write of items must know of their dataset. */
export interface KnownDataset {
  readonly projectId: string;
  readonly id: string;
  /** JSON text of the schemas; null where there is none. */
  readonly inputSchema: string | null;
  readonly expectedOutputSchema: string | null;
  /** Whether every item's expected output that spells assertions is read as such. */
  readonly hasDefaultAssertions: boolean;
  /** What items were checked against: a write carries it, and touches nothing if the dataset has others by then. */
  readonly marks: SchemaMarks;
}

/** SHA-256 of `input_schema` and `expected_output_schema` in hex, null for none; and whether there are default assertions. */
export type SchemaMarks = readonly [string | null, string | null, boolean];

interface Row {
  project_id: string;
  input_schema: string | null;
  expected_output_schema: string | null;
  has_default_assertions: boolean;
}

const MAX_REMEMBERED = 20_000;
const MAX_REMEMBERED_CHARACTERS = 16 * 1024 * 1024;
const ENTRY_CHARACTERS = 200;

const COLUMNS =
  'd.project_id, d.input_schema, d.expected_output_schema, d.default_assertions IS NOT NULL AS has_default_assertions';

/** The condition that a dataset still has the schemas that items were checked against; takes three parameters. */
export function sameSchemas(firstParameter: number): string {
  const mark = (column: string): string => `encode(sha256(convert_to(d.${column}::text, 'UTF8')), 'hex')`;
  return `${mark('input_schema')} IS NOT DISTINCT FROM $${firstParameter}
    AND ${mark('expected_output_schema')} IS NOT DISTINCT FROM $${firstParameter + 1}
    AND (d.default_assertions IS NOT NULL) = $${firstParameter + 2}::boolean`;
}

/** {@link KnownDataset} of a row. */
export function knownDataset(id: string, row: Row): KnownDataset {
  return {
    projectId: row.project_id,
    id,
    inputSchema: row.input_schema,
    expectedOutputSchema: row.expected_output_schema,
    hasDefaultAssertions: row.has_default_assertions,
    marks: [markOf(row.input_schema), markOf(row.expected_output_schema), row.has_default_assertions],
  };
}

function markOf(schema: string | null): string | null {
  return schema === null ? null : createHash('sha256').update(schema).digest('hex');
}

/**
 * Remembers project and schemas of datasets, so that a write of items costs one statement. What it says may be out of
 * date: writes carry the {@link SchemaMarks}, and one that touched nothing reads the dataset anew.
 */
@Injectable()
export class DatasetDirectory {
  private readonly known = new LRUCache<string, KnownDataset>({
    max: MAX_REMEMBERED,
    maxSize: MAX_REMEMBERED_CHARACTERS,
    sizeCalculation: (dataset) =>
      ENTRY_CHARACTERS + (dataset.inputSchema?.length ?? 0) + (dataset.expectedOutputSchema?.length ?? 0),
  });

  /** The dataset as last seen, if it was. A dataset of another project than `projectId` (null: any) is not found. */
  remembered(projectId: string | null, id: string): KnownDataset | undefined {
    const known = this.known.get(id);
    return projectId === null || known?.projectId === projectId ? known : undefined;
  }

  /** The dataset as last seen, else as it is; undefined when there is none. */
  async find(executor: Executor, projectId: string | null, id: string): Promise<KnownDataset | undefined> {
    return this.remembered(projectId, id) ?? this.read(executor, projectId, id);
  }

  /** The dataset as it is now; undefined when there is none. */
  async read(executor: Executor, projectId: string | null, id: string): Promise<KnownDataset | undefined> {
    if (!isServerId(id)) return undefined;
    const { rows } = await (projectId === null
      ? executor.run<Row>(`SELECT ${COLUMNS} FROM datasets d WHERE d.id = $1 AND d.deleted_at IS NULL`, [id])
      : executor.run<Row>(
          `SELECT ${COLUMNS} FROM datasets d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NULL`,
          [projectId, id],
        ));
    if (rows[0] === undefined) {
      if (this.remembered(projectId, id) !== undefined) this.known.delete(id);
      return undefined;
    }
    return this.remember(knownDataset(id, rows[0]));
  }

  /** Keeps what was just read of a dataset. */
  remember(dataset: KnownDataset): KnownDataset {
    this.known.set(dataset.id, dataset);
    return dataset;
  }
}
