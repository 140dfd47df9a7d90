import { Injectable } from '@nestjs/common';
import { ItemChangesService, ItemsService } from '@assay/datasets';
import type { Caller } from '@assay/shared/auth';
import type { CreateRunsItemDto, RunsItemDto, RunsItemsDto, SuccessDto, UpdateRunsItemDto } from '../dto/dataset.dto';
import { type PageNumberQuery, paginationOf, sliceOf } from '../paging';
import { shownItem } from './shown-item';

/** The fields of a body, in the words of `/v1`. */
function known({ input, expectedOutput, metadata }: UpdateRunsItemDto) {
  return { input, expected_output: expectedOutput, metadata };
}

/** Items in camelCase, over those of `/v1`. */
@Injectable()
export class RunsItemsService {
  constructor(
    private readonly items: ItemsService,
    private readonly changes: ItemChangesService,
  ) {}

  /** @throws {NotFoundError} for the dataset */
  async list(caller: Caller, datasetId: string, query: PageNumberQuery): Promise<RunsItemsDto> {
    const sliced = await this.items.slice(caller, datasetId, sliceOf(query));
    return { items: sliced.rows.map(shownItem), pagination: paginationOf(query, sliced) };
  }

  /** Throws as {@link ItemsService.add}. */
  async add(caller: Caller, datasetId: string, body: CreateRunsItemDto): Promise<RunsItemDto> {
    return shownItem(await this.items.add(caller, datasetId, known(body)));
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, datasetId: string, id: string): Promise<RunsItemDto> {
    return shownItem(await this.items.get(caller, datasetId, id));
  }

  /** Throws as {@link ItemChangesService.update}. */
  async update(caller: Caller, datasetId: string, id: string, body: UpdateRunsItemDto): Promise<RunsItemDto> {
    return shownItem(await this.changes.update(caller, datasetId, id, known(body)));
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, datasetId: string, id: string): Promise<SuccessDto> {
    await this.changes.delete(caller, datasetId, id);
    return { success: true };
  }
}
