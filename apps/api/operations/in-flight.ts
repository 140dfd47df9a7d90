import { Injectable } from '@nestjs/common';

/** Counts the requests that are being answered, for the overload limit, the metrics and the end of the process. */
@Injectable()
export class InFlight {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  /** Requests being answered now, without health checks and metrics. */
  get current(): number {
    return this.count;
  }

  /** A request begins; call what this gives once when it is over. */
  begin(): () => void {
    this.count += 1;
    return () => {
      this.count -= 1;
      if (this.count > 0) return;
      for (const resolve of this.waiting) resolve();
      this.waiting.clear();
    };
  }

  /** Settles when no request is being answered: with true, or with false when that takes longer than `limitMs`. */
  async whenIdle(limitMs: number): Promise<boolean> {
    if (this.count === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    let idle = (): void => undefined;
    const done = new Promise<boolean>((resolve) => {
      idle = () => resolve(true);
      this.waiting.add(idle);
      timer = setTimeout(() => resolve(false), limitMs);
    });
    try {
      return await done;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(idle);
    }
  }
}
