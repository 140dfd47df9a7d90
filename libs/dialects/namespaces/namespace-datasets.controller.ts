import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import {
  CreateNamespaceDatasetDto,
  DatasetWithCollectionsDto,
  NamespaceDatasetDto,
  NamespaceDatasetsPageDto,
  SucceededDto,
  UpdateNamespaceDatasetDto,
} from './dto/dataset.dto';
import { EXAMPLES } from './examples';
import { NamespaceDatasetsService } from './namespace-datasets.service';
import { NumberedPageQuery } from './paging';
import { DATASET_PARAMS, DatasetPlace, PROJECT_PARAMS, ProjectPlace } from './places';

/** Datasets by their names. */
@ApiTags('Namespaces')
@Authenticated()
@Controller('namespaces/:slug/projects/:projectSlug/datasets')
export class NamespaceDatasetsController {
  constructor(private readonly datasets: NamespaceDatasetsService) {}

  @Post()
  @Documented({
    summary: 'Create a dataset',
    status: 201,
    answers: NamespaceDatasetDto,
    example: EXAMPLES.dataset,
    errors: ['CONFLICT'],
    params: PROJECT_PARAMS,
  })
  create(
    @CurrentCaller() caller: Caller,
    @Param() place: ProjectPlace,
    @Body() body: CreateNamespaceDatasetDto,
  ): Promise<NamespaceDatasetDto> {
    return this.datasets.create(caller, place, body);
  }

  @Get()
  @Documented({
    summary: 'List datasets, newest first',
    status: 200,
    answers: NamespaceDatasetsPageDto,
    example: EXAMPLES.datasets,
    params: PROJECT_PARAMS,
  })
  list(
    @CurrentCaller() caller: Caller,
    @Param() place: ProjectPlace,
    @Query() query: NumberedPageQuery,
  ): Promise<NamespaceDatasetsPageDto> {
    return this.datasets.list(caller, place, query);
  }

  @Get(':name')
  @Documented({
    summary: 'Get a dataset with all its collections',
    status: 200,
    answers: DatasetWithCollectionsDto,
    example: EXAMPLES.datasetWithCollections,
    params: DATASET_PARAMS,
  })
  get(@CurrentCaller() caller: Caller, @Param() place: DatasetPlace): Promise<DatasetWithCollectionsDto> {
    return this.datasets.get(caller, place);
  }

  @Patch(':name')
  @Documented({
    summary: 'Update a dataset',
    description: 'Only the fields that are given are changed; `null` clears.',
    status: 200,
    answers: NamespaceDatasetDto,
    example: EXAMPLES.dataset,
    errors: ['CONFLICT'],
    params: DATASET_PARAMS,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param() place: DatasetPlace,
    @Body() body: UpdateNamespaceDatasetDto,
  ): Promise<NamespaceDatasetDto> {
    return this.datasets.update(caller, place, body);
  }

  @Delete(':name')
  @Documented({
    summary: 'Soft-delete a dataset',
    description:
      'Hides it everywhere and frees its name; its collections stay on their own. An admin can restore it (`POST /v1/datasets/:id/restore`).',
    status: 200,
    answers: SucceededDto,
    example: EXAMPLES.succeeded,
    params: DATASET_PARAMS,
  })
  delete(@CurrentCaller() caller: Caller, @Param() place: DatasetPlace): Promise<SucceededDto> {
    return this.datasets.delete(caller, place);
  }
}
