import { Injectable } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { EmptyAnnotationError, InvalidAnnotationScopeError } from '@assay/shared/errors';
import { newId } from '@assay/shared/ids';
import { jsonText, rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import { AnnotationRepository, type AnnotationRow } from './annotation.repository';
import type { AnnotationDto, CreateAnnotationDto, ListAnnotationsQuery } from './dto/annotation.dto';

function shown(row: AnnotationRow): AnnotationDto {
  return {
    id: row.id,
    project_id: row.project_id,
    trace_id: row.trace_id,
    span_id: row.span_id,
    annotator: row.annotator,
    label: row.label,
    correction: row.correction === null ? null : rawJson(row.correction),
    notes: row.notes,
    created_at: isoMillis(row.created_at),
  };
}

/** Annotations: what people say of traces and spans. Several per trace are all kept, and none ever changes. */
@Injectable()
export class AnnotationsService {
  constructor(
    private readonly database: Database,
    private readonly annotations: AnnotationRepository,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * @throws {EmptyAnnotationError} without label, correction and notes
   * @throws {NotFoundError} for an unknown trace
   * @throws {InvalidAnnotationScopeError} when the span is not one of the trace
   * @throws {ProjectRequiredError} when several projects hold the trace id and none is named
   */
  async create(caller: Caller, body: CreateAnnotationDto): Promise<AnnotationDto> {
    if (body.label == null && body.correction == null && body.notes == null) {
      const fields = ['label', 'correction', 'notes'];
      throw new EmptyAnnotationError('give at least one of label, correction, notes', { fields });
    }
    const projectId = await this.locator.projectOfTrace(this.database, caller, body.trace_id, body.project_id);
    const row: AnnotationRow = {
      id: newId(),
      project_id: projectId,
      trace_id: body.trace_id,
      span_id: body.span_id ?? null,
      annotator: body.annotator.trim(),
      label: body.label?.trim() ?? null,
      correction: body.correction == null ? null : jsonText(body.correction),
      notes: body.notes ?? null,
      created_at: nowIso(),
    };
    await this.store(row);
    return shown(row);
  }

  /** @throws {NotFoundError} for an unknown annotation */
  async find(caller: Caller, id: string): Promise<AnnotationDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'annotation', id);
    const row = await this.annotations.find(this.database, projectId, id);
    if (row === undefined) throw notFound('annotation', id);
    return shown(row);
  }

  /**
   * The annotations of a trace, oldest first.
   * @throws {NotFoundError} for an unknown trace
   * @throws {ProjectRequiredError} when several projects hold the trace id and none is named
   */
  async list(caller: Caller, query: ListAnnotationsQuery): Promise<Page<AnnotationDto>> {
    const { trace_id: traceId, span_id: spanId } = query;
    const projectId = await this.locator.projectOfTrace(this.database, caller, traceId, query.project_id);
    const limit = query.limit ?? DEFAULT_LIMIT;
    const scope = { list: 'annotations', project: projectId, trace: traceId, span: spanId };
    const afterId = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor)[0];
    const listing = { spanId, count: limit + 1, afterId };
    const rows = await this.annotations.list(this.database, projectId, traceId, listing);
    if (rows === undefined) throw notFound('trace', traceId);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.id]));
  }

  private async store(row: AnnotationRow): Promise<void> {
    try {
      if (await this.annotations.insert(this.database, row)) return;
    } catch (error) {
      if (!violates(error, 'annotations_span')) throw error;
      throw new InvalidAnnotationScopeError(`${row.span_id} is not a span of ${row.trace_id}`, { field: 'span_id' });
    }
    throw notFound('trace', row.trace_id);
  }
}
