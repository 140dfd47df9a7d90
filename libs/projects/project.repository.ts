import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy } from '@assay/database';

/** A row of `projects`. */
export interface ProjectRow {
  id: string;
  name: string | null;
  created_at: string;
}

const ORDER: KeysetOrder = {
  keys: [
    { expression: 'p.created_at', type: 'timestamptz' },
    { expression: 'p.id', type: 'text' },
  ],
  direction: 'desc',
};

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
    name: string | null,
    createdAt: string,
  ): Promise<ProjectRow | undefined> {
    const { rows } = await executor.run<ProjectRow>(
      `INSERT INTO projects AS p (id, name, created_at) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO NOTHING RETURNING p.id, p.name, p.created_at`,
      [id, name, createdAt],
    );
    return rows[0];
  }

  /** Whether the project exists. */
  async exists(executor: Executor, id: string): Promise<boolean> {
    const { rowCount } = await executor.run('SELECT 1 FROM projects WHERE id = $1', [id]);
    return rowCount > 0;
  }

  /** A page of all projects, newest first: up to `count` rows after the cursor keys. */
  async list(executor: Executor, count: number, keys: string[] | undefined): Promise<ProjectRow[]> {
    const { rows } = await executor.run<ProjectRow>(
      `SELECT p.id, p.name, p.created_at FROM projects p
       ${keys === undefined ? '' : `WHERE ${after(ORDER, 2)}`} ${orderBy(ORDER)} LIMIT $1`,
      [count, ...(keys ?? [])],
    );
    return rows;
  }
}
