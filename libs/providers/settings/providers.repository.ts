import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';

/** A row of `providers`. */
export interface ProviderRow {
  project_id: string;
  base_url: string;
  /** Sealed by `Secrets`; null without a key. */
  api_key: string | null;
  model: string | null;
  max_concurrency: number;
  requests_per_minute: number;
  timeout_ms: number;
  /** JSON text. */
  prices: string;
  created_at: string;
  updated_at: string;
}

/** What a project's provider is set to. */
export type NewProvider = Omit<ProviderRow, 'created_at'>;

const COLUMNS =
  'v.project_id, v.base_url, v.api_key, v.model, v.max_concurrency, v.requests_per_minute, v.timeout_ms, v.prices, v.created_at, v.updated_at';

/** The SQL of providers. */
@Injectable()
export class ProvidersRepository {
  /** The provider of a project's own. */
  async find(executor: Executor, projectId: string): Promise<ProviderRow | undefined> {
    const { rows } = await executor.run<ProviderRow>(`SELECT ${COLUMNS} FROM providers v WHERE v.project_id = $1`, [
      projectId,
    ]);
    return rows[0];
  }

  /** Whether there is such a project, and the provider of its own. */
  async findOfProject(executor: Executor, projectId: string): Promise<{ row: ProviderRow | undefined } | undefined> {
    const { rows } = await executor.run<ProviderRow | (ProviderRow & { project_id: null })>(
      `SELECT ${COLUMNS} FROM projects p LEFT JOIN providers v ON v.project_id = $1 WHERE p.id = $1`,
      [projectId],
    );
    const [row] = rows;
    return row === undefined ? undefined : { row: row.project_id === null ? undefined : row };
  }

  /** Sets the whole of it; the project must exist. */
  async put(executor: Executor, provider: NewProvider): Promise<ProviderRow> {
    const { rows } = await executor.run<ProviderRow>(
      `INSERT INTO providers AS v (project_id, base_url, api_key, model, max_concurrency, requests_per_minute, timeout_ms,
         prices, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5::integer, $6::integer, $7::integer, $8::json, $9::timestamptz, $9::timestamptz)
       ON CONFLICT (project_id) DO UPDATE SET base_url = excluded.base_url, api_key = excluded.api_key,
         model = excluded.model, max_concurrency = excluded.max_concurrency,
         requests_per_minute = excluded.requests_per_minute, timeout_ms = excluded.timeout_ms, prices = excluded.prices,
         updated_at = excluded.updated_at
       RETURNING ${COLUMNS}`,
      [
        provider.project_id,
        provider.base_url,
        provider.api_key,
        provider.model,
        provider.max_concurrency,
        provider.requests_per_minute,
        provider.timeout_ms,
        provider.prices,
        provider.updated_at,
      ],
    );
    return rows[0] as ProviderRow;
  }

  /** Whether there was one. */
  async delete(executor: Executor, projectId: string): Promise<boolean> {
    const { rowCount } = await executor.run('DELETE FROM providers v WHERE v.project_id = $1', [projectId]);
    return rowCount > 0;
  }
}
