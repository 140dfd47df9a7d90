import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { CreateRunsItemDto, RunsItemDto, RunsItemsDto, SuccessDto, UpdateRunsItemDto } from '../dto/dataset.dto';
import { EXAMPLES } from '../examples';
import { ById, OfRunsSurface } from '../in-project';
import { PageNumberQuery } from '../paging';
import { RunsItemsService } from './runs-items.service';

const DATASET = { datasetId: 'The id of the dataset.' };
const ITEM = { ...DATASET, itemId: 'The id of the item.' };

/** Items in camelCase. */
@ApiTags('Datasets and runs')
@Authenticated()
@OfRunsSurface()
@Controller('api/datasets/:datasetId/items')
export class RunsItemsController {
  constructor(private readonly items: RunsItemsService) {}

  @Get()
  @Documented({
    summary: 'List the items of a dataset, in the order sent',
    status: 200,
    answers: RunsItemsDto,
    example: EXAMPLES.items,
    params: DATASET,
  })
  list(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Query() query: PageNumberQuery,
  ): Promise<RunsItemsDto> {
    return this.items.list(caller, datasetId, query);
  }

  @Post()
  @Documented({
    summary: 'Add an item to a dataset',
    status: 201,
    answers: RunsItemDto,
    example: EXAMPLES.item,
    params: DATASET,
  })
  add(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Body() body: CreateRunsItemDto,
  ): Promise<RunsItemDto> {
    return this.items.add(caller, datasetId, body);
  }

  @Get(':itemId')
  @Documented({ summary: 'Get an item', status: 200, answers: RunsItemDto, example: EXAMPLES.item, params: ITEM })
  get(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Param('itemId') id: string,
  ): Promise<RunsItemDto> {
    return this.items.get(caller, datasetId, id);
  }

  @Patch(':itemId')
  @Documented({
    summary: 'Change an item',
    description: 'What is absent stays, `null` clears, `metadata` is replaced whole.',
    status: 200,
    answers: RunsItemDto,
    example: EXAMPLES.item,
    params: ITEM,
  })
  update(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Param('itemId') id: string,
    @Body() body: UpdateRunsItemDto,
  ): Promise<RunsItemDto> {
    return this.items.update(caller, datasetId, id, body);
  }

  @Delete(':itemId')
  @Documented({
    summary: 'Delete an item',
    status: 200,
    answers: SuccessDto,
    example: EXAMPLES.success,
    params: ITEM,
  })
  delete(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Param('itemId') id: string,
  ): Promise<SuccessDto> {
    return this.items.delete(caller, datasetId, id);
  }
}
