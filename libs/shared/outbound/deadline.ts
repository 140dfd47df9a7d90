import { OutboundError } from './outbound.error';

/** One signal for the time limit of a call and for its caller's wish to end it. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = (): void => this.controller.abort(new OutboundError('aborted', 'the call was cancelled'));

  constructor(
    timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(() => {
      this.controller.abort(new OutboundError('timeout', `no whole answer within ${timeoutMs} ms`));
    }, timeoutMs);
    if (outer?.aborted === true) this.onAbort();
    else outer?.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The error of the limit that was passed, if one was. */
  get passed(): OutboundError | undefined {
    return this.signal.aborted ? (this.signal.reason as OutboundError) : undefined;
  }

  /** Lets go of the timer and of the caller's signal. */
  [Symbol.dispose](): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onAbort);
  }
}
