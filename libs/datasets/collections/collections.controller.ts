import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { CollectionDto, CollectionsQuery, CreateCollectionDto, UpdateCollectionDto } from '../dto/collection.dto';
import { CollectionsService } from './collections.service';

const COLLECTION = { id: 'The id of the collection.' };

const EXAMPLE = {
  id: 'col-1',
  project_id: 'proj-1',
  name: 'edge-cases',
  members: ['item-1', 'item-2'],
  dataset_id: 'ds-1',
  tags: [],
  metadata: null,
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

/** Collections: named lists of ids, such as a selection of items that experiments run over. */
@ApiTags('Collections')
@Authenticated()
@Controller('v1/collections')
export class CollectionsController {
  constructor(private readonly collections: CollectionsService) {}

  @Post()
  @Documented({
    summary: 'Create a collection',
    description: 'In a dataset of the project (`dataset_id`), or on its own.',
    status: 201,
    answers: CollectionDto,
    example: EXAMPLE,
    errors: ['CONFLICT'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateCollectionDto): Promise<CollectionDto> {
    return this.collections.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the collections of a project, newest first',
    status: 200,
    answers: pageClass(CollectionDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: CollectionsQuery): Promise<Page<CollectionDto>> {
    return this.collections.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Fetch a collection',
    status: 200,
    answers: CollectionDto,
    example: EXAMPLE,
    params: COLLECTION,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<CollectionDto> {
    return this.collections.get(caller, id);
  }

  @Patch(':id')
  @Documented({
    summary: 'Change a collection',
    description:
      'What is absent stays, `null` clears, `metadata` and `tags` are replaced whole. `remove_members` go first, then `add_members` come; requests at the same time all count.',
    status: 200,
    answers: CollectionDto,
    example: EXAMPLE,
    errors: ['CONFLICT'],
    params: COLLECTION,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: UpdateCollectionDto,
  ): Promise<CollectionDto> {
    return this.collections.update(caller, id, body);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a collection',
    description: 'What its members name stays, and so do experiments that were limited to it.',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: 'col-1' },
    params: COLLECTION,
  })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeletedDto> {
    return this.collections.delete(caller, id);
  }
}
