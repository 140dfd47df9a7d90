import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { CreatedItemsDto, CreateItemDto, CreateItemsDto, ItemDto, ItemsQuery, UpdateItemDto } from '../dto/item.dto';
import { ItemChangesService } from './item-changes.service';
import { ItemsService } from './items.service';

const DATASET = { id: 'The id of the dataset.' };
const ITEM = { ...DATASET, item_id: 'The id of the item.' };

const EXAMPLE = {
  id: 'item-1',
  dataset_id: 'ds-1',
  input: 'What is the capital of France?',
  expected_output: 'Paris',
  metadata: { source: 'manual' },
  version: 2,
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

/** The items of a dataset. */
@ApiTags('Datasets')
@Authenticated()
@Controller('v1/datasets/:id/items')
export class ItemsController {
  constructor(
    private readonly items: ItemsService,
    private readonly changes: ItemChangesService,
  ) {}

  @Get()
  @Documented({
    summary: 'List the items of a dataset, in the order sent',
    description:
      'With `version`, as they stood in that version: every version stays readable. A version that the dataset has not reached is 404.',
    status: 200,
    answers: pageClass(ItemDto),
    example: { items: [EXAMPLE], next_cursor: 'cursor-xyz', limit: 50 },
    params: DATASET,
  })
  list(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() query: ItemsQuery): Promise<Page<ItemDto>> {
    return this.items.list(caller, id, query);
  }

  @Post()
  @Documented({ summary: 'Add an item to a dataset', status: 201, answers: ItemDto, example: EXAMPLE, params: DATASET })
  add(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: CreateItemDto): Promise<ItemDto> {
    return this.items.add(caller, id, body);
  }

  @Post('batch')
  @Documented({
    summary: 'Add 1 to 1,000 items, all or none',
    description: 'The version rises by 1, whatever their number.',
    status: 201,
    answers: CreatedItemsDto,
    example: { created_count: 1, items: [EXAMPLE] },
    params: DATASET,
  })
  addBatch(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: CreateItemsDto,
  ): Promise<CreatedItemsDto> {
    return this.items.addBatch(caller, id, body);
  }

  @Get(':item_id')
  @Documented({ summary: 'Fetch an item as it stands', status: 200, answers: ItemDto, example: EXAMPLE, params: ITEM })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string, @Param('item_id') itemId: string): Promise<ItemDto> {
    return this.items.get(caller, id, itemId);
  }

  @Patch(':item_id')
  @Documented({
    summary: 'Change an item',
    description:
      'What is absent stays, `null` clears. Makes a new revision of the same item; a body that changes nothing does not raise the version.',
    status: 200,
    answers: ItemDto,
    example: EXAMPLE,
    params: ITEM,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('item_id') itemId: string,
    @Body() body: UpdateItemDto,
  ): Promise<ItemDto> {
    return this.changes.update(caller, id, itemId, body);
  }

  @Delete(':item_id')
  @Documented({
    summary: 'Remove an item from a dataset',
    description: 'Older versions of the dataset still list it.',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: 'item-1' },
    params: ITEM,
  })
  delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('item_id') itemId: string,
  ): Promise<DeletedDto> {
    return this.changes.delete(caller, id, itemId);
  }
}
