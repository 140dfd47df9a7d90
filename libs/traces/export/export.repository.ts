import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';
import { PAYLOAD_FIELDS } from '../reading/span-fields';
import type { StoredSpan } from '../reading/span-json';
import { SHORT_COLUMNS } from '../reading/span-sql';
import type { SmallTrace } from '../reading/trace.repository';
import type { ExportedScore } from './exported';

/** A span with the trace that it belongs to. */
export interface SpanOfSome extends StoredSpan {
  trace_id: string;
}

const COLUMNS = ['trace_id', ...SHORT_COLUMNS, ...PAYLOAD_FIELDS].map((column) => `s.${column}`).join(', ');
const SCORE_COLUMNS = 'sc.trace_id, sc.span_id, sc.scorer_name, sc.numeric_value, sc.label, sc.rationale, sc.config';

/** The SQL of exports. */
@Injectable()
export class ExportRepository {
  /** Every span of these traces, trace after trace, by start, then id. None of a trace that is gone or no longer small. */
  async spans(
    executor: Executor,
    projectId: string,
    traceIds: readonly string[],
    small: SmallTrace,
  ): Promise<SpanOfSome[]> {
    const { rows } = await executor.run<SpanOfSome>(
      `SELECT ${COLUMNS} FROM unnest($2::text[]) WITH ORDINALITY AS k (trace_id, place)
       CROSS JOIN LATERAL (
         SELECT t.id FROM traces t
         WHERE t.project_id = $1 AND t.id = k.trace_id AND t.span_count <= $3::int AND t.payload_length <= $4::bigint OFFSET 0
       ) t
       CROSS JOIN LATERAL (SELECT s.* FROM spans s WHERE s.project_id = $1 AND s.trace_id = t.id OFFSET 0) s
       ORDER BY k.place, s.start_time, s.id`,
      [projectId, textArray(traceIds), small.spans, small.payloadLength],
    );
    return rows;
  }

  /** Scores of every span of these traces, oldest first. */
  async scoresOfTraces(executor: Executor, projectId: string, traceIds: readonly string[]): Promise<ExportedScore[]> {
    const { rows } = await executor.run<ExportedScore>(
      `SELECT ${SCORE_COLUMNS} FROM scores sc
       WHERE sc.project_id = $1 AND sc.trace_id = ANY ($2::text[]) AND sc.span_id IS NOT NULL ORDER BY sc.id`,
      [projectId, textArray(traceIds)],
    );
    return rows;
  }

  /** Scores of some spans of one trace, oldest first. */
  async scoresOfSpans(
    executor: Executor,
    projectId: string,
    traceId: string,
    spanIds: readonly string[],
  ): Promise<ExportedScore[]> {
    const { rows } = await executor.run<ExportedScore>(
      `SELECT ${SCORE_COLUMNS} FROM scores sc
       WHERE sc.project_id = $1 AND sc.trace_id = $2 AND sc.span_id = ANY ($3::text[]) ORDER BY sc.id`,
      [projectId, traceId, textArray(spanIds)],
    );
    return rows;
  }
}
