/** Late enough for the database's clock to agree. */
const SLACK_MS = 20;
const SLOT_MS = 200;
/** Beyond this the polls have to do. */
const MAX_TIMERS = 1_000;

/**
 * Calls back for a queue when something in it is due, and at most once for what is due at about the same time. A few
 * timers suffice however many jobs wait: one for each queue and fifth of a second.
 */
export class WakeTimers {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly wake: (queue: string) => void) {}

  /** Calls back in `delayMs` or a little later. */
  wakeIn(queue: string, delayMs: number): void {
    const slot = Math.ceil((Date.now() + delayMs + SLACK_MS) / SLOT_MS);
    const key = `${queue} ${slot}`;
    if (this.timers.has(key) || this.timers.size >= MAX_TIMERS) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(key);
        this.wake(queue);
      },
      slot * SLOT_MS - Date.now(),
    );
    this.timers.set(key, timer.unref());
  }

  /** Forgets all timers: the process stops. */
  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
