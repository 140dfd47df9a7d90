import { Injectable } from '@nestjs/common';
import { Database, isUnavailable } from '@assay/database';
import { UnavailableError } from '@assay/shared/errors';
import { nowIso } from '@assay/shared/time';
import type { KnownDataset } from '../dataset-directory';
import { ItemWriterRepository, type NewItem } from './item-writer.repository';

/** Where a single item went. */
export interface Appended {
  readonly version: number;
  /** ISO 8601 with microseconds. */
  readonly createdAt: string;
}

interface Waiting {
  readonly dataset: KnownDataset;
  readonly item: NewItem;
  readonly characters: number;
  resolve(appended: Appended | undefined): void;
  reject(error: unknown): void;
}

const MAX_GROUP_ITEMS = 200;
const MAX_GROUP_CHARACTERS = 4 * 1024 * 1024;

/**
 * Adds single items. All writers of a dataset need the lock of its row, and each commit holds it until the disk has
 * it; so the items that arrive while a statement of this process runs wait and go together in the next one. Each still
 * gets a version of its own, is answered after the commit, and fails alone.
 */
@Injectable()
export class ItemAppender {
  /** Items that wait, by dataset; a dataset is in here while a statement for it runs. */
  private readonly lanes = new Map<string, Waiting[]>();

  constructor(
    private readonly database: Database,
    private readonly items: ItemWriterRepository,
  ) {}

  /** Adds an item; undefined, and nothing added, when the dataset is gone or has other schemas by now. */
  append(dataset: KnownDataset, item: NewItem): Promise<Appended | undefined> {
    // The transaction of a request can neither take the items of others along nor send its own with theirs.
    if (this.database.isEnclosed) return this.appendAlone(dataset, item);
    const characters = item.input.length + (item.expectedOutput?.length ?? 0) + (item.metadata?.length ?? 0);
    return new Promise((resolve, reject) => {
      const waiting = { dataset, item, characters, resolve, reject };
      const lane = this.lanes.get(dataset.id);
      if (lane !== undefined) lane.push(waiting);
      else void this.work(dataset.id, [waiting]);
    });
  }

  private async appendAlone(dataset: KnownDataset, item: NewItem): Promise<Appended | undefined> {
    const createdAt = nowIso();
    const base = await this.items.append(this.database, dataset, [item], 1, createdAt);
    return base === undefined ? undefined : { version: base + 1, createdAt };
  }

  private async work(datasetId: string, lane: Waiting[]): Promise<void> {
    this.lanes.set(datasetId, lane);
    while (lane.length > 0) await this.write(nextGroup(lane));
    this.lanes.delete(datasetId);
  }

  private async write(group: Waiting[]): Promise<void> {
    try {
      await this.writeTogether(group);
    } catch (error) {
      if (group.length === 1 || isAway(error)) for (const waiting of group) waiting.reject(error);
      else for (const waiting of group) await this.write([waiting]);
    }
  }

  private async writeTogether(group: Waiting[]): Promise<void> {
    const [first] = group as [Waiting, ...Waiting[]];
    const createdAt = nowIso();
    const items = group.map((waiting) => waiting.item);
    const base = await this.items.append(this.database, first.dataset, items, group.length, createdAt);
    group.forEach((waiting, index) =>
      waiting.resolve(base === undefined ? undefined : { version: base + index + 1, createdAt }),
    );
  }
}

/** Takes the items off the lane that can go together: checked against the same schemas, and not too large. */
function nextGroup(lane: Waiting[]): Waiting[] {
  const [first] = lane as [Waiting, ...Waiting[]];
  let count = 0;
  let characters = 0;
  for (const waiting of lane) {
    characters += waiting.characters;
    const fits = count === 0 || (count < MAX_GROUP_ITEMS && characters <= MAX_GROUP_CHARACTERS);
    if (!fits || String(waiting.dataset.marks) !== String(first.dataset.marks)) break;
    count += 1;
  }
  return lane.splice(0, count);
}

/** Whether each item of a group would have failed alike; it may even have been stored, so it is not tried again. */
function isAway(error: unknown): boolean {
  return error instanceof UnavailableError || isUnavailable(error);
}
