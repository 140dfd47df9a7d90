import { Injectable } from '@nestjs/common';
import { Database, type Executor, type Slice, type Sliced, type Transaction } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { type AppError, UnavailableError } from '@assay/shared/errors';
import { isServerId } from '@assay/shared/ids';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { nowIso } from '@assay/shared/time';
import { DatasetDirectory, type KnownDataset } from '../dataset-directory';
import { DatasetSchemas, misfitError } from '../dataset-schemas';
import type { CreatedItemsDto, CreateItemDto, CreateItemsDto, ItemDto, ItemsQuery } from '../dto/item.dto';
import { ItemAppender } from './item-appender';
import { ItemRepository, type ItemPage, type ItemRow } from './item.repository';
import { type ItemOrigin, type ItemValues, newItem, PLAIN_ORIGIN, shownItem, textsOf } from './item-texts';
import { ItemWriterRepository, type NewItem } from './item-writer.repository';
import { noSuchVersion, storableVersion } from './versions';

/** The dataset that items are written to. */
interface Target {
  readonly executor: Executor;
  /** Null when the caller may write to any project. */
  readonly projectId: string | null;
  readonly datasetId: string;
  readonly origin: ItemOrigin;
}

/** Each attempt but the last found the schemas changed by another request. */
const MAX_ATTEMPTS = 20;

/** Reads and adds items; {@link ItemChangesService} changes and removes them. */
@Injectable()
export class ItemsService {
  constructor(
    private readonly database: Database,
    private readonly directory: DatasetDirectory,
    private readonly schemas: DatasetSchemas,
    private readonly items: ItemRepository,
    private readonly writer: ItemWriterRepository,
    private readonly appender: ItemAppender,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Items in the order sent: as they stand, or as they stood in `query.version`.
   * @throws {NotFoundError} for the dataset, or a version that it has not reached
   */
  async list(caller: Caller, datasetId: string, query: ItemsQuery): Promise<Page<ItemDto>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', datasetId);
    const { version } = query;
    const scope = { list: 'items', dataset: datasetId, project: projectId, version };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const [afterId] = query.cursor === undefined ? [] : this.cursors.decode(scope, query.cursor);
    const page = await this.page(projectId, datasetId, version, limit + 1, afterId);
    if (page === undefined) throw notFound('dataset', datasetId);
    if (version !== undefined && version > page.datasetVersion)
      throw noSuchVersion(datasetId, version, page.datasetVersion);
    return pageOf(
      page.rows,
      limit,
      (row) => shownRow(datasetId, row),
      (row) => this.cursors.encode(scope, [row.id]),
    );
  }

