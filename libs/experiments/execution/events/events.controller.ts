import type { Readable } from 'node:stream';
import { Controller, Get, Header, Headers, Param } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { ExecutionEventDto } from '../dto/execution-event.dto';
import { eventText } from './event-text';
import { EventsService } from './events.service';

const PROGRESS = { status: 'running', total: 50, succeeded: 20, failed: 1, skipped: 0, error: null };
const END = { ...PROGRESS, status: 'completed', succeeded: 49 };
const EXAMPLE = eventText(21, 'progress', PROGRESS) + eventText(51, 'end', END);

/** What happens in executions, as it happens. */
@ApiTags('Execution')
@Authenticated()
@Controller('v1/experiments/:id/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @Header('content-type', 'text/event-stream; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last event that was received: only later ones are sent.',
  })
  @Documented({
    summary: 'Follow the execution of an experiment as server-sent events',
    description:
      '`item`: an item is done (`{item_id, run_id, status, error, latency_ms}`); `progress`: how far the execution is; `end`: the same, at its end, after which the stream ends. Ids count up for each experiment, over restarts too; a client that comes back goes on where it was by `Last-Event-ID`. A comment is sent when nothing happens for a while. An experiment that is not executed yet is waited for.',
    status: 200,
    answers: ExecutionEventDto,
    mediaType: 'text/event-stream',
    example: EXAMPLE,
    params: { id: 'The id of the experiment.' },
  })
  stream(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Readable> {
    return this.events.stream(caller, id, lastEventId);
  }
}
