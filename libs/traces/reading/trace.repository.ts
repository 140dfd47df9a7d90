import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import type { StoredSpan } from './span-json';

/** A row of `traces` as lists read it. */
export interface TraceRow {
  id: string;
  created_at: string;
  root_span_id: string | null;
  root_name: string | null;
  root_kind: string | null;
  root_duration_ms: number | null;
  root_model: string | null;
  root_input_preview: string | null;
  root_output_preview: string | null;
  metadata: string;
  span_count: number;
  error_count: number;
  tokens_input: number;
  tokens_output: number;
  models: string[];
  start_time: string;
  end_time: string | null;
  session_id: string | null;
  user_id: string | null;
  tags: string[];
  queued_at: string | null;
}

/** A span together with the few things of its trace that the answer needs. */
export interface SpanOfTrace extends StoredSpan {
  root_span_id: string | null;
  trace_created_at: string;
  queued_at: string | null;
}

/** Bounds of `created_at`; `-infinity` and `infinity` leave a side open. */
export interface CreatedBounds {
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

/** The columns of a {@link TraceRow}, of a table called `t`. */
export const ITEM_COLUMNS = `t.id, t.created_at, t.root_span_id, t.root_name, t.root_kind, t.root_duration_ms, t.root_model, t.root_input_preview,
  t.root_output_preview, t.metadata, t.span_count, t.error_count, t.tokens_input, t.tokens_output, t.models, t.start_time, t.end_time,
  t.session_id, t.user_id, t.tags, t.queued_at`;

/** The SQL of reading and deleting traces. */
@Injectable()
export class TraceRepository {
  /** Every span of a trace, by start, then id; none when there is no such trace, for each has at least one span. */
  async spans(executor: Executor, projectId: string, traceId: string): Promise<SpanOfTrace[]> {
    const { rows } = await executor.run<SpanOfTrace>(
      `SELECT t.root_span_id, t.created_at AS trace_created_at, t.queued_at, s.id, s.parent_span_id, s.name, s.kind, s.input, s.output,
         s.start_time, s.end_time, s.duration_ms, s.tokens_input, s.tokens_output, s.model, s.metadata, s.error
       FROM traces t JOIN spans s ON s.project_id = $1 AND s.trace_id = t.id
       WHERE t.project_id = $1 AND t.id = $2 ORDER BY s.start_time, s.id`,
      [projectId, traceId],
    );
    return rows;
  }

  /** Deletes a trace with everything that hangs on it; false when there is none. */
  async delete(executor: Executor, projectId: string, traceId: string): Promise<boolean> {
    const { rowCount } = await executor.run('DELETE FROM traces t WHERE t.project_id = $1 AND t.id = $2', [
      projectId,
      traceId,
    ]);
    return rowCount > 0;
  }
}
