import { rawJson } from '@assay/shared/json';
import { isoMillis } from '@assay/shared/time';
import type { RootSpanDto, TraceItemDto } from '../dto/trace.dto';
import type { TraceRow } from './trace.repository';

function rootOf(row: TraceRow): RootSpanDto | null {
  if (row.root_span_id === null) return null;
  return {
    id: row.root_span_id,
    name: row.root_name ?? '',
    kind: row.root_kind,
    duration_ms: row.root_duration_ms,
    model: row.root_model,
    input_preview: row.root_input_preview,
    output_preview: row.root_output_preview,
  };
}

/** A trace as lists show it. */
export function traceItem(projectId: string, row: TraceRow): TraceItemDto {
  return {
    id: row.id,
    project_id: projectId,
    root_span_id: row.root_span_id,
    span_count: row.span_count,
    created_at: isoMillis(row.created_at),
    metadata: rawJson(row.metadata) as never,
    root_span: rootOf(row),
    tokens_input: row.tokens_input,
    tokens_output: row.tokens_output,
    models: row.models,
    error_count: row.error_count,
    start_time: isoMillis(row.start_time),
    end_time: row.end_time === null ? null : isoMillis(row.end_time),
    session_id: row.session_id,
    user_id: row.user_id,
    tags: row.tags,
    queued_at: row.queued_at === null ? null : isoMillis(row.queued_at),
  };
}
