import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ItemDto } from '@assay/datasets';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { AnnotationsService } from './annotations.service';
import { ConversionService } from './conversion.service';
import { AnnotationDto, CreateAnnotationDto, ListAnnotationsQuery, ToDatasetItemDto } from './dto/annotation.dto';

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  project_id: 'proj-1',
  trace_id: 'trace-abc',
  span_id: 'span-B',
  annotator: 'alice@example.com',
  label: 'hallucination',
  correction: 'The correct answer is Paris, not Lyon.',
  notes: 'Model confused capital with second-largest city.',
  created_at: '2026-02-21T22:00:00.000Z',
};
const ITEM_EXAMPLE = {
  id: '019a0c3e-9d2f-7a61-b3c4-6f1e2d5a8b90',
  dataset_id: '019a0c3e-5c0d-7e88-a1b2-0d9c8b7a6f5e',
  input: 'What is the capital of France?',
  expected_output: 'The correct answer is Paris, not Lyon.',
  metadata: {
    source: 'annotation',
    source_trace_id: 'trace-abc',
    source_annotation_id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
    annotator: 'alice@example.com',
  },
  version: 2,
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};
const ANNOTATION = { id: 'The id of the annotation.' };

/** What people say of traces and spans. */
@ApiTags('Annotations')
@Authenticated()
@Controller('v1/annotations')
export class AnnotationsController {
  constructor(
    private readonly annotations: AnnotationsService,
    private readonly conversions: ConversionService,
  ) {}

  @Post()
  @Documented({
    summary: 'Annotate a trace or a span',
    status: 201,
    answers: AnnotationDto,
    example: EXAMPLE,
    errors: ['EMPTY_ANNOTATION', 'INVALID_ANNOTATION_SCOPE', 'PROJECT_REQUIRED'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateAnnotationDto): Promise<AnnotationDto> {
    return this.annotations.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the annotations of a trace, oldest first',
    status: 200,
    answers: pageClass(AnnotationDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ListAnnotationsQuery): Promise<Page<AnnotationDto>> {
    return this.annotations.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Fetch an annotation',
    status: 200,
    answers: AnnotationDto,
    example: EXAMPLE,
    params: ANNOTATION,
  })
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<AnnotationDto> {
    return this.annotations.find(caller, id);
  }

  @Post(':id/to-dataset-item')
  @Documented({
    summary: 'Make a dataset item of an annotation',
    description:
      'The input is that of the root span of the trace, the expected output the correction. May be repeated: each time makes an item.',
    status: 201,
    answers: ItemDto,
    example: ITEM_EXAMPLE,
    params: ANNOTATION,
    errors: ['NO_ROOT_SPAN', 'NO_ROOT_INPUT'],
  })
  convert(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: ToDatasetItemDto): Promise<ItemDto> {
    return this.conversions.convert(caller, id, body);
  }
}
