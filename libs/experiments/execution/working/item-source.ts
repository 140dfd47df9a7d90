import type { WorkItem } from './chunk.repository';

/** The items of an execution that this process took and has not begun, for all its slots. */
export class ItemSource {
  private readonly ready: WorkItem[] = [];
  private filling: Promise<void> | undefined;
  private isDry = false;

  /**
   * @param fill gives more items, or none when there are no more to take now
   * @param reserve more are taken when fewer than these are left, so that slots need not wait for them: as many as there
   *   are slots here, for what one process holds back the others lack at the end
   */
  constructor(
    private readonly fill: () => Promise<WorkItem[]>,
    private readonly reserve: () => number,
  ) {}

  /** The next item; undefined when there is none. Many may ask at once. */
  async next(): Promise<WorkItem | undefined> {
    for (;;) {
      const item = this.ready.shift();
      if (item !== undefined) this.takeAhead();
      if (item !== undefined || this.isDry) return item;
      await (this.filling ??= this.more());
    }
  }

  private takeAhead(): void {
    if (this.isDry || this.filling !== undefined || this.ready.length >= this.reserve()) return;
    this.filling = this.more();
    // Who asks when nothing is ready meets the error again.
    this.filling.catch(() => undefined);
  }

  private async more(): Promise<void> {
    try {
      const items = await this.fill();
      if (items.length === 0) this.isDry = true;
      this.ready.push(...items);
    } finally {
      this.filling = undefined;
    }
  }
}
