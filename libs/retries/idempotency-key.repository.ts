import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import type { RetryScope } from './retry-scope';

/** The answer of the first request. */
export interface KeptAnswer {
  readonly bodyHash: Buffer;
  readonly status: number;
  /** The body as sent; null for an answer without one. */
  readonly text: string | null;
}

interface ClaimedRow {
  status: number | null;
  answer: string | null;
  body_hash: Buffer | null;
}

/** When a claim is made, and for how long. */
export interface ClaimTimes {
  /** ISO 8601 with microseconds. */
  readonly at: string;
  readonly expiresAt: string;
  /** How long to wait for another transaction that holds the key. */
  readonly waitMs: number;
}

const OF_SCOPE = 'k.project_id = $1 AND k.is_bound = $2 AND k.method = $3 AND k.path = $4 AND k.key = $5';
const EXPIRED = 'k.expires_at <= excluded.created_at';

/**
 * The limit of the wait is set and taken back within the one statement, so that it does not hold for what the handler
 * waits for. A row that is there is written as it is: only so does one statement give the newest version of it, also
 * one that was committed while this waited.
 */
const CLAIM = `
  WITH wait AS MATERIALIZED (
    SELECT current_setting('lock_timeout') AS before, set_config('lock_timeout', $8, true) AS during
  ), claimed AS (
    INSERT INTO idempotency_keys AS k (project_id, is_bound, method, path, key, body_hash, created_at, expires_at)
    SELECT $1, $2::boolean, $3, $4, $5, $6::bytea, $7::timestamptz, $9::timestamptz FROM wait w WHERE w.during <> ''
    ON CONFLICT (project_id, is_bound, method, path, key) DO UPDATE SET
      status = CASE WHEN ${EXPIRED} THEN NULL ELSE k.status END,
      answer = CASE WHEN ${EXPIRED} THEN NULL ELSE k.answer END,
      body_hash = CASE WHEN ${EXPIRED} THEN excluded.body_hash ELSE k.body_hash END,
      created_at = CASE WHEN ${EXPIRED} THEN excluded.created_at ELSE k.created_at END,
      expires_at = CASE WHEN ${EXPIRED} THEN excluded.expires_at ELSE k.expires_at END
    RETURNING k.status, k.answer, k.body_hash
  )
  SELECT c.status, c.answer, c.body_hash, set_config('lock_timeout', w.before, true) FROM claimed c, wait w`;

function valuesOf(scope: RetryScope): unknown[] {
  return [scope.projectId, scope.isBound, scope.method, scope.path, scope.key];
}

/** The SQL of idempotency keys. */
@Injectable()
export class IdempotencyKeyRepository {
  /**
   * Takes the key for this transaction: a new one, or an expired one as if it were new. Waits for another transaction
   * that holds it.
   * @returns the answer that was kept under it, if there is one
   * @throws what Postgres says (SQLSTATE 55P03) when the wait takes too long
   */
  async claim(
    executor: Executor,
    scope: RetryScope,
    bodyHash: Buffer | null,
    times: ClaimTimes,
  ): Promise<KeptAnswer | undefined> {
    const waitMs = String(Math.max(1, Math.ceil(times.waitMs)));
    const values = [...valuesOf(scope), bodyHash, times.at, waitMs, times.expiresAt];
    const { rows } = await executor.run<ClaimedRow>(CLAIM, values);
    const { status, answer, body_hash: keptHash } = rows[0] as ClaimedRow;
    // No transaction commits a row without a status, so this one has just made it.
    if (status === null) return undefined;
    return { bodyHash: keptHash as Buffer, status, text: answer };
  }

  /** Keeps the answer under the key that this transaction has claimed. */
  async keep(executor: Executor, scope: RetryScope, answer: KeptAnswer): Promise<void> {
    await executor.run(
      `UPDATE idempotency_keys AS k SET body_hash = $6::bytea, status = $7::integer, answer = $8::text WHERE ${OF_SCOPE}`,
      [...valuesOf(scope), answer.bodyHash, answer.status, answer.text],
    );
  }

  /** For each project of the up to `count` keys that expired first, the latest of their expiries. */
  async expired(executor: Executor, at: string, count: number): Promise<{ projectId: string; until: string }[]> {
    const { rows } = await executor.run<{ project_id: string; until: string }>(
      `SELECT e.project_id, max(e.expires_at) AS until FROM (
         SELECT k.project_id, k.expires_at FROM idempotency_keys k
         WHERE k.expires_at <= $1 ORDER BY k.expires_at LIMIT $2
       ) e GROUP BY e.project_id`,
      [at, count],
    );
    return rows.map((row) => ({ projectId: row.project_id, until: row.until }));
  }

  /** Deletes the keys of a project that expired until then, but for those that a request holds. Gives how many. */
  async deleteExpired(executor: Executor, projectId: string, until: string): Promise<number> {
    const { rowCount } = await executor.run(
      `DELETE FROM idempotency_keys AS k
       WHERE k.project_id = $1 AND (k.is_bound, k.method, k.path, k.key) IN (
         SELECT e.is_bound, e.method, e.path, e.key FROM idempotency_keys e
         WHERE e.project_id = $1 AND e.expires_at <= $2 FOR UPDATE SKIP LOCKED)`,
      [projectId, until],
    );
    return rowCount;
  }
}
