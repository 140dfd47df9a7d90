import { Injectable } from '@nestjs/common';
import { after, type Executor, newestFirst, orderBy } from '@assay/database';

/** A named configuration as stored: JSON and times as text. */
export interface ScorerRow extends ScorerColumns {
  id: string;
  project_id: string;
  revision: number;
  created_at: string;
  updated_at: string;
}

/** What a change of it may set; JSON as text. */
export interface ScorerColumns {
  name: string;
  description: string | null;
  scorer: string;
  config: string;
}

const COLUMNS = 'c.id, c.project_id, c.name, c.description, c.scorer, c.config, c.revision, c.created_at, c.updated_at';

const ORDER = newestFirst('c');

/** SQL of named scorer configurations; a name that is taken violates `scorers_name`. */
@Injectable()
export class ScorerRepository {
  /** Adds one. */
  async insert(
    executor: Executor,
    projectId: string,
    id: string,
    { name, description, scorer, config }: ScorerColumns,
    createdAt: string,
  ): Promise<ScorerRow> {
    const { rows } = await executor.run<ScorerRow>(
      `INSERT INTO scorers AS c (project_id, id, name, description, scorer, config, revision, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7) RETURNING ${COLUMNS}`,
      [projectId, id, name, description, scorer, config, createdAt],
    );
    return rows[0] as ScorerRow;
  }

  /** One, or undefined. @param projectId null looks in every project: for tokens that are bound to none */
  async find(executor: Executor, projectId: string | null, id: string): Promise<ScorerRow | undefined> {
    const { rows } = await (projectId === null
      ? executor.run<ScorerRow>(`SELECT ${COLUMNS} FROM scorers c WHERE c.id = $1`, [id])
      : executor.run<ScorerRow>(`SELECT ${COLUMNS} FROM scorers c WHERE c.project_id = $1 AND c.id = $2`, [
          projectId,
          id,
        ]));
    return rows[0];
  }

  /** The first of a project by name, at most `count`. */
  async byName(executor: Executor, projectId: string, count: number): Promise<ScorerRow[]> {
    const { rows } = await executor.run<ScorerRow>(
      `SELECT ${COLUMNS} FROM scorers c WHERE c.project_id = $1 ORDER BY c.name LIMIT $2`,
      [projectId, count],
    );
    return rows;
  }

  /** A page of a project's, newest first: up to `count` rows after the cursor keys. */
  async list(executor: Executor, projectId: string, count: number, keys: string[] | undefined): Promise<ScorerRow[]> {
    const { rows } = await executor.run<ScorerRow>(
      `SELECT ${COLUMNS} FROM scorers c WHERE c.project_id = $1
       ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`} ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /** Sets all that a change may set, unless it changed since `revision`: then undefined. */
  async update(
    executor: Executor,
    { project_id: projectId, id, revision }: Pick<ScorerRow, 'project_id' | 'id' | 'revision'>,
    { name, description, scorer, config }: ScorerColumns,
    updatedAt: string,
  ): Promise<ScorerRow | undefined> {
    const { rows } = await executor.run<ScorerRow>(
      `UPDATE scorers AS c SET name = $4, description = $5, scorer = $6, config = $7, revision = c.revision + 1, updated_at = $8
       WHERE c.project_id = $1 AND c.id = $2 AND c.revision = $3 RETURNING ${COLUMNS}`,
      [projectId, id, revision, name, description, scorer, config, updatedAt],
    );
    return rows[0];
  }

  /** Removes it; false when there is none. */
  async remove(executor: Executor, projectId: string, id: string): Promise<boolean> {
    const { rowCount } = await executor.run('DELETE FROM scorers AS c WHERE c.project_id = $1 AND c.id = $2', [
      projectId,
      id,
    ]);
    return rowCount > 0;
  }
}
