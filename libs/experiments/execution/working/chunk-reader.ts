import type { Database } from '@assay/database';
import { nowIso } from '@assay/shared/time';
import type { ChunkRepository, PlannedItem, TakenItems, WorkItem } from './chunk.repository';
import { inMs, LEASE_MS } from './leases';
import type { WorkPlace } from './work.repository';

const MAX_CHUNKS = 8;
/** Of its part of what remains a process takes as much at once; the rest evens out who is faster. */
const TAKEN_PART = 1 / 2;

/** The dataset is not there any more. */
export class DatasetGoneError extends Error {
  constructor() {
    super('the dataset was deleted while the experiment was executed');
    this.name = 'DatasetGoneError';
  }
}

/** Takes chunks and reads their items, a bounded amount at a time. */
export class ChunkReader {
  private unread: PlannedItem[] = [];
  /** Items in the largest chunk that was seen; none was seen yet. */
  private chunkItems = 0;

  /** @param remaining items of the execution without a recorded result */
  constructor(
    private readonly database: Database,
    private readonly chunks: ChunkRepository,
    private readonly place: WorkPlace,
    private remaining: number,
  ) {}

  /**
   * More items; none when there are none to take now.
   * @param done positions of the chunks that were taken before and have no open items
   * @param share the part of all calls at once that this process makes, 0 to 1
   * @throws {DatasetGoneError}
   */
  async next(done: readonly number[], share: number): Promise<WorkItem[]> {
    const taken = this.unread.length > 0 ? await this.readOn() : await this.take(done, share);
    this.unread = taken.unread;
    this.remaining = taken.remaining;
    if (taken.items.length === 0 && taken.unread.length > 0) throw new DatasetGoneError();
    return taken.items;
  }

  private readOn(): Promise<TakenItems> {
    return this.chunks.items(this.database, this.place, this.unread);
  }

  private async take(done: readonly number[], share: number): Promise<TakenItems> {
    const wanted = { done, count: this.chunkCount(share) };
    const taken = await this.chunks.take(this.database, this.place, wanted, nowIso(), inMs(LEASE_MS));
    const sizes = new Map<number, number>();
    for (const { position } of [...taken.items, ...taken.unread]) sizes.set(position, (sizes.get(position) ?? 0) + 1);
    this.chunkItems = Math.max(this.chunkItems, ...sizes.values());
    return taken;
  }

  /** Few looks while much remains, and small shares at the end, so that no process is left with the last items alone. */
  private chunkCount(share: number): number {
    if (this.chunkItems === 0) return 1;
    const chunks = Math.floor((this.remaining * share * TAKEN_PART) / this.chunkItems);
    return Math.min(MAX_CHUNKS, Math.max(1, chunks));
  }
}
