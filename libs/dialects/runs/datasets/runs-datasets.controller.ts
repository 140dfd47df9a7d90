import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import {
  CreateRunsDatasetDto,
  RunsDatasetDto,
  RunsDatasetsDto,
  RunsDatasetWithItemsDto,
  SuccessDto,
  UpdateRunsDatasetDto,
} from '../dto/dataset.dto';
import { EXAMPLES } from '../examples';
import { ById, InProject, OfRunsSurface } from '../in-project';
import { PageNumberQuery } from '../paging';
import { RunsDatasetsService } from './runs-datasets.service';

const DATASET = { datasetId: 'The id of the dataset.' };

/** Datasets in camelCase. */
@ApiTags('Datasets and runs')
@Authenticated()
@OfRunsSurface()
@Controller('api/datasets')
export class RunsDatasetsController {
  constructor(private readonly datasets: RunsDatasetsService) {}

  @Get()
  @Documented({
    summary: 'List the datasets of the project, newest first',
    status: 200,
    answers: RunsDatasetsDto,
    example: EXAMPLES.datasets,
  })
  list(@InProject() caller: Caller, @Query() query: PageNumberQuery): Promise<RunsDatasetsDto> {
    return this.datasets.list(caller, query);
  }

  @Post()
  @Documented({
    summary: 'Create a dataset',
    status: 201,
    answers: RunsDatasetDto,
    example: EXAMPLES.dataset,
    errors: ['CONFLICT'],
  })
  create(@InProject() caller: Caller, @Body() body: CreateRunsDatasetDto): Promise<RunsDatasetDto> {
    return this.datasets.create(caller, body);
  }

  @Get(':datasetId')
  @Documented({
    summary: 'Get a dataset with the first page of its items',
    status: 200,
    answers: RunsDatasetWithItemsDto,
    example: EXAMPLES.datasetWithItems,
    params: DATASET,
  })
  get(@ById() caller: Caller, @Param('datasetId') id: string): Promise<RunsDatasetWithItemsDto> {
    return this.datasets.get(caller, id);
  }

  @Patch(':datasetId')
  @Documented({
    summary: 'Change a dataset',
    description: 'What is absent stays, `null` clears, `metadata` is replaced whole.',
    status: 200,
    answers: RunsDatasetDto,
    example: EXAMPLES.dataset,
    errors: ['CONFLICT'],
    params: DATASET,
  })
  update(
    @ById() caller: Caller,
    @Param('datasetId') id: string,
    @Body() body: UpdateRunsDatasetDto,
  ): Promise<RunsDatasetDto> {
    return this.datasets.update(caller, id, body);
  }

  @Delete(':datasetId')
  @Documented({
    summary: 'Delete a dataset and its items for good',
    status: 200,
    answers: SuccessDto,
    example: EXAMPLES.success,
    params: DATASET,
  })
  delete(@ById() caller: Caller, @Param('datasetId') id: string): Promise<SuccessDto> {
    return this.datasets.delete(caller, id);
  }
}
