import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { describeError } from '@assay/shared/http';

/** What is done in rounds, and how often. */
export interface RoundsOptions {
  /** Who does it, in the log. */
  readonly name: string;
  /** From the begin of a round to the next one, in milliseconds; a round that takes longer is waited for. */
  readonly everyMs: number;
  /** What a round that failed did not do, for the log. */
  readonly failure: string;
}

/** Does something again and again until it is stopped; one round at a time, and a round that fails ends none that comes after. */
export class Rounds {
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly options: RoundsOptions,
    private readonly round: () => Promise<unknown>,
  ) {
    this.logger = new Logger(options.name);
  }

  /** Whether the process stops: a round that takes long ends between two of its steps then. */
  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Begins with the first round, `everyMs` from now. The timer alone keeps no process alive. */
  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.attempt();
    }, this.options.everyMs).unref();
  }

  /** Begins no more rounds and waits for the one that goes on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.running;
  }

  /** Waits, but no longer than until the stop. */
  async rest(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async attempt(): Promise<void> {
    try {
      await this.round();
    } catch (error) {
      this.logger.warn({ message: this.options.failure, err: describeError(error) });
    } finally {
      this.running = undefined;
    }
  }
}
