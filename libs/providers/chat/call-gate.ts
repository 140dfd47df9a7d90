import { newId } from '@assay/shared/ids';
import type { GateGrant, GateLedger } from './gate-ledger';
import { minuteWaitMs } from './minute-wait';
import { ProviderError } from './provider-error';

/** What a gate lets through, of all processes together. */
export interface GateLimits {
  readonly maxConcurrency: number;
  /** 0: no limit. */
  readonly requestsPerMinute: number;
}

interface Waiter {
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  readonly enter: () => void;
  readonly refuse: (error: ProviderError) => void;
}

/** A wait for the limit of a minute that is longer than this is the caller's to arrange: a queue holds work better. */
export const MAX_HELD_MS = 20_000;
/** How often a gate says that it still has what it has; what it got is used again in between without asking. */
const RENEW_MS = 1_500;
/** How often a gate asks whose calls wait because other processes have what it needs. */
const HUNGRY_MS = 200;
/** What is not needed any more is given back after this: the next call may come at once. */
const SETTLE_MS = 50;
/** When the database gave no answer. */
const AGAIN_MS = 500;

/**
 * Lets calls of one provider through, in the order in which they came: so many at once, so many in a minute, in all
 * processes. What may begin is granted by the {@link GateLedger}, for several calls at once and for a few seconds, and
 * used again by the next calls until then.
 */
export class CallGate {
  private readonly holderId = newId();
  private readonly waiters: Waiter[] = [];
  private limits: GateLimits = { maxConcurrency: 1, requestsPerMinute: 0 };
  private open = 0;
  private may = 0;
  private leasedUntilMs = 0;
  private asking: Promise<void> | undefined;
  /** Whether something has changed since the question that is under way was asked. */
  private hasMoved = false;
  private timer: NodeJS.Timeout | undefined;
  private dueAtMs = Infinity;
  private isClosed = false;

  /** @param projectId whose provider it is; empty for the operator's */
  constructor(
    private readonly ledger: GateLedger,
    private readonly projectId: string,
  ) {}

  /**
   * Waits for a turn and gives what ends it.
   * @param limits as they are now; they may have changed since the last call
   * @throws {ProviderError} `aborted` when `signal` aborts first, `throttled` when the limit of a minute is used up for
   *   longer than {@link MAX_HELD_MS}
   */
  async enter(limits: GateLimits, signal: AbortSignal | undefined): Promise<() => void> {
    this.limits = limits;
    if (signal?.aborted === true) throw aborted(signal);
    if (this.waiters.length === 0 && this.hasRoom()) this.open += 1;
    else await this.turn(signal);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.open -= 1;
      this.moved();
    };
  }

  /** Stops asking, and gives back what no call needs. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.asking;
    if (this.may > 0 && this.open === 0) await this.ledger.ask(this.question(0));
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(aborted(signal));
        this.moved();
      };
      const settle = (): void => signal?.removeEventListener('abort', leave);
      const waiter: Waiter = {
        sinceMs: Date.now(),
        enter: () => (settle(), resolve()),
        refuse: (error) => (settle(), reject(error)),
      };
      this.waiters.push(waiter);
      signal?.addEventListener('abort', leave, { once: true });
      // With others in front of it, the question that they wait for is asked already.
      if (this.waiters.length === 1) this.moved();
      else this.hasMoved = true;
    });
  }

  /** A call came, ended or was given up: lets in who waits as far as there is room, and asks for more where that may help. */
  private moved(): void {
    this.hasMoved = true;
    if (this.asking !== undefined) return;
    const admitted = this.admit(Infinity);
    if (this.waiters.length === 0) {
      if (this.open < this.may || this.open === 0) this.askIn(SETTLE_MS);
    } else if (admitted === 0) {
      this.askIn(this.hasEverything() ? RENEW_MS : 0);
    }
  }

  /** Whether there is nothing to be had elsewhere: the calls of this gate make room for each other. */
  private hasEverything(): boolean {
    const { maxConcurrency, requestsPerMinute } = this.limits;
    return requestsPerMinute === 0 && this.may >= maxConcurrency && Date.now() < this.leasedUntilMs;
  }

  /** With a limit of a minute each call needs a grant of its own. */
  private hasRoom(): boolean {
    const isReusable = this.limits.requestsPerMinute === 0 && this.asking === undefined;
    return isReusable && this.open < this.may && Date.now() < this.leasedUntilMs;
  }

  /** Lets up to `count` in, and gives how many there were. */
  private admit(count: number): number {
    let admitted = 0;
    for (; admitted < count && this.waiters.length > 0; admitted += 1) {
      if (count === Infinity && !this.hasRoom()) break;
      this.open += 1;
      this.waiters.shift()?.enter();
    }
    return admitted;
  }

  private askIn(delayMs: number): void {
    const dueAtMs = Date.now() + delayMs;
    if (this.isClosed || dueAtMs >= this.dueAtMs) return;
    clearTimeout(this.timer);
    this.dueAtMs = dueAtMs;
    this.timer = setTimeout(() => this.ask(), delayMs).unref();
  }

  private ask(): void {
    this.dueAtMs = Infinity;
    if (this.asking !== undefined) return;
    this.hasMoved = false;
    this.asking = this.ledger.ask(this.question(this.waiters.length)).then((grant) => {
      this.asking = undefined;
      if (grant === undefined) this.askIn(AGAIN_MS);
      else this.granted(grant);
    });
  }

  private question(waiting: number): Parameters<GateLedger['ask']>[0] {
    const { projectId, holderId, open, limits } = this;
    return { projectId, holderId, open, waiting, ...limitsOf(limits) };
  }

  private granted(grant: GateGrant): void {
    this.may = grant.may;
    this.leasedUntilMs = grant.untilMs;
    this.admit(this.limits.requestsPerMinute === 0 ? Infinity : grant.begin);
    const minuteMs = this.refuseThrottled(grant);
    if (this.waiters.length > 0) this.askIn(this.hungryMs(minuteMs));
    else if (this.open < this.may) this.askIn(SETTLE_MS);
    if (this.open > 0) this.askIn(RENEW_MS);
  }

  private hungryMs(minuteMs: number): number {
    if (this.hasEverything()) return RENEW_MS;
    if (minuteMs > 0) return Math.max(HUNGRY_MS, minuteMs);
    return this.hasMoved ? 0 : HUNGRY_MS;
  }

  /** Refuses who would wait too long for the minute. Gives how long the first of the others has to wait for it. */
  private refuseThrottled(grant: GateGrant): number {
    const { requestsPerMinute } = this.limits;
    if (requestsPerMinute === 0) return 0;
    const kept: Waiter[] = [];
    this.waiters.splice(0).forEach((waiter, index) => {
      const retryAfterMs = minuteWaitMs(grant, requestsPerMinute, index);
      if (grant.nowMs - waiter.sinceMs + retryAfterMs <= MAX_HELD_MS) kept.push(waiter);
      else
        waiter.refuse(new ProviderError('throttled', 'the limit of requests in a minute is used up', { retryAfterMs }));
    });
    this.waiters.push(...kept);
    return minuteWaitMs(grant, requestsPerMinute, 0);
  }
}

function limitsOf({ maxConcurrency, requestsPerMinute }: GateLimits): GateLimits {
  return { maxConcurrency, requestsPerMinute };
}

function aborted(signal: AbortSignal | undefined): ProviderError {
  return new ProviderError('aborted', 'the call was given up', { cause: signal?.reason });
}
