import { ProviderError } from './provider-error';

/** What a gate lets through. */
export interface GateLimits {
  readonly maxConcurrency: number;
  /** 0: no limit. */
  readonly requestsPerMinute: number;
}

const MINUTE_MS = 60_000;

/** Lets calls of one provider through: so many at once, so many in a minute, in the order in which they came. */
export class CallGate {
  private limits: GateLimits = { maxConcurrency: 1, requestsPerMinute: 0 };
  private open = 0;
  /** When the calls of the last minute began, oldest first. */
  private begunAtMs: number[] = [];
  private readonly waiters: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  /**
   * Waits for a turn and gives what ends it.
   * @param limits as they are now; they may have changed since the last call
   * @throws {ProviderError} `aborted` when `signal` aborts first
   */
  async enter(limits: GateLimits, signal: AbortSignal | undefined): Promise<() => void> {
    this.limits = limits;
    if (signal?.aborted === true) throw aborted(signal);
    if (this.waiters.length === 0 && this.hasRoom()) this.take();
    else await this.turn(signal);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.open -= 1;
      this.admit();
    };
  }

  /** How long until the limit of a minute lets the next call begin; 0 when it would now. */
  get freeInMs(): number {
    this.forgetOld();
    const { requestsPerMinute } = this.limits;
    if (requestsPerMinute === 0 || this.begunAtMs.length + this.waiters.length < requestsPerMinute) return 0;
    return Math.max(1, (this.begunAtMs[0] ?? performance.now()) + MINUTE_MS - performance.now());
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiters.splice(this.waiters.indexOf(enter), 1);
        reject(aborted(signal));
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.waiters.push(enter);
      signal?.addEventListener('abort', leave, { once: true });
      this.admit();
    });
  }

  /** Lets in who waits, as far as there is room; comes back when the minute of an earlier call is over. */
  private admit(): void {
    while (this.waiters.length > 0 && this.hasRoom()) {
      this.take();
      this.waiters.shift()?.();
    }
    clearTimeout(this.timer);
    if (this.waiters.length > 0 && this.open < this.limits.maxConcurrency) {
      const oldest = this.begunAtMs[0] ?? performance.now();
      this.timer = setTimeout(() => this.admit(), Math.max(1, oldest + MINUTE_MS - performance.now())).unref();
    }
  }

  private take(): void {
    this.open += 1;
    if (this.limits.requestsPerMinute > 0) this.begunAtMs.push(performance.now());
  }

  private hasRoom(): boolean {
    this.forgetOld();
    const { maxConcurrency, requestsPerMinute } = this.limits;
    return this.open < maxConcurrency && (requestsPerMinute === 0 || this.begunAtMs.length < requestsPerMinute);
  }

  private forgetOld(): void {
    const since = performance.now() - MINUTE_MS;
    while (this.begunAtMs.length > 0 && (this.begunAtMs[0] as number) <= since) this.begunAtMs.shift();
  }
}

function aborted(signal: AbortSignal | undefined): ProviderError {
  return new ProviderError('aborted', 'the call was given up', { cause: signal?.reason });
}
