import { Injectable } from '@nestjs/common';
import { ItemChangesService, type ItemDto, type ItemOrigin, ItemsService } from '@assay/datasets';
import type { Caller } from '@assay/shared/auth';
import { DEFAULT_ITEMS, type SkipLimitQuery } from './dto/skip-limit.query';
import type {
  CreatedUseCaseItemsDto,
  CreateUseCaseItemDto,
  CreateUseCaseItemsDto,
  UpdateUseCaseItemDto,
  UseCaseItemDto,
} from './dto/use-case-item.dto';

/** Items made here may spell assertions by their expected output: `{"contains": ["9 AM"]}`. */
const ORIGIN: ItemOrigin = { readsAssertions: true };

function shown(item: ItemDto): UseCaseItemDto {
  const { id, dataset_id, input, expected_output, metadata, created_at, updated_at } = item;
  return { id, dataset_id, input, expected_output, metadata, created_at, updated_at };
}

/** Items of datasets, without their versions; changes name them by their id alone. */
@Injectable()
export class UseCaseItemsService {
  constructor(
    private readonly items: ItemsService,
    private readonly changes: ItemChangesService,
  ) {}

  /** @throws {NotFoundError} for the dataset */
  async list(caller: Caller, datasetId: string, query: SkipLimitQuery): Promise<UseCaseItemDto[]> {
    const slice = { offset: query.skip ?? 0, count: query.limit ?? DEFAULT_ITEMS };
    return (await this.items.slice(caller, datasetId, slice)).rows.map(shown);
  }

  /** Throws as {@link ItemsService.add}. */
  async add(caller: Caller, datasetId: string, body: CreateUseCaseItemDto): Promise<UseCaseItemDto> {
    return shown(await this.items.add(caller, datasetId, body, ORIGIN));
  }

  /** Throws as {@link ItemsService.addBatch}. */
  async addBatch(caller: Caller, datasetId: string, body: CreateUseCaseItemsDto): Promise<CreatedUseCaseItemsDto> {
    const { created_count, items } = await this.items.addBatch(caller, datasetId, body, ORIGIN);
    return { created_count, items: items.map(shown) };
  }

  /** Throws as {@link ItemChangesService.update}. */
  async update(caller: Caller, id: string, body: UpdateUseCaseItemDto): Promise<UseCaseItemDto> {
    return shown(await this.changes.update(caller, null, id, body));
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.changes.delete(caller, null, id);
  }
}
