import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { NamesFields } from '../field-words';
import {
  CreateNamespaceCollectionDto,
  NamespaceCollectionDto,
  NamespaceCollectionsPageDto,
  UpdateNamespaceCollectionDto,
} from './dto/collection.dto';
import { SucceededDto } from './dto/dataset.dto';
import { EXAMPLES } from './examples';
import { NamespaceCollectionsService } from './namespace-collections.service';
import { NumberedPageQuery } from './paging';
import { COLLECTION_PARAMS, CollectionPlace, PROJECT_PARAMS, ProjectPlace } from './places';

/** Collections of a project. */
@NamesFields({ dataset_id: 'datasetId', add_members: 'addMembers', remove_members: 'removeMembers' })
@ApiTags('Namespaces')
@Authenticated()
@Controller('namespaces/:slug/projects/:projectSlug/collections')
export class NamespaceCollectionsController {
  constructor(private readonly collections: NamespaceCollectionsService) {}

  @Post()
  @Documented({
    summary: 'Create a collection',
    description: 'In a dataset of the project (`datasetId`), or on its own.',
    status: 201,
    answers: NamespaceCollectionDto,
    example: EXAMPLES.collection,
    errors: ['CONFLICT'],
    params: PROJECT_PARAMS,
  })
  create(
    @CurrentCaller() caller: Caller,
    @Param() place: ProjectPlace,
    @Body() body: CreateNamespaceCollectionDto,
  ): Promise<NamespaceCollectionDto> {
    return this.collections.create(caller, place, body);
  }

  @Get()
  @Documented({
    summary: 'List collections, newest first',
    status: 200,
    answers: NamespaceCollectionsPageDto,
    example: EXAMPLES.collections,
    params: PROJECT_PARAMS,
  })
  list(
    @CurrentCaller() caller: Caller,
    @Param() place: ProjectPlace,
    @Query() query: NumberedPageQuery,
  ): Promise<NamespaceCollectionsPageDto> {
    return this.collections.list(caller, place, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Get a collection',
    status: 200,
    answers: NamespaceCollectionDto,
    example: EXAMPLES.collection,
    params: COLLECTION_PARAMS,
  })
  get(@CurrentCaller() caller: Caller, @Param() place: CollectionPlace): Promise<NamespaceCollectionDto> {
    return this.collections.get(caller, place);
  }

  @Patch(':id')
  @Documented({
    summary: 'Update a collection',
    description:
      'Only the fields that are given are changed; `null` clears. `removeMembers` go first, then `addMembers` come; requests at the same time all count.',
    status: 200,
    answers: NamespaceCollectionDto,
    example: EXAMPLES.collection,
    errors: ['CONFLICT'],
    params: COLLECTION_PARAMS,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param() place: CollectionPlace,
    @Body() body: UpdateNamespaceCollectionDto,
  ): Promise<NamespaceCollectionDto> {
    return this.collections.update(caller, place, body);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a collection',
    status: 200,
    answers: SucceededDto,
    example: EXAMPLES.succeeded,
    params: COLLECTION_PARAMS,
  })
  delete(@CurrentCaller() caller: Caller, @Param() place: CollectionPlace): Promise<SucceededDto> {
    return this.collections.delete(caller, place);
  }
}
