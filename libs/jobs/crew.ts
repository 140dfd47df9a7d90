/**
 * The workers of a queue in this process, woken one at a time: one that finds a job wakes the next one that is idle, so
 * many jobs are taken as fast as by all, and a single one costs two looks into the queue instead of one by each worker.
 */
export class Crew {
  private readonly idle = new Set<string>();

  /** @param notify makes a worker look into the queue: at once when it waits, once more when it is looking */
  constructor(private readonly notify: (workerId: string) => void) {}

  /** A worker that has no job: new, or done with one. */
  rest(workerId: string): void {
    this.idle.add(workerId);
  }

  /** A worker has found a job: there may be another one, for somebody else. When it is done with it, it looks again. */
  busy(workerId: string): void {
    this.idle.delete(workerId);
    this.notify(workerId);
    this.wake();
  }

  /** There may be a job. Workers that are not idle look for one when they are done. */
  wake(): void {
    const [next] = this.idle;
    if (next === undefined) return;
    // To the end of the line: this one may be about to find the job of an earlier notice.
    this.idle.delete(next);
    this.idle.add(next);
    this.notify(next);
  }
}
