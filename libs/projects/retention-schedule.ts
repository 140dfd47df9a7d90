import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';

/** A project whose old traces a process is to delete. */
export interface RetentionTurn {
  projectId: string;
  /** Days that traces are kept. */
  days: number;
}

/**
 * Which project's old traces are to be deleted when, and by whom. A process leases a project for a while and renews the
 * lease while it works; what a process that died had leased, another takes when the lease is over.
 */
@Injectable()
export class RetentionSchedule {
  /** Takes projects whose pass is due at `now` and that no process has, the longest due first. */
  async claim(executor: Executor, count: number, now: string, leasedUntil: string): Promise<string[]> {
    const { rows } = await executor.run<{ id: string }>(
      `UPDATE projects AS p SET retention_leased_until = $3 WHERE p.id IN (
         SELECT d.id FROM projects d WHERE d.retention_days IS NOT NULL AND d.retention_due_at <= $2
           AND (d.retention_leased_until IS NULL OR d.retention_leased_until <= $2)
         ORDER BY d.retention_due_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) RETURNING p.id`,
      [count, now, leasedUntil],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Keeps a project for longer and gives how long its traces are kept as of now; undefined once they are kept for good.
   * Until the transaction ends nobody can change that, so nothing is deleted by a setting that was changed before.
   */
  async renew(executor: Executor, projectId: string, leasedUntil: string): Promise<number | undefined> {
    const { rows } = await executor.run<{ days: number }>(
      `UPDATE projects AS p SET retention_leased_until = $2 WHERE p.id = $1 AND p.retention_days IS NOT NULL
       RETURNING p.retention_days AS days`,
      [projectId, leasedUntil],
    );
    return rows[0]?.days;
  }

  /** Ends a pass that began at `began`: the next is due at `dueAt`, unless the setting was changed meanwhile. */
  async finish(executor: Executor, projectId: string, began: string, dueAt: string): Promise<void> {
    await executor.run(
      `UPDATE projects AS p SET retention_leased_until = NULL,
         retention_due_at = CASE WHEN p.retention_due_at <= $2::timestamptz THEN $3::timestamptz ELSE p.retention_due_at END
       WHERE p.id = $1`,
      [projectId, began, dueAt],
    );
  }

  /** Gives projects back in the middle of their pass: it goes on wherever there is time. */
  async release(executor: Executor, projectIds: readonly string[]): Promise<void> {
    await executor.run('UPDATE projects AS p SET retention_leased_until = NULL WHERE p.id = ANY ($1::text[])', [
      projectIds,
    ]);
  }

  /** Since when the pass that waits longest, or is still going on, is due; null when none is to come. */
  async dueSince(executor: Executor): Promise<string | null> {
    const { rows } = await executor.run<{ due: string | null }>(
      'SELECT min(p.retention_due_at) AS due FROM projects p WHERE p.retention_days IS NOT NULL',
    );
    return rows[0]?.due ?? null;
  }
}
