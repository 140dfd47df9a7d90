import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { type CopyStreamQuery, from } from 'pg-copy-streams';

/** One `COPY … FROM STDIN`: written to as fast as Postgres takes it, and left in a state in which the connection can go on. */
export class CopyIn {
  private readonly stream: CopyStreamQuery;
  private readonly failed: Promise<never>;
  private hasFailed = false;

  constructor(client: PoolClient, statement: string) {
    this.stream = client.query(from(statement));
    this.failed = new Promise((_, reject) => {
      this.stream.on('error', (error) => {
        this.hasFailed = true;
        reject(error);
      });
    });
    // It is looked at in every write; an error in between must not count as unhandled.
    this.failed.catch(() => undefined);
  }

  /** Sends data; settles when more may be sent. */
  async write(buffers: readonly Buffer[]): Promise<void> {
    for (const buffer of buffers) {
      const written = new Promise<void>((resolve, reject) => {
        this.stream.write(buffer, (error) => (error == null ? resolve() : reject(error)));
      });
      await Promise.race([written, this.failed]);
    }
  }

  /** Ends the data; settles when Postgres has stored all of it. */
  async finish(): Promise<void> {
    const finished = new Promise<void>((resolve) => this.stream.end(() => resolve()));
    await Promise.race([finished, this.failed]);
  }

  /** Gives up: Postgres drops what was sent. Settles when the connection is free again, and never throws. */
  async abort(): Promise<void> {
    if (this.hasFailed || this.stream.closed) return;
    const closed = once(this.stream, 'close').catch(() => undefined);
    this.stream.destroy();
    await closed;
  }
}
