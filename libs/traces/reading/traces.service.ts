import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import type { DeletedDto } from '@assay/shared/http';
import { rawJson, type RawJson } from '@assay/shared/json';
import { isoMillis } from '@assay/shared/time';
import type { TraceScopeQuery } from '../dto/trace.dto';
import { TraceLocator } from '../trace-locator';
import { spanJson } from './span-json';
import { type SpanOfTrace, TraceRepository } from './trace.repository';

/** Reads and deletes traces. */
@Injectable()
export class TracesService {
  constructor(
    private readonly database: Database,
    private readonly traces: TraceRepository,
    private readonly locator: TraceLocator,
  ) {}

  /**
   * A trace with all its spans, as JSON text.
   * @throws {NotFoundError} when the caller has no such trace
   */
  async get(caller: Caller, traceId: string, query: TraceScopeQuery): Promise<RawJson> {
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id);
    const spans = await this.traces.spans(this.database, projectId, traceId);
    const [first] = spans;
    if (first === undefined) throw notFound('trace', traceId);
    return rawJson(traceJson(projectId, traceId, first, spans));
  }

  /**
   * Deletes a trace with its spans, their scores, its annotations and queue entry.
   * @throws {NotFoundError} when the caller has no such trace
   */
  async delete(caller: Caller, traceId: string, query: TraceScopeQuery): Promise<DeletedDto> {
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id);
    if (!(await this.traces.delete(this.database, projectId, traceId))) throw notFound('trace', traceId);
    return { deleted: true, id: traceId };
  }
}

function traceJson(projectId: string, traceId: string, trace: SpanOfTrace, spans: SpanOfTrace[]): string {
  const idText = JSON.stringify(traceId);
  const root = spans.find(({ id }) => id === trace.root_span_id);
  const queuedAt = trace.queued_at === null ? null : isoMillis(trace.queued_at);
  return (
    `{"id":${idText},"project_id":${JSON.stringify(projectId)},"root_span_id":${JSON.stringify(trace.root_span_id)},"span_count":${spans.length}` +
    `,"spans":[${spans.map((span) => spanJson(span, idText)).join(',')}]` +
    `,"created_at":"${isoMillis(trace.trace_created_at)}","metadata":${root?.metadata ?? '{}'},"queued_at":${JSON.stringify(queuedAt)}}`
  );
}
