import { setImmediate as nextTurn } from 'node:timers/promises';

/** A result that waits to be recorded. */
interface Waiting<Result> {
  readonly result: Result;
  resolve(): void;
  reject(error: unknown): void;
}

const MAX_BATCH = 200;
/** No more is added to a group of this size: one statement holds it as one text, of which there may be 512 MiB at most. */
const FULL_CHARS = 16 * 1_024 * 1_024;
/** For so long a result waits for those of other calls. */
const LINGER_MS = 3;

/**
 * Records results in groups: while others are expected a result waits for them, a few milliseconds at most, and what comes
 * while one transaction runs goes into the next one. So each caller is told when its own result is durable, and many share
 * a commit: with a target that answers within milliseconds all of them, with a slow one whoever comes at the same time.
 * Large results are recorded in smaller groups.
 */
export class Recorder<Result> {
  private readonly waiting: Waiting<Result>[] = [];
  private isBusy = false;
  private onResult: (() => void) | undefined;

  /**
   * @param store records a group in one transaction
   * @param charsOf how large a result is, in characters
   * @param isMoreExpected whether calls are under way
   */
  constructor(
    private readonly store: (results: Result[]) => Promise<void>,
    private readonly charsOf: (result: Result) => number,
    private readonly isMoreExpected: () => boolean,
  ) {}

  /** Settles when the result is recorded. */
  record(result: Result): Promise<void> {
    const recorded = new Promise<void>((resolve, reject) => this.waiting.push({ result, resolve, reject }));
    this.onResult?.();
    if (!this.isBusy) void this.drain();
    return recorded;
  }

  private async drain(): Promise<void> {
    this.isBusy = true;
    while (this.waiting.length > 0) {
      await this.linger();
      const group = this.waiting.splice(0, this.groupLength());
      try {
        await this.store(group.map(({ result }) => result));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      // Who was told begins the next call first: what waits meanwhile goes with the results of these.
      if (this.waiting.length > 0) await nextTurn();
    }
    this.isBusy = false;
  }

  /** How many of those that wait go into one group: at least one. */
  private groupLength(): number {
    let chars = 0;
    let length = 0;
    for (const { result } of this.waiting) {
      if (length === MAX_BATCH) break;
      chars += this.charsOf(result);
      if (length > 0 && chars > FULL_CHARS) break;
      length += 1;
    }
    return length;
  }

  private async linger(): Promise<void> {
    if (this.isFull()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LINGER_MS);
      this.onResult = () => {
        if (!this.isFull()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.onResult = undefined;
  }

  private isFull(): boolean {
    return this.waiting.length >= MAX_BATCH || !this.isMoreExpected();
  }
}
