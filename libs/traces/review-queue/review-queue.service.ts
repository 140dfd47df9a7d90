import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { InvalidQueueStatusError } from '@assay/shared/errors';
import { rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import {
  type DequeuedDto,
  type EnqueueDto,
  QUEUE_STATUSES,
  type QueuedDto,
  type QueueItemDto,
  type QueueQuery,
  type QueueStatus,
} from '../dto/review-queue.dto';
import type { TraceScopeQuery } from '../dto/trace.dto';
import { TraceLocator } from '../trace-locator';
import { type QueueRow, ReviewQueueRepository } from './review-queue.repository';

/** The queue of traces that wait for a person's judgement. */
@Injectable()
export class ReviewQueueService {
  constructor(
    private readonly database: Database,
    private readonly queue: ReviewQueueRepository,
    private readonly locator: TraceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Puts a trace in; one that is in already keeps its time.
   * @throws {NotFoundError} when the caller has no such trace
   */
  async add(caller: Caller, traceId: string, query: TraceScopeQuery, body: EnqueueDto): Promise<QueuedDto> {
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id ?? body.project_id);
    const queuedAt = await this.queue.add(this.database, projectId, traceId, nowIso());
    if (queuedAt === undefined) throw notFound('trace', traceId);
    return { trace_id: traceId, queued: true, queued_at: isoMillis(queuedAt) };
  }

  /**
   * Takes a trace out, whether or not it is in.
   * @throws {NotFoundError} when the caller has no such trace
   */
  async remove(caller: Caller, traceId: string, query: TraceScopeQuery): Promise<DequeuedDto> {
    const projectId = await this.locator.projectOf(caller, traceId, query.project_id);
    if (!(await this.queue.remove(this.database, projectId, traceId))) throw notFound('trace', traceId);
    return { trace_id: traceId, queued: false };
  }

  /** A page of the queue of a project, oldest entry first. */
  async list(caller: Caller, query: QueueQuery): Promise<Page<QueueItemDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const status = statusOf(query.status);
    const scope = { list: 'queue', project: projectId, status };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.queue.list(this.database, projectId, status, limit + 1, keys);
    return pageOf(rows, limit, queueItem, (row) => this.cursors.encode(scope, [row.queued_at, row.id]));
  }
}

function statusOf(status: string | undefined): QueueStatus | 'all' {
  if (status === undefined) return 'all';
  const known = QUEUE_STATUSES.find((word) => word === status);
  if (known !== undefined) return known;
  throw new InvalidQueueStatusError('status must be pending or annotated', {
    field: 'status',
    allowed: QUEUE_STATUSES,
  });
}

function queueItem(row: QueueRow): QueueItemDto {
  const { root_id: rootId, name, input, output } = row;
  const payload = (text: string | null): unknown => (text === null ? null : rawJson(text));
  return {
    trace_id: row.id,
    queued_at: isoMillis(row.queued_at),
    status: row.annotation_count > 0 ? 'annotated' : 'pending',
    annotation_count: row.annotation_count,
    root_span:
      rootId === null
        ? null
        : {
            id: rootId,
            name: name ?? '',
            input: payload(input),
            output: payload(output),
            duration_ms: row.duration_ms,
          },
  };
}
