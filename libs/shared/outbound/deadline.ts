import { OutboundError } from './outbound.error';

/**
 * The time limit of a call and its caller's wish to end it. It tells one listener at a time, the exchange that is under
 * way: a signal for each call would have listeners in every layer below, which short calls pay for.
 */
export class Deadline {
  private reason: OutboundError | undefined;
  private listener: ((reason: OutboundError) => void) | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = (): void => this.end(new OutboundError('aborted', 'the call was cancelled'));

  constructor(
    timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(
      () => this.end(new OutboundError('timeout', `no whole answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    if (outer?.aborted === true) this.onAbort();
    else outer?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** The error of the limit that was passed, if one was. */
  get passed(): OutboundError | undefined {
    return this.reason;
  }

  /** Calls `listener`, in place of the one before, when a limit is passed: at once if one was. */
  watch(listener: (reason: OutboundError) => void): void {
    this.listener = listener;
    if (this.reason !== undefined) listener(this.reason);
  }

  /** Lets go of the timer and of the caller's signal. */
  [Symbol.dispose](): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onAbort);
    this.listener = undefined;
  }

  private end(reason: OutboundError): void {
    this.reason ??= reason;
    this.listener?.(this.reason);
  }
}
