import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { SkipLimitQuery } from './dto/skip-limit.query';
import {
  CreatedUseCaseItemsDto,
  CreateUseCaseItemDto,
  CreateUseCaseItemsDto,
  UpdateUseCaseItemDto,
  UseCaseItemDto,
} from './dto/use-case-item.dto';
import { EXAMPLES } from './examples';
import { UseCaseItemsService } from './use-case-items.service';

const DATASET = { id: 'The id of the dataset.' };
const ITEM = { id: 'The id of the item.' };

/** Items of the datasets of use cases. */
@ApiTags('Use cases')
@Authenticated()
@Controller('api/v1/datasets')
export class UseCaseItemsController {
  constructor(private readonly items: UseCaseItemsService) {}

  @Get(':id/items')
  @Documented({
    summary: 'List the items of a dataset, in the order sent',
    status: 200,
    answers: [UseCaseItemDto],
    example: [EXAMPLES.item],
    params: DATASET,
  })
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: SkipLimitQuery,
  ): Promise<UseCaseItemDto[]> {
    return this.items.list(caller, id, query);
  }

  @Post(':id/items')
  @Documented({
    summary: 'Add an item to a dataset',
    status: 201,
    answers: UseCaseItemDto,
    example: EXAMPLES.item,
    params: DATASET,
  })
  add(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: CreateUseCaseItemDto,
  ): Promise<UseCaseItemDto> {
    return this.items.add(caller, id, body);
  }

  @Post(':id/items/batch')
  @Documented({
    summary: 'Add 1 to 1,000 items, all or none',
    status: 201,
    answers: CreatedUseCaseItemsDto,
    example: { created_count: 1, items: [EXAMPLES.item] },
    params: DATASET,
  })
  addBatch(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: CreateUseCaseItemsDto,
  ): Promise<CreatedUseCaseItemsDto> {
    return this.items.addBatch(caller, id, body);
  }

  @Patch('items/:id')
  @Documented({
    summary: 'Change an item',
    description: 'What is absent stays, `null` clears.',
    status: 200,
    answers: UseCaseItemDto,
    example: EXAMPLES.item,
    params: ITEM,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: UpdateUseCaseItemDto,
  ): Promise<UseCaseItemDto> {
    return this.items.update(caller, id, body);
  }

  @Delete('items/:id')
  @Documented({ summary: 'Delete an item', status: 204, answers: null, params: ITEM })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.items.delete(caller, id);
  }
}
