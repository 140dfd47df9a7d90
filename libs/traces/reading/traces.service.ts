import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { InvalidRequestError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import type { TraceQuery, TraceScopeQuery } from '../dto/trace.dto';
import { isClientId, TraceLocator } from '../trace-locator';
import { isPayload, PAYLOAD_FIELDS, readSpanFields } from './span-fields';
import { SpanPages } from './span-pages';
import { SpanText } from './span-text';
import { MAX_TREE_SPANS, TraceReader } from './trace-reader';
import { TraceRepository } from './trace.repository';

/** A trace up to this size is read whole: one statement, a few megabytes. */
const SMALL_TRACE = { spans: 1_000, payloadLength: 1024 * 1024 };
const MAX_SHOWN_CHARACTERS = 512;

/** Reads and deletes traces. */
@Injectable()
export class TracesService {
  constructor(
    private readonly database: Database,
    private readonly traces: TraceRepository,
    private readonly reader: TraceReader,
    private readonly pages: SpanPages,
    private readonly locator: TraceLocator,
  ) {}

  /**
   * A trace with all its spans, as JSON. A small one is whole; a large one is written as the reader takes it, of the spans
   * that it had at the beginning. Should it be deleted meanwhile, the answer is cut off.
   * @throws {NotFoundError} when the caller has no such trace
   * @throws {InvalidRequestError} for a field that spans do not have, and for a tree of too many spans
   */
  async get(caller: Caller, traceId: string, query: TraceQuery): Promise<Buffer | Readable> {
    const fields = readSpanFields(query.fields);
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id);
    const start = await this.traces.start(this.database, projectId, traceId, fields.filter(isPayload), SMALL_TRACE);
    if (start === undefined) throw notFound('trace', traceId);
    const { head, rootMetadata, spans } = start;
    const trace = { projectId, traceId, head, rootMetadata, fields, isTree: query.view === 'tree' };
    // As many as there are: retention takes the spans of a trace away before the trace.
    if (spans !== undefined) return this.reader.whole({ ...trace, head: { ...head, span_count: spans.length } }, spans);
    if (trace.isTree && head.span_count > MAX_TREE_SPANS) throw tooManyForTree(head.span_count);
    return Readable.from(await this.reader.stream(trace), { objectMode: false });
  }

  /**
   * One span of a trace, as JSON.
   * @throws {NotFoundError} when the caller has no such trace or the trace no such span
   */
  async span(caller: Caller, traceId: string, spanId: string, query: TraceScopeQuery): Promise<Buffer | Readable> {
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id);
    const of = { projectId, traceId, createdAt: null, payloads: PAYLOAD_FIELDS };
    const span = isClientId(spanId) ? await this.pages.one(of, spanId) : undefined;
    if (span === undefined) throw notFound('span', spanId.slice(0, MAX_SHOWN_CHARACTERS));
    const text = new SpanText(this.pages, { ...of, createdAt: span.trace_created_at }, span);
    return text.isLong ? Readable.from(text.parts(), { objectMode: false }) : text.whole();
  }

  /**
   * Deletes a trace, its spans, their scores, its annotations and its queue entry.
   * @throws {NotFoundError} when the caller has no such trace
   */
  async delete(caller: Caller, traceId: string, query: TraceScopeQuery): Promise<DeletedDto> {
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id);
    if (!(await this.traces.delete(this.database, projectId, traceId))) throw notFound('trace', traceId);
    return { deleted: true, id: traceId };
  }
}

function tooManyForTree(spanCount: number): InvalidRequestError {
  const reason = `of a trace of ${spanCount} spans must be list: a tree may have at most ${MAX_TREE_SPANS}`;
  const details = { field: 'view', limit: MAX_TREE_SPANS, errors: [{ field: 'view', reason }] };
  return new InvalidRequestError(`view ${reason}`, details);
}
