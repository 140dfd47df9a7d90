import { Injectable } from '@nestjs/common';
import { after, type Executor, newestFirst, orderBy } from '@assay/database';

/** A row of `api_keys`, without its hash. */
export interface ApiKeyRow {
  id: string;
  project_id: string | null;
  name: string;
  role: 'read' | 'write' | 'admin';
  prefix: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

/** A key about to be stored: its hash, never the key itself. */
export interface NewApiKey {
  id: string;
  projectId: string | null;
  name: string;
  role: 'read' | 'write' | 'admin';
  hash: Buffer;
  prefix: string;
  createdAt: string;
  expiresAt: string | null;
}

const COLUMNS = 'k.id, k.project_id, k.name, k.role, k.prefix, k.created_at, k.expires_at, k.last_used_at';
const ORDER = newestFirst('k');

/** The SQL of API keys. */
@Injectable()
export class ApiKeyRepository {
  /** Makes a key; one with the same hash stays as it is. */
  async insert(executor: Executor, key: NewApiKey): Promise<ApiKeyRow | undefined> {
    const { rows } = await executor.run<ApiKeyRow>(
      `INSERT INTO api_keys AS k (id, project_id, name, role, hash, prefix, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (hash) DO NOTHING RETURNING ${COLUMNS}`,
      [key.id, key.projectId, key.name, key.role, key.hash, key.prefix, key.createdAt, key.expiresAt],
    );
    return rows[0];
  }

  /** Undefined for a key that was never made or is revoked; one that has expired is found, its expiry is for the caller to see. */
  async findByHash(executor: Executor, hash: Buffer): Promise<(ApiKeyRow & { hash: Buffer }) | undefined> {
    const { rows } = await executor.run<ApiKeyRow & { hash: Buffer }>(
      `SELECT ${COLUMNS}, k.hash FROM api_keys k WHERE k.hash = $1`,
      [hash],
    );
    return rows[0];
  }

  /** Admin keys made by the server itself, apart from the one with this hash, go: the operator has set another one. */
  async deleteOtherAdmins(executor: Executor, hash: Buffer): Promise<void> {
    await executor.run(`DELETE FROM api_keys WHERE role = 'admin' AND hash <> $1`, [hash]);
  }

  /** Notes the use of a key. */
  async touch(executor: Executor, id: string, at: string): Promise<void> {
    await executor.run('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [id, at]);
  }

  /** A page of the keys of a project, newest first. */
  async list(executor: Executor, projectId: string, count: number, keys: string[] | undefined): Promise<ApiKeyRow[]> {
    const { rows } = await executor.run<ApiKeyRow>(
      `SELECT ${COLUMNS} FROM api_keys k WHERE k.project_id = $1 ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`}
       ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /** Deletes a key of a project; false when there is none. */
  async delete(executor: Executor, projectId: string, id: string): Promise<boolean> {
    const { rowCount } = await executor.run('DELETE FROM api_keys WHERE project_id = $1 AND id = $2', [projectId, id]);
    return rowCount > 0;
  }
}
