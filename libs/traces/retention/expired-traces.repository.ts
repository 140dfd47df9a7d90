import { Injectable } from '@nestjs/common';
import { type Executor, textArray, type Transaction } from '@assay/database';

/** A trace that is older than its project keeps them. */
export interface ExpiredTrace {
  id: string;
  created_at: string;
  span_count: number;
}

/** The SQL of deleting old traces. */
@Injectable()
export class ExpiredTracesRepository {
  /**
   * Traces made before a time, oldest first.
   * @param after the last one of the look before: what was deleted since then need not be passed again
   */
  async oldest(
    executor: Executor,
    projectId: string,
    before: string,
    after: { created_at: string; id: string },
    count: number,
  ): Promise<ExpiredTrace[]> {
    const { rows } = await executor.run<ExpiredTrace>(
      `SELECT t.id, t.created_at, t.span_count FROM traces t
       WHERE t.project_id = $1 AND t.created_at < $2 AND (t.created_at, t.id) > ($3::timestamptz, $4)
       ORDER BY t.created_at, t.id LIMIT $5`,
      [projectId, before, after.created_at, after.id, count],
    );
    return rows;
  }

  /**
   * Deletes those of these traces that were made before a time and that nobody holds, with all that hangs on them; gives
   * the number of spans of each.
   */
  async delete(tx: Transaction, projectId: string, ids: readonly string[], before: string): Promise<number[]> {
    const { rows } = await tx.run<{ span_count: number }>(
      `DELETE FROM traces t WHERE t.project_id = $1 AND t.id IN (
         SELECT o.id FROM traces o WHERE o.project_id = $1 AND o.id = ANY ($2::text[]) AND o.created_at < $3
         ORDER BY o.id FOR UPDATE SKIP LOCKED
       ) RETURNING t.span_count`,
      [projectId, textArray(ids), before],
    );
    return rows.map((row) => row.span_count);
  }
}
