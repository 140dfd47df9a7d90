import { Injectable } from '@nestjs/common';
import { after, type Executor, newestFirst, orderBy } from '@assay/database';

/** A row of `projects`; `retention_days` is null where traces are kept for good. */
export interface ProjectRow {
  id: string;
  name: string | null;
  retention_days: number | null;
  created_at: string;
}

/** What of a project can be set. */
export type ProjectSettings = Pick<ProjectRow, 'name' | 'retention_days'>;

const COLUMNS = 'p.id, p.name, p.retention_days, p.created_at';

const ORDER = newestFirst('p', 'text');

/**
 * Makes a project (`$1` its id, `$2` the time) unless it is there: for another domain's first write, as a CTE of the
 * statement that needs the project. Foreign keys are checked when the whole statement has run.
 */
export const CREATE_PROJECT = `INSERT INTO projects AS p (id, name, created_at) VALUES ($1::text, NULL, $2::timestamptz)
  ON CONFLICT (id) DO NOTHING`;

/** The SQL of projects. */
@Injectable()
export class ProjectRepository {
  /** Makes the project; undefined when the id is taken. */
  async insert(
    executor: Executor,
    id: string,
    { name, retention_days: days }: ProjectSettings,
    createdAt: string,
  ): Promise<ProjectRow | undefined> {
    const { rows } = await executor.run<ProjectRow>(
      `INSERT INTO projects AS p (id, name, created_at, retention_days, retention_due_at)
       VALUES ($1, $2, $3, $4::int, CASE WHEN $4::int IS NOT NULL THEN $3::timestamptz END)
       ON CONFLICT (id) DO NOTHING RETURNING ${COLUMNS}`,
      [id, name, createdAt, days],
    );
    return rows[0];
  }

  /** One project; undefined when there is none. */
  async find(executor: Executor, id: string): Promise<ProjectRow | undefined> {
    const { rows } = await executor.run<ProjectRow>(`SELECT ${COLUMNS} FROM projects p WHERE p.id = $1`, [id]);
    return rows[0];
  }

  /** Sets what is given, and has a pass over old traces begin at `at` when that is how long they are kept. */
  async update(
    executor: Executor,
    id: string,
    changed: Partial<ProjectSettings>,
    at: string,
  ): Promise<ProjectRow | undefined> {
    const { rows } = await executor.run<ProjectRow>(
      `UPDATE projects AS p SET
         name = CASE WHEN $2::boolean THEN $3 ELSE p.name END,
         retention_days = CASE WHEN $4::boolean THEN $5::int ELSE p.retention_days END,
         retention_due_at = CASE WHEN NOT $4::boolean THEN p.retention_due_at WHEN $5::int IS NOT NULL THEN $6::timestamptz END
       WHERE p.id = $1 RETURNING ${COLUMNS}`,
      [
        id,
        changed.name !== undefined,
        changed.name ?? null,
        changed.retention_days !== undefined,
        changed.retention_days ?? null,
        at,
      ],
    );
    return rows[0];
  }

  /** Asks the database, whatever {@link ProjectRegistry} remembers. */
  async exists(executor: Executor, id: string): Promise<boolean> {
    const { rowCount } = await executor.run('SELECT 1 FROM projects WHERE id = $1', [id]);
    return rowCount > 0;
  }

  /** A page of all projects, newest first: up to `count` rows after the cursor keys. */
  async list(executor: Executor, count: number, keys: string[] | undefined): Promise<ProjectRow[]> {
    const { rows } = await executor.run<ProjectRow>(
      `SELECT ${COLUMNS} FROM projects p
       ${keys === undefined ? '' : `WHERE ${after(ORDER, 2)}`} ${orderBy(ORDER)} LIMIT $1`,
      [count, ...(keys ?? [])],
    );
    return rows;
  }
}
