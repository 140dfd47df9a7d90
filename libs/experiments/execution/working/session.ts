import type { PreparedScore } from '@assay/scores';
import type { PreparedTarget } from '../../targets/target-answer';
import { charsOf, type FinishedItem, runIdOf, runOf } from './finished-item';
import { callForItem } from './item-call';
import type { WorkItem } from './chunk.repository';
import { ItemSource } from './item-source';
import { LEASE_MS } from './leases';
import { Recorder } from './recorder';
import { AttemptOverError } from './record.service';
import { recordSurely } from './sure-recording';
import type { WorkOrder, WorkPlace } from './work.repository';

/** What a session asks of others. */
export interface SessionPorts {
  /**
   * More items for this process; none when there are none to take now.
   * @param share the part of all calls at once that this process makes, 0 to 1
   */
  fill(doneChunks: readonly number[], share: number): Promise<WorkItem[]>;
  /** Records a group in one transaction. @throws {AttemptOverError} */
  record(items: readonly FinishedItem[]): Promise<void>;
}

/** How a session calls. */
export interface SessionTools {
  readonly target: PreparedTarget;
  readonly scores: readonly PreparedScore[];
}

/**
 * The work of this process on one attempt of an execution. Each slot calls for one item at a time and goes on to the
 * next one when the result is recorded, so a process that is killed has called for at most one item a slot in vain.
 */
export class Session {
  /** Aborts calls: the attempt is over, or the leases of this process may be. */
  readonly over = new AbortController();
  private readonly source: ItemSource;
  private readonly recorder: Recorder<FinishedItem>;
  private readonly open = new Map<number, number>();
  private slots = 0;
  private calls = 0;
  private leasedUntilMs = Date.now() + LEASE_MS;

  constructor(
    readonly place: WorkPlace,
    readonly order: WorkOrder,
    private readonly tools: SessionTools,
    ports: SessionPorts,
  ) {
    this.source = new ItemSource(
      async () => {
        const items = await ports.fill(this.doneChunks(), this.slots / order.max_concurrency);
        for (const { position } of items) this.open.set(position, (this.open.get(position) ?? 0) + 1);
        return items;
      },
      () => this.slots,
    );
    const recording = {
      record: (items: readonly FinishedItem[]) => ports.record(items),
      isLeased: () => Date.now() <= this.leasedUntilMs,
    };
    const store = async (items: FinishedItem[]): Promise<void> => {
      await recordSurely(recording, items);
      for (const { item } of items) this.open.set(item.position, (this.open.get(item.position) ?? 1) - 1);
    };
    this.recorder = new Recorder(store, charsOf, () => this.calls > 0);
  }

  /** Notes that the leases were made longer at this moment. */
  renewed(atMs: number): void {
    this.leasedUntilMs = atMs + LEASE_MS;
  }

  /** One slot: item after item until there are none, `stop` aborts, or the attempt is over. */
  async runSlot(stop: AbortSignal): Promise<void> {
    this.slots += 1;
    try {
      while (!stop.aborted && !this.over.signal.aborted) {
        const item = await this.source.next();
        if (item === undefined) return;
        await this.finish(item);
      }
    } finally {
      this.slots -= 1;
    }
  }

  private async finish(item: WorkItem): Promise<void> {
    if (item.has_failed !== this.order.replaces || (item.run_id !== null) !== this.order.replaces) {
      return this.record({ item, run: undefined });
    }
    // The event loop was held up: others may have taken over what this process had.
    if (Date.now() > this.leasedUntilMs) return this.over.abort();
    const runId = runIdOf(item);
    const run = { experimentId: this.place.experimentId, runId };
    this.calls += 1;
    const calling = callForItem(this.tools.target, item, run, this.order, this.over.signal);
    const result = await calling.finally(() => (this.calls -= 1));
    if (result === undefined) return;
    await this.record({ item, run: runOf(item, runId, result, this.tools.scores) });
  }

  private async record(item: FinishedItem): Promise<void> {
    try {
      await this.recorder.record(item);
    } catch (error) {
      this.over.abort();
      if (!(error instanceof AttemptOverError)) throw error;
    }
  }

  private doneChunks(): number[] {
    return [...this.open].filter(([, count]) => count === 0).map(([position]) => position);
  }
}