  /**
   * Part of the items as they stand, in the order sent, with how many there are.
   * @throws {NotFoundError} for the dataset
   */
  async slice(caller: Caller, datasetId: string, slice: Slice): Promise<Sliced<ItemDto>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', datasetId);
    const sliced = await this.items.slice(this.database, projectId, datasetId, slice);
    if (sliced === undefined) throw notFound('dataset', datasetId);
    return { total: sliced.total, rows: sliced.rows.map((row) => shownRow(datasetId, row)) };
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, datasetId: string, id: string): Promise<ItemDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', datasetId);
    const row = isServerId(id) ? await this.items.find(this.database, projectId, datasetId, id) : undefined;
    if (row === undefined) throw notFound('item', id);
    return shownRow(datasetId, row);
  }

  /**
   * Adds one item.
   * @throws {NotFoundError} for the dataset
   * @throws {InvalidRequestError} when it does not fit the dataset's schemas, or brings a malformed assertion
   */
  async add(caller: Caller, datasetId: string, body: CreateItemDto, origin = PLAIN_ORIGIN): Promise<ItemDto> {
    const item = newItem(body, origin);
    const target = { executor: this.database, projectId: caller.boundProject, datasetId, origin };
    const added = await this.write(
      target,
      [body],
      () => '',
      (dataset) => this.appender.append(dataset, item),
    );
    if (added === undefined) throw notFound('dataset', datasetId);
    return shownAdded(datasetId, item, added.version, added.createdAt);
  }

  /** Adds up to 1,000 items in one version, or none of them. Throws as {@link add}. */
  async addBatch(
    caller: Caller,
    datasetId: string,
    body: CreateItemsDto,
    origin = PLAIN_ORIGIN,
  ): Promise<CreatedItemsDto> {
    const target = { executor: this.database, projectId: caller.boundProject, datasetId, origin };
    const items = await this.addAll(target, body.items, (index) => `items[${index}].`);
    if (items === undefined) throw notFound('dataset', datasetId);
    return { created_count: items.length, items };
  }

  /**
   * Adds items within the transaction of another domain, in one version; the dataset's row stays locked until it ends.
   * @returns the items in order; undefined when the dataset is gone
   * @throws {InvalidRequestError} when one does not fit the dataset's schemas
   */
  addItems(
    tx: Transaction,
    projectId: string,
    datasetId: string,
    items: readonly ItemValues[],
  ): Promise<ItemDto[] | undefined> {
    const place = (index: number): string => (items.length === 1 ? '' : `items[${index}].`);
    return this.addAll({ executor: tx, projectId, datasetId, origin: PLAIN_ORIGIN }, items, place);
  }

  private async addAll(
    target: Target,
    values: readonly ItemValues[],
    place: (index: number) => string,
  ): Promise<ItemDto[] | undefined> {
    const { executor, datasetId, origin } = target;
    const items = values.map((value) => newItem(value, origin));
    const at = nowIso();
    const base = await this.write(target, values, place, (dataset) =>
      this.writer.append(executor, dataset, items, 1, at),
    );
    return base === undefined ? undefined : items.map((item) => shownAdded(datasetId, item, base + 1, at));
  }

  /**
   * Checks and stores items, first by the dataset as last seen. Only what was read since then refuses them.
   * @param store gives undefined when the dataset is gone or its schemas are others
   */
  private async write<T>(
    { executor, projectId, datasetId, origin }: Target,
    values: readonly ItemValues[],
    place: (index: number) => string,
    store: (dataset: KnownDataset) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    let dataset = await this.directory.find(executor, projectId, datasetId);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (dataset === undefined) return undefined;
      const misfit = this.misfit(dataset, values, origin, place);
      if (misfit !== undefined && attempt > 0) throw misfit;
      const done = misfit === undefined ? await store(dataset) : undefined;
      if (done !== undefined) return done;
      dataset = await this.directory.read(executor, projectId, datasetId);
    }
    throw new UnavailableError(
      'the schemas of the dataset keep changing; try again',
      { id: datasetId },
      { retryAfterSeconds: 1 },
    );
  }

  private misfit(
    dataset: KnownDataset,
    items: readonly ItemValues[],
    origin: ItemOrigin,
    place: (index: number) => string,
  ): AppError | undefined {
    const check = this.schemas.checkOf(dataset);
    for (const [index, item] of items.entries()) {
      const misfit = check.misfit(item, origin);
      if (misfit !== undefined) return misfitError(misfit, place(index));
    }
    return undefined;
  }

  private page(
    projectId: string,
    datasetId: string,
    version: number | undefined,
    count: number,
    afterId?: string,
  ): Promise<ItemPage | undefined> {
    if (version === undefined) return this.items.page(this.database, projectId, datasetId, count, afterId);
    return this.items.pageOfVersion(this.database, projectId, datasetId, storableVersion(version), count, afterId);
  }
}

function shownRow(datasetId: string, row: ItemRow): ItemDto {
  return shownItem(datasetId, row, textsOf(row));
}

function shownAdded(datasetId: string, item: NewItem, version: number, at: string): ItemDto {
  return shownItem(datasetId, { id: item.id, version, created_at: at, updated_at: at }, item);
}
