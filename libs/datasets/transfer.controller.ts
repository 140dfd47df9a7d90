import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, LINES_MEDIA_TYPES } from '@assay/shared/http';
import { ExportQuery } from './dto/item.dto';
import { ItemExportLineDto, ImportResultDto } from './dto/transfer.dto';
import { ExportService } from './export/export.service';
import { ImportService } from './import/import.service';

const DATASET = { id: 'The id of the dataset.' };

/** Items of a dataset in bulk, as lines of JSON. */
@ApiTags('Datasets')
@Authenticated()
@Controller('v1/datasets/:id/items')
export class TransferController {
  constructor(
    private readonly imports: ImportService,
    private readonly exports: ExportService,
  ) {}

  @Post('import')
  @ApiConsumes(...LINES_MEDIA_TYPES)
  @ApiBody({
    schema: { type: 'string', example: '{"input": "What is the capital of France?", "expected_output": "Paris"}\n' },
  })
  @Documented({
    summary: 'Import items from lines of JSON',
    description:
      'One item a line, `{input, expected_output?, metadata?}`, streamed, of any length as a whole and up to 16 MiB a line. Bad lines are skipped and named, the first 1,000 of them. All good lines come in one version, visible together at the end; none of them if the connection breaks or stands still.',
    status: 200,
    answers: ImportResultDto,
    example: {
      imported_count: 8,
      skipped_count: 2,
      skipped: [
        { line: 3, reason: 'Missing required field: input' },
        { line: 7, reason: 'Invalid JSON' },
      ],
    },
    errors: ['UNSUPPORTED_MEDIA_TYPE'],
    params: DATASET,
  })
  import(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: unknown): Promise<ImportResultDto> {
    return this.imports.import(caller, id, body);
  }

  @Get('export')
  @Header('content-type', 'application/x-ndjson')
  @Documented({
    summary: 'Export items as lines of JSON',
    description:
      'Every item of the current version, or of `version`, in the order sent; an import reads the lines back.',
    status: 200,
    answers: ItemExportLineDto,
    mediaType: 'application/x-ndjson',
    example:
      '{"id":"item-1","input":"What is the capital of France?","expected_output":"Paris","metadata":{"source":"manual"},"created_at":"2026-02-21T22:00:00.000Z"}\n',
    params: DATASET,
  })
  export(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() query: ExportQuery): Promise<Readable> {
    return this.exports.export(caller, id, query);
  }
}
