import type { Readable } from 'node:stream';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { TraceExportLineDto } from './dto/export.dto';
import { TraceExportQuery } from './dto/trace-list.dto';
import { EXAMPLES } from './examples';
import { ExportService } from './export/export.service';

/** Traces in bulk, as lines of JSON. */
@ApiTags('Traces')
@Authenticated()
@Controller('v1/traces')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get('export')
  @Header('content-type', 'application/x-ndjson')
  @Documented({
    summary: 'Export traces as lines of JSON',
    description:
      'The traces that the same filters list (`metadata.<key>` and `score.<name>` included), oldest first, up to the moment of the request; streamed, of any length. With `format=ndjson` each line is a body for `POST /v1/traces/ingest` with the spans of one trace and their scores; a trace of more than 1,000 spans or several megabytes takes more lines. With `format=otlp` each line is an OTLP/JSON `ExportTraceServiceRequest` for `POST /v1/traces` and any other receiver. A trace that is deleted meanwhile may be missing.',
    status: 200,
    mediaType: 'application/x-ndjson',
    answers: TraceExportLineDto,
    example: EXAMPLES.exported,
    errors: ['PROJECT_REQUIRED'],
  })
  export(@CurrentCaller() caller: Caller, @Query() query: TraceExportQuery): Promise<Readable> {
    return this.exports.export(caller, query);
  }
}
