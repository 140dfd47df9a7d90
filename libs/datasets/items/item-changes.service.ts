import { Injectable } from '@nestjs/common';
import { Database, type Executor } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import type { DeletedDto } from '@assay/shared/http';
import { isServerId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import { DatasetDirectory, knownDataset } from '../dataset-directory';
import { DatasetSchemas, misfitError } from '../dataset-schemas';
import type { ItemDto, UpdateItemDto } from '../dto/item.dto';
import { type ChangeableItem, ItemRepository } from './item.repository';
import { shownItem, textOrNull, textsOf } from './item-texts';
import { type ItemChange, type ItemTexts, ItemWriterRepository } from './item-writer.repository';
import { isSameValue } from './same-value';

/** An item as it is, and what a change of it needs. */
interface Found {
  readonly change: ItemChange;
  readonly row: ChangeableItem;
}

/**
 * Changes and removes items. The item is read without a lock and written on the condition that the dataset still has
 * the version and schemas that were read; where another writer was faster, it is done again under the lock.
 */
@Injectable()
export class ItemChangesService {
  constructor(
    private readonly database: Database,
    private readonly directory: DatasetDirectory,
    private readonly schemas: DatasetSchemas,
    private readonly items: ItemRepository,
    private readonly writer: ItemWriterRepository,
  ) {}

  /**
   * Makes a new revision of an item; one that would be equal to the current is not made, and the version stays.
   * @param datasetId null when the item is named by its id alone
   * @throws {NotFoundError} when there is no such item (any more)
   * @throws {InvalidRequestError} when a value that is given does not fit the dataset's schemas
   */
  update(caller: Caller, datasetId: string | null, id: string, body: UpdateItemDto): Promise<ItemDto> {
    return this.changed(caller, datasetId, id, (executor, found) => this.revise(executor, found, body));
  }

  /**
   * Ends an item: older versions still list it.
   * @param datasetId null when the item is named by its id alone
   * @throws {NotFoundError} when there is no such item (any more)
   */
  async delete(caller: Caller, datasetId: string | null, id: string): Promise<DeletedDto> {
    await this.changed(
      caller,
      datasetId,
      id,
      async (executor, { change }) => (await this.writer.end(executor, change)) || undefined,
    );
    return { deleted: true, id };
  }

  private async revise(executor: Executor, { change, row }: Found, body: UpdateItemDto): Promise<ItemDto | undefined> {
    const misfit = this.schemas.checkOf(change.dataset).misfit(body, { readsAssertions: row.reads_assertions });
    if (misfit !== undefined) throw misfitError(misfit, '');
    const texts = textsOf(row);
    const next: ItemTexts = {
      input: body.input === undefined ? texts.input : (textOrNull(body.input) as string),
      expectedOutput: body.expected_output === undefined ? texts.expectedOutput : textOrNull(body.expected_output),
      metadata: body.metadata === undefined ? texts.metadata : textOrNull(body.metadata),
    };
    if (isSameItem(next, texts)) return shownItem(change.dataset.id, row, texts);
    const revision = await this.writer.revise(executor, change, next);
    if (revision === undefined) return undefined;
    return shownItem(change.dataset.id, { id: change.itemId, ...revision, updated_at: change.at }, next);
  }

  /** @param work gives undefined when the state it was given is not current */
  private async changed<T>(
    caller: Caller,
    datasetId: string | null,
    id: string,
    work: (executor: Executor, found: Found) => Promise<T | undefined>,
  ): Promise<T> {
    const known = datasetId === null ? undefined : this.directory.remembered(null, datasetId);
    const found = await this.find(this.database, caller.boundProject ?? known?.projectId ?? null, datasetId, id);
    const done = await work(this.database, found);
    if (done !== undefined) return done;
    const { dataset } = found.change;
    return this.database.transaction(async (tx) => {
      await this.writer.lock(tx, dataset.projectId, dataset.id);
      const current = await work(tx, await this.find(tx, dataset.projectId, dataset.id, id));
      if (current === undefined) throw notFound('item', id);
      return current;
    });
  }

  private async find(
    executor: Executor,
    projectId: string | null,
    datasetId: string | null,
    id: string,
  ): Promise<Found> {
    const known = (datasetId === null || isServerId(datasetId)) && isServerId(id);
    const found = known ? await this.items.findForChange(executor, projectId, datasetId, id) : undefined;
    if (found === undefined) throw notFound('item', id);
    const dataset = this.directory.remember(knownDataset(found.dataset_id, found));
    return { change: { dataset, atVersion: found.dataset_version, itemId: id, at: nowIso() }, row: found };
  }
}

function isSameItem(a: ItemTexts, b: ItemTexts): boolean {
  return (
    isSameValue(a.input, b.input) &&
    isSameValue(a.expectedOutput, b.expectedOutput) &&
    isSameValue(a.metadata, b.metadata)
  );
}
