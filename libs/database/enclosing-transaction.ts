/**
 * A transaction that a whole request runs in: whatever the handler asks of the database meanwhile joins it. It cannot
 * be half undone, so once anything in it has failed it never commits, even if the failure was caught.
 */
export class EnclosingTransaction<Tx> {
  private isClosed = false;
  private failure: { readonly error: unknown } | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(readonly tx: Tx) {}

  /** Whether statements may still join; work that goes on after the request must not. */
  get isOpen(): boolean {
    return !this.isClosed;
  }

  /**
   * The whole work; its end closes the transaction to others.
   * @throws the first error of any part, also one that `work` caught
   */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      const result = await work(this.tx);
      if (this.failure !== undefined) throw this.failure.error;
      return result;
    } finally {
      this.isClosed = true;
    }
  }

  /** A part of the work: a statement, or what would be a transaction of its own elsewhere. */
  async join<T>(part: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await part(this.tx);
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  /** Calls `listener` once all of it is committed. */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** To be called after the commit. */
  committed(): void {
    for (const listener of this.listeners) listener();
  }
}
