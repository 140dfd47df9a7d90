import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { PAYLOAD_FIELDS, type PayloadField } from './span-fields';
import type { StoredSpan } from './span-json';
import { SHORT_COLUMNS, SHORT_TYPES } from './span-sql';

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
  /** UTF-16 units of all payloads; null for a trace from before they were counted. */
  payload_length: number | null;
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

/** What the answer says of a trace itself. */
export interface TraceHead {
  root_span_id: string | null;
  /** As the database says it, with microseconds. */
  trace_created_at: string;
  queued_at: string | null;
  span_count: number;
}

/** A trace with the first of its spans; without them where it is large. */
export interface TraceStart {
  readonly head: TraceHead;
  /** JSON text of the root's metadata; null without a root. */
  readonly rootMetadata: string | null;
  /** Every span, by start, then id; undefined when the trace is large. */
  readonly spans: StoredSpan[] | undefined;
}

/** A span as far as order and tree go. */
export interface SpanOutline {
  id: string;
  /** Null too when parents were not asked for. */
  parent_span_id: string | null;
  start_time: string;
}

/** Up to where a trace is read whole. */
export interface SmallTrace {
  readonly spans: number;
  /** UTF-16 units of all payloads. */
  readonly payloadLength: number;
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
  t.root_output_preview, t.metadata, t.span_count, t.payload_length, t.error_count, t.tokens_input, t.tokens_output, t.models, t.start_time, t.end_time,
  t.session_id, t.user_id, t.tags, t.queued_at`;

const SPAN_COLUMNS = SHORT_COLUMNS.map((column) => `s.${column}`).join(', ');

/** The same columns of a row that is not a span. */
const NO_SPAN = [
  ...SHORT_COLUMNS.map((column) => `NULL::${SHORT_TYPES[column]} AS ${column}`),
  ...PAYLOAD_FIELDS.map((field) => `NULL::json AS ${field}`),
].join(', ');

/** The SQL of reading and deleting traces. */
@Injectable()
export class TraceRepository {
  /**
   * A trace, with all its spans when it is small. Undefined when there is none. The trace is a row of its own, before
   * the spans, so that nothing of it is repeated for each of them.
   * @param payloads those of {@link PAYLOAD_FIELDS} that are wanted; of the root the metadata come in any case
   */
  async start(
    executor: Executor,
    projectId: string,
    traceId: string,
    payloads: readonly PayloadField[],
    small: SmallTrace,
  ): Promise<TraceStart | undefined> {
    const columns = PAYLOAD_FIELDS.map(
      (field, index) => `CASE WHEN $${5 + index}::boolean THEN s.${field} END AS ${field}`,
    );
    const { rows } = await executor.run<TraceHead & { root_metadata: string | null; is_small: boolean } & StoredSpan>(
      `SELECT t.root_span_id, t.created_at AS trace_created_at, t.queued_at, t.span_count,
         (SELECT r.metadata FROM spans r WHERE r.project_id = $1 AND r.trace_id = $2 AND r.id = t.root_span_id) AS root_metadata,
         t.span_count <= $3::int AND t.payload_length <= $4::bigint AS is_small, ${NO_SPAN}
       FROM traces t WHERE t.project_id = $1 AND t.id = $2
       UNION ALL
       SELECT NULL, NULL, NULL, NULL, NULL, NULL, ${SPAN_COLUMNS}, ${columns.join(', ')}
       FROM traces t JOIN spans s ON s.project_id = $1 AND s.trace_id = $2
       WHERE t.project_id = $1 AND t.id = $2 AND t.span_count <= $3::int AND t.payload_length <= $4::bigint
       ORDER BY start_time NULLS FIRST, id`,
      [
        projectId,
        traceId,
        small.spans,
        small.payloadLength,
        ...PAYLOAD_FIELDS.map((field) => payloads.includes(field)),
      ],
    );
    const [head, ...spans] = rows;
    if (head === undefined) return undefined;
    return { head, rootMetadata: head.root_metadata, spans: head.is_small ? spans : undefined };
  }

  /** Spans of a trace in outline, by start, then id: up to `count` after another one, as they are at one moment. */
  async outline(
    executor: Executor,
    projectId: string,
    traceId: string,
    withParents: boolean,
    count: number,
    after: SpanOutline | undefined,
  ): Promise<SpanOutline[]> {
    const { rows } = await executor.run<SpanOutline>(
      `SELECT s.id, CASE WHEN $3::boolean THEN s.parent_span_id END AS parent_span_id, s.start_time FROM spans s
       WHERE s.project_id = $1 AND s.trace_id = $2 AND ($5::timestamptz IS NULL OR (s.start_time, s.id) > ($5, $6::text))
       ORDER BY s.start_time, s.id LIMIT $4`,
      [projectId, traceId, withParents, count, after?.start_time ?? null, after?.id ?? null],
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
