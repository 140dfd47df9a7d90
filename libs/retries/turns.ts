/** Lets one at a time do what goes by a name. Those that wait hold nothing, least of all a connection. */
export class Turns {
  private readonly taken = new Map<string, Promise<void>>();

  /**
   * Waits for the turn, at most `waitMs`.
   * @returns what ends the turn; undefined when it did not come in time
   */
  async take(name: string, waitMs: number): Promise<(() => void) | undefined> {
    const deadline = performance.now() + waitMs;
    for (let before = this.taken.get(name); before !== undefined; before = this.taken.get(name)) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0 || !(await endsWithin(before, leftMs))) return undefined;
    }
    return this.begin(name);
  }

  private begin(name: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.taken.set(name, promise);
    return () => {
      this.taken.delete(name);
      resolve();
    };
  }
}

async function endsWithin(turn: Promise<void>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  try {
    return await Promise.race([turn.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
