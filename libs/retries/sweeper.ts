import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@assay/database';
import { describeError } from '@assay/shared/http';
import { nowIso } from '@assay/shared/time';
import { IdempotencyKeyRepository } from './idempotency-key.repository';

const EVERY_MS = 5 * 60 * 1_000;
const BATCH_KEYS = 500;
const MAX_BATCHES = 200;

/**
 * Deletes expired keys, a few at a time. Every process does it: what one of them holds the others pass over, and what
 * is left for the next time costs nothing but room.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Retries');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeyRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.attempt();
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Deletes the keys that have expired by now, at most 100,000 of them. Gives how many there were. */
  async sweep(): Promise<number> {
    const at = nowIso();
    let deleted = 0;
    for (let batch = 0; batch < MAX_BATCHES && !this.isStopping; batch += 1) {
      const inBatch = await this.sweepBatch(at);
      if (inBatch === 0) break;
      deleted += inBatch;
    }
    return deleted;
  }

  private async sweepBatch(at: string): Promise<number> {
    let deleted = 0;
    for (const { projectId, until } of await this.keys.expired(this.database, at, BATCH_KEYS)) {
      deleted += await this.keys.deleteExpired(this.database, projectId, until);
    }
    return deleted;
  }

  private async attempt(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn({ message: 'expired idempotency keys were not deleted', err: describeError(error) });
    } finally {
      this.running = undefined;
    }
  }
}
