import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller, Needs } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { SoftDeletionService } from './deletion/soft-deletion.service';
import { DatasetsService } from './datasets.service';
import { CreateDatasetDto, DatasetDto, DatasetsQuery, DeletedDatasetDto, UpdateDatasetDto } from './dto/dataset.dto';

const DATASET = { id: 'The id of the dataset.' };

const EXAMPLE = {
  id: 'ds-1',
  project_id: 'proj-1',
  name: 'customer-support-baseline',
  description: 'Optional description',
  tags: [],
  metadata: null,
  input_schema: null,
  expected_output_schema: null,
  default_assertions: null,
  version: 1,
  item_count: 0,
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

/** Datasets: versioned lists of items to run experiments on. */
@ApiTags('Datasets')
@Authenticated()
@Controller('v1/datasets')
export class DatasetsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly deletions: SoftDeletionService,
  ) {}

  @Post()
  @Documented({ summary: 'Create a dataset', status: 201, answers: DatasetDto, example: EXAMPLE, errors: ['CONFLICT'] })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateDatasetDto): Promise<DatasetDto> {
    return this.datasets.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the datasets of a project, newest first',
    status: 200,
    answers: pageClass(DatasetDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: DatasetsQuery): Promise<Page<DatasetDto>> {
    return this.datasets.list(caller, query);
  }

  @Get('deleted')
  @Needs('admin')
  @Documented({
    summary: 'List the datasets of a project that were deleted softly, the last first',
    description:
      'Those that DELETE at `/namespaces` hides, with the ids by which they are restored. The name of one may be that of another one by now. Admins only.',
    status: 200,
    answers: pageClass(DeletedDatasetDto),
    example: { items: [{ ...EXAMPLE, deleted_at: '2026-02-22T09:00:00.000Z' }], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  listDeleted(@CurrentCaller() caller: Caller, @Query() query: DatasetsQuery): Promise<Page<DeletedDatasetDto>> {
    return this.deletions.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Fetch a dataset, without its items',
    status: 200,
    answers: DatasetDto,
    example: EXAMPLE,
    params: DATASET,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DatasetDto> {
    return this.datasets.get(caller, id);
  }

  @Patch(':id')
  @Documented({
    summary: 'Change a dataset',
    description:
      'What is absent stays, `null` clears, `metadata` and `tags` are replaced whole. A new schema applies to later writes of items; the version stays.',
    status: 200,
    answers: DatasetDto,
    example: EXAMPLE,
    errors: ['CONFLICT'],
    params: DATASET,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: UpdateDatasetDto,
  ): Promise<DatasetDto> {
    return this.datasets.update(caller, id, body);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a dataset and its items',
    description: 'For good. Experiments on it, their runs and scores stay.',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: 'ds-1' },
    params: DATASET,
  })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeletedDto> {
    return this.datasets.delete(caller, id);
  }

  @Post(':id/restore')
  @Needs('admin')
  @Documented({
    summary: 'Restore a dataset that was deleted softly',
    description:
      'DELETE at `/namespaces` hides a dataset and its items; this shows them again. Collections that were in it stay on their own. One that is not deleted is answered as it is; one that was deleted on another surface is gone for good. Admins only.',
    status: 200,
    answers: DatasetDto,
    example: EXAMPLE,
    errors: ['CONFLICT'],
    params: DATASET,
  })
  restore(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DatasetDto> {
    return this.deletions.restore(caller, id);
  }
}
