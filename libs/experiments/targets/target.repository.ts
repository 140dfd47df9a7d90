import { Injectable } from '@nestjs/common';
import { after, type Executor, newestFirst, orderBy } from '@assay/database';
import type { TargetLabel, TargetType } from './target-settings';

/** A target as stored: JSON and times as text. */
export interface TargetRow extends TargetColumns {
  id: string;
  project_id: string;
  type: TargetType;
  revision: number;
  created_at: string;
  updated_at: string;
}

/** What a change of a target may set; JSON as text. */
export interface TargetColumns {
  name: string;
  label: TargetLabel | null;
  description: string | null;
  metadata: string | null;
  settings: string;
  headers: string | null;
}

const COLUMNS =
  't.id, t.project_id, t.name, t.type, t.label, t.description, t.metadata, t.settings, t.headers, t.revision, t.created_at, t.updated_at';

const ORDER = newestFirst('t');

/**
 * Finds the target of that id, else of that name, in the project `$1`.
 * @param id the placeholder of the id, null where the text is none
 * @param name the placeholder of the name
 */
export const TARGET_NAMED = (id: string, name: string): string =>
  `SELECT ${COLUMNS} FROM targets t WHERE t.project_id = $1 AND (t.id = ${id}::uuid OR t.name = ${name}::text)
   ORDER BY (t.id = ${id}::uuid) DESC NULLS LAST LIMIT 1`;

/** SQL of targets; a name that is taken violates `targets_name`. */
@Injectable()
export class TargetRepository {
  /** Adds a target. */
  async insert(
    executor: Executor,
    key: { projectId: string; id: string; type: TargetType },
    columns: TargetColumns,
    createdAt: string,
  ): Promise<TargetRow> {
    const { rows } = await executor.run<TargetRow>(
      `INSERT INTO targets AS t (project_id, id, type, name, label, description, metadata, settings, headers, revision, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10) RETURNING ${COLUMNS}`,
      [key.projectId, key.id, key.type, ...valuesOf(columns), createdAt],
    );
    return rows[0] as TargetRow;
  }

  /** The target, or undefined. */
  async find(executor: Executor, projectId: string, id: string): Promise<TargetRow | undefined> {
    const { rows } = await executor.run<TargetRow>(
      `SELECT ${COLUMNS} FROM targets t WHERE t.project_id = $1 AND t.id = $2`,
      [projectId, id],
    );
    return rows[0];
  }

  /** The target of any project, for a token that is bound to none. */
  async findAnywhere(executor: Executor, id: string): Promise<TargetRow | undefined> {
    const { rows } = await executor.run<TargetRow>(`SELECT ${COLUMNS} FROM targets t WHERE t.id = $1`, [id]);
    return rows[0];
  }

  /** The names of the targets of a project, for messages: at most `count`, in order. */
  async names(executor: Executor, projectId: string, count: number): Promise<string[]> {
    const { rows } = await executor.run<{ name: string }>(
      'SELECT t.name FROM targets t WHERE t.project_id = $1 ORDER BY t.name LIMIT $2',
      [projectId, count],
    );
    return rows.map(({ name }) => name);
  }

  /** A page of the targets of a project, newest first: up to `count` rows after the cursor keys. */
  async list(
    executor: Executor,
    projectId: string,
    type: TargetType | null,
    count: number,
    keys: string[] | undefined,
  ): Promise<TargetRow[]> {
    const { rows } = await executor.run<TargetRow>(
      `SELECT ${COLUMNS} FROM targets t WHERE t.project_id = $1 AND ($2::text IS NULL OR t.type = $2)
       ${keys === undefined ? '' : `AND ${after(ORDER, 4)}`} ${orderBy(ORDER)} LIMIT $3`,
      [projectId, type, count, ...(keys ?? [])],
    );
    return rows;
  }

  /** Sets all that a change may set, unless the target changed since `revision`: then undefined. */
  async update(
    executor: Executor,
    { project_id: projectId, id, revision }: Pick<TargetRow, 'project_id' | 'id' | 'revision'>,
    columns: TargetColumns,
    updatedAt: string,
  ): Promise<TargetRow | undefined> {
    const { rows } = await executor.run<TargetRow>(
      `UPDATE targets AS t SET name = $4, label = $5, description = $6, metadata = $7, settings = $8, headers = $9,
         revision = t.revision + 1, updated_at = $10
       WHERE t.project_id = $1 AND t.id = $2 AND t.revision = $3 RETURNING ${COLUMNS}`,
      [projectId, id, revision, ...valuesOf(columns), updatedAt],
    );
    return rows[0];
  }

  /** Removes the target; false when there is none. */
  async remove(executor: Executor, projectId: string, id: string): Promise<boolean> {
    const { rowCount } = await executor.run('DELETE FROM targets AS t WHERE t.project_id = $1 AND t.id = $2', [
      projectId,
      id,
    ]);
    return rowCount > 0;
  }
}

function valuesOf(columns: TargetColumns): unknown[] {
  const { name, label, description, metadata, settings, headers } = columns;
  return [name, label, description, metadata, settings, headers];
}
