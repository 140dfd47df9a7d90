import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { UseCaseDatasetsQuery } from './dto/skip-limit.query';
import {
  CountedUseCaseDatasetDto,
  CreateUseCaseDatasetDto,
  ListedUseCaseDatasetDto,
  UpdateUseCaseDatasetDto,
  UseCaseDatasetDto,
} from './dto/use-case-dataset.dto';
import { EXAMPLES } from './examples';
import { UseCaseDatasetsService } from './use-case-datasets.service';

const USE_CASE = { useCaseId: 'The use case: any project id.' };
const DATASET = { id: 'The id of the dataset.' };

/** Datasets of use cases. */
@ApiTags('Use cases')
@Authenticated()
@Controller('api/v1')
export class UseCaseDatasetsController {
  constructor(private readonly datasets: UseCaseDatasetsService) {}

  @Get('use-cases/:useCaseId/datasets')
  @Documented({
    summary: 'List the datasets of a use case, newest first',
    status: 200,
    answers: [ListedUseCaseDatasetDto],
    example: [EXAMPLES.listed],
    params: USE_CASE,
  })
  list(
    @CurrentCaller() caller: Caller,
    @Param('useCaseId') useCaseId: string,
    @Query() query: UseCaseDatasetsQuery,
  ): Promise<ListedUseCaseDatasetDto[]> {
    return this.datasets.list(caller, useCaseId, query);
  }

  @Post('use-cases/:useCaseId/datasets')
  @Documented({
    summary: 'Create a dataset in a use case',
    status: 201,
    answers: UseCaseDatasetDto,
    example: EXAMPLES.dataset,
    errors: ['CONFLICT'],
    params: USE_CASE,
  })
  create(
    @CurrentCaller() caller: Caller,
    @Param('useCaseId') useCaseId: string,
    @Body() body: CreateUseCaseDatasetDto,
  ): Promise<UseCaseDatasetDto> {
    return this.datasets.create(caller, useCaseId, body);
  }

  @Get('datasets/:id')
  @Documented({
    summary: 'Get a dataset with its counts',
    status: 200,
    answers: CountedUseCaseDatasetDto,
    example: EXAMPLES.counted,
    params: DATASET,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<CountedUseCaseDatasetDto> {
    return this.datasets.get(caller, id);
  }

  @Patch('datasets/:id')
  @Documented({
    summary: 'Change a dataset',
    description: 'What is absent stays, `null` clears.',
    status: 200,
    answers: UseCaseDatasetDto,
    example: EXAMPLES.dataset,
    errors: ['CONFLICT'],
    params: DATASET,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: UpdateUseCaseDatasetDto,
  ): Promise<UseCaseDatasetDto> {
    return this.datasets.update(caller, id, body);
  }

  @Delete('datasets/:id')
  @Documented({ summary: 'Delete a dataset and its items for good', status: 204, answers: null, params: DATASET })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.datasets.delete(caller, id);
  }
}
