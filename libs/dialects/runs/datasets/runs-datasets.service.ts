import { Injectable } from '@nestjs/common';
import { type DatasetDto, DatasetsService, ItemsService } from '@assay/datasets';
import type { Caller } from '@assay/shared/auth';
import type {
  CreateRunsDatasetDto,
  RunsDatasetDto,
  RunsDatasetsDto,
  RunsDatasetWithItemsDto,
  SuccessDto,
  UpdateRunsDatasetDto,
} from '../dto/dataset.dto';
import { type PageNumberQuery, paginationOf, sliceOf } from '../paging';
import { shownItem } from './shown-item';

function shown(dataset: DatasetDto): RunsDatasetDto {
  return {
    id: dataset.id,
    name: dataset.name,
    description: dataset.description,
    metadata: dataset.metadata,
    version: dataset.version,
    createdAt: dataset.created_at,
    updatedAt: dataset.updated_at,
  };
}

/** The fields of a body that this surface has: others are ignored, even where `/v1` knows them. */
function known<Body extends UpdateRunsDatasetDto>({ name, description, metadata }: Body): Body {
  return { name, description, metadata } as Body;
}

/** Datasets in camelCase, over those of `/v1`. */
@Injectable()
export class RunsDatasetsService {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly items: ItemsService,
  ) {}

  /** The datasets of the caller's project, newest first. */
  async list(caller: Caller, query: PageNumberQuery): Promise<RunsDatasetsDto> {
    const sliced = await this.datasets.slice(caller.projectOfList(undefined), sliceOf(query));
    return { datasets: sliced.rows.map(shown), pagination: paginationOf(query, sliced) };
  }

  /** Throws as {@link DatasetsService.create}. */
  async create(caller: Caller, body: CreateRunsDatasetDto): Promise<RunsDatasetDto> {
    return shown(await this.datasets.create(caller, known(body)));
  }

  /**
   * A dataset with the first page of its items.
   * @throws {NotFoundError}
   */
  async get(caller: Caller, id: string): Promise<RunsDatasetWithItemsDto> {
    const dataset = await this.datasets.get(caller, id);
    const items = await this.items.slice(caller, id, sliceOf({}));
    return { ...shown(dataset), items: items.rows.map(shownItem) };
  }

  /** Throws as {@link DatasetsService.update}. */
  async update(caller: Caller, id: string, body: UpdateRunsDatasetDto): Promise<RunsDatasetDto> {
    return shown(await this.datasets.update(caller, id, known(body)));
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, id: string): Promise<SuccessDto> {
    await this.datasets.delete(caller, id);
    return { success: true };
  }
}
