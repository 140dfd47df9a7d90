import type { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Header, Headers, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { IngestDto, IngestedDto } from './dto/ingest.dto';
import { SpanDto } from './dto/span.dto';
import { TraceDto, TraceItemDto, TraceQuery, TraceScopeQuery } from './dto/trace.dto';
import { TraceListQuery } from './dto/trace-list.dto';
import { EXAMPLES } from './examples';
import { IngestService } from './ingest/ingest.service';
import { TraceListService } from './listing/trace-list.service';
import { TracesService } from './reading/traces.service';

const JSON_TYPE = 'application/json; charset=utf-8';
const TRACE = { id: 'The id of the trace.' };

/** Traces and their spans. */
@ApiTags('Traces')
@Authenticated()
@Controller('v1/traces')
export class TracesController {
  constructor(
    private readonly ingestion: IngestService,
    private readonly traces: TracesService,
    private readonly lists: TraceListService,
  ) {}

  @Post('ingest')
  @ApiHeader({
    name: 'X-Project-Id',
    description: 'The project, if neither the key nor the body names one.',
    required: false,
  })
  @Documented({
    summary: 'Send spans',
    description:
      'Stores all spans or none. A trace comes into being with its first span; parents may arrive in any order. Spans never change.',
    status: 201,
    answers: IngestedDto,
    example: { accepted: 3, trace_ids: ['trace-abc', 'trace-def'] },
    errors: [
      'INVALID_SPAN',
      'DUPLICATE_SPAN',
      'INVALID_SPAN_PARENT',
      'CIRCULAR_SPAN_REFERENCE',
      'INVALID_SCORE_VALUE',
      'INVALID_SCORER_CONFIG',
      'SCORER_UNAVAILABLE',
      'PAYLOAD_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  })
  ingest(
    @CurrentCaller() caller: Caller,
    @Headers('x-project-id') project: string | undefined,
    @Body() body: IngestDto,
  ): Promise<IngestedDto> {
    return this.ingestion.ingest(caller, project, body);
  }

  @Get()
  @Documented({
    summary: 'List traces, newest first',
    description:
      'All filters that are given must hold. Beyond the parameters listed here: `metadata.<key>=<value>` (of the root span, compared as text) and `score.<name>=<op>:<value>` (a span has a score of that name; `gte`, `gt`, `lte`, `lt` or `eq` with a number, `eq` with a label too). Sorted by duration, traces without one count as the shortest. With `q` each item tells in `matches` where it was found; new spans can be searched shortly after they are stored.',
    status: 200,
    answers: pageClass(TraceItemDto),
    example: EXAMPLES.traces,
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: TraceListQuery): Promise<Page<TraceItemDto>> {
    return this.lists.list(caller, query);
  }

  @Get(':id')
  @Header('content-type', JSON_TYPE)
  @Documented({
    summary: 'Fetch a trace with all its spans',
    description:
      'Spans stand in the order of their start, then of their ids. A parent may be missing: it has not arrived (yet). With `view=tree` each span stands in `children` of its parent; one whose parent is missing stands at the top, as does the first of each circle of parents. A large trace is streamed.',
    status: 200,
    answers: TraceDto,
    example: EXAMPLES.trace,
    errors: ['PROJECT_REQUIRED'],
    params: TRACE,
  })
  get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: TraceQuery,
  ): Promise<Buffer | Readable> {
    return this.traces.get(caller, id, query);
  }

  @Get(':trace_id/spans/:span_id')
  @Header('content-type', JSON_TYPE)
  @Documented({
    summary: 'Fetch one span',
    status: 200,
    answers: SpanDto,
    example: EXAMPLES.span,
    errors: ['PROJECT_REQUIRED'],
    params: { trace_id: 'The id of the trace.', span_id: 'The id of the span.' },
  })
  span(
    @CurrentCaller() caller: Caller,
    @Param('trace_id') traceId: string,
    @Param('span_id') spanId: string,
    @Query() query: TraceScopeQuery,
  ): Promise<Buffer | Readable> {
    return this.traces.span(caller, traceId, spanId, query);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a trace',
    description:
      'Deletes its spans, their scores, its annotations and its queue entry. Dataset items made from it stay. The ids may be used again.',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: 'trace-abc' },
    errors: ['PROJECT_REQUIRED'],
    params: TRACE,
  })
  delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: TraceScopeQuery,
  ): Promise<DeletedDto> {
    return this.traces.delete(caller, id, query);
  }
}
