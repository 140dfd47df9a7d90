import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy } from '@assay/database';
import type { QueueStatus } from '../dto/review-queue.dto';

/** A queued trace with its root span. */
export interface QueueRow {
  id: string;
  queued_at: string;
  annotation_count: number;
  root_id: string | null;
  name: string | null;
  input: string | null;
  output: string | null;
  duration_ms: number | null;
}

const ORDER: KeysetOrder = {
  keys: [
    { expression: 't.queued_at', type: 'timestamptz' },
    { expression: 't.id', type: 'text' },
  ],
  direction: 'asc',
};

/** Each condition is that of a partial index. */
const CONDITIONS: Record<QueueStatus | 'all', string> = {
  all: 't.queued_at IS NOT NULL',
  pending: 't.queued_at IS NOT NULL AND t.annotation_count = 0',
  annotated: 't.queued_at IS NOT NULL AND t.annotation_count > 0',
};

/** The SQL of the review queue: a queued trace is one with `queued_at`. */
@Injectable()
export class ReviewQueueRepository {
  /** Puts a trace in unless it is; gives the time it was first put in, or undefined when there is no such trace. */
  async add(executor: Executor, projectId: string, traceId: string, at: string): Promise<string | undefined> {
    const { rows } = await executor.run<{ queued_at: string }>(
      `UPDATE traces AS t SET queued_at = coalesce(t.queued_at, $3::timestamptz) WHERE t.project_id = $1 AND t.id = $2 RETURNING t.queued_at`,
      [projectId, traceId, at],
    );
    return rows[0]?.queued_at;
  }

  /** Takes a trace out; false when there is no such trace. */
  async remove(executor: Executor, projectId: string, traceId: string): Promise<boolean> {
    const { rowCount } = await executor.run(
      'UPDATE traces AS t SET queued_at = NULL WHERE t.project_id = $1 AND t.id = $2',
      [projectId, traceId],
    );
    return rowCount > 0;
  }

  /** A page of queued traces, oldest first: up to `count` rows after the cursor keys. */
  async list(
    executor: Executor,
    projectId: string,
    status: QueueStatus | 'all',
    count: number,
    keys: string[] | undefined,
  ): Promise<QueueRow[]> {
    const { rows } = await executor.run<QueueRow>(
      `SELECT t.id, t.queued_at, t.annotation_count, s.id AS root_id, s.name, s.input, s.output, s.duration_ms
       FROM (
         SELECT t.id, t.queued_at, t.annotation_count, t.root_span_id FROM traces t
         WHERE t.project_id = $1 AND ${CONDITIONS[status]} ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`}
         ${orderBy(ORDER)} LIMIT $2
       ) t
       LEFT JOIN LATERAL (
         SELECT s.id, s.name, s.input, s.output, s.duration_ms FROM spans s
         WHERE s.project_id = $1 AND s.trace_id = t.id AND s.id = t.root_span_id OFFSET 0
       ) s ON true
       ${orderBy(ORDER)}`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }
}
