/** A result that waits to be recorded. */
interface Waiting<Result> {
  readonly result: Result;
  resolve(): void;
  reject(error: unknown): void;
}

const MAX_BATCH = 200;

/**
 * Records results in groups: while one transaction runs, the results that come wait for the next one, all together. So
 * each caller is told when its own result is durable, and many callers share a commit.
 */
export class Recorder<Result> {
  private readonly waiting: Waiting<Result>[] = [];
  private isBusy = false;

  /** @param store records a group in one transaction */
  constructor(private readonly store: (results: Result[]) => Promise<void>) {}

  /** Settles when the result is recorded. */
  record(result: Result): Promise<void> {
    const recorded = new Promise<void>((resolve, reject) => this.waiting.push({ result, resolve, reject }));
    if (!this.isBusy) {
      this.isBusy = true;
      // Answers that arrive in the same turn of the event loop go together.
      setImmediate(() => void this.drain());
    }
    return recorded;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, MAX_BATCH);
      try {
        await this.store(group.map(({ result }) => result));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.isBusy = false;
  }
}
