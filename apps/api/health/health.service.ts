import { Injectable } from '@nestjs/common';
import { Database, migrationNames } from '@assay/database';
import { UnavailableError } from '@assay/shared/errors';
import type { HealthDto } from './health.dto';

const RETRY_AFTER_SECONDS = 2;

/** Whether this process can serve. */
@Injectable()
export class HealthService {
  private stopping = false;

  constructor(private readonly database: Database) {}

  /** From now on the process is not ready: it finishes what it has and takes nothing new. */
  beginShutdown(): void {
    this.stopping = true;
  }

  /** Whether {@link beginShutdown} was called. */
  get isStopping(): boolean {
    return this.stopping;
  }

  live(): HealthDto {
    return { status: 'ok' };
  }

  /** @throws {UnavailableError} while stopping, without the database, or before its migrations */
  async ready(): Promise<HealthDto> {
    if (this.stopping) throw this.unready('this process is stopping');
    const { rows } = await this.database.run<{ name: string }>('SELECT name FROM schema_migrations');
    const applied = new Set(rows.map((row) => row.name));
    const missing = migrationNames().filter((name) => !applied.has(name));
    if (missing.length > 0) throw this.unready(`${missing.length} migrations are not applied`);
    return { status: 'ok' };
  }

  private unready(message: string): UnavailableError {
    return new UnavailableError(
      message,
      { retry_after_seconds: RETRY_AFTER_SECONDS },
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
}
