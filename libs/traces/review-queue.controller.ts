import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { DequeuedDto, EnqueueDto, QueuedDto, QueueItemDto, QueueQuery } from './dto/review-queue.dto';
import { TraceScopeQuery } from './dto/trace.dto';
import { EXAMPLES } from './examples';
import { ReviewQueueService } from './review-queue/review-queue.service';

const TRACE = { id: 'The id of the trace.' };

/** The review queue. */
@ApiTags('Review queue')
@Authenticated()
@Controller('v1')
export class ReviewQueueController {
  constructor(private readonly queue: ReviewQueueService) {}

  @Post('traces/:id/queue')
  @ApiBody({ type: EnqueueDto, required: false })
  @Documented({
    summary: 'Put a trace into the review queue',
    description: 'May be repeated: the first time stays.',
    status: 200,
    answers: QueuedDto,
    example: { trace_id: 'trace-abc', queued: true, queued_at: '2026-02-21T22:00:00.000Z' },
    errors: ['PROJECT_REQUIRED'],
    params: TRACE,
  })
  add(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: TraceScopeQuery,
    @Body() body: EnqueueDto,
  ): Promise<QueuedDto> {
    return this.queue.add(caller, id, query, body);
  }

  @Delete('traces/:id/queue')
  @Documented({
    summary: 'Take a trace out of the review queue',
    description: 'May be repeated.',
    status: 200,
    answers: DequeuedDto,
    example: { trace_id: 'trace-abc', queued: false },
    errors: ['PROJECT_REQUIRED'],
    params: TRACE,
  })
  remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: TraceScopeQuery,
  ): Promise<DequeuedDto> {
    return this.queue.remove(caller, id, query);
  }

  @Get('queue')
  @Documented({
    summary: 'List the review queue, oldest entry first',
    status: 200,
    answers: pageClass(QueueItemDto),
    example: EXAMPLES.queue,
    errors: ['PROJECT_REQUIRED', 'INVALID_QUEUE_STATUS'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: QueueQuery): Promise<Page<QueueItemDto>> {
    return this.queue.list(caller, query);
  }
}
