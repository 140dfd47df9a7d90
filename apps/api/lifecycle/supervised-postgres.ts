import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedPostgres } from '@assay/database/embedded';

/** Where the supervisor tells what happens. */
export interface SupervisorLog {
  warn(text: string): void;
  error(text: string): void;
}

/** How often and how fast a dead server is started again. */
export interface RestartPolicy {
  /** Waits before the first, second, … try; as many tries as there are waits. */
  readonly backoffMs: readonly number[];
}

const DEFAULT_POLICY: RestartPolicy = { backoffMs: [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000] };

/** The embedded Postgres of a service, started again when it dies by itself. */
export interface SupervisedPostgres {
  readonly url: string;
  readonly dataDir: string;
  /** Settles when the server died and every try to start it again failed. */
  readonly lost: Promise<void>;
  /** Stops the server, or the tries to start it again. */
  stop(): Promise<void>;
}

/**
 * Starts a server and keeps it running. Its address stays the same over restarts, so a pool finds it again by itself.
 * @param start starts the server; called again after each death
 * @throws what the first start throws
 */
export async function supervisePostgres(
  start: () => Promise<EmbeddedPostgres>,
  log: SupervisorLog,
  policy: RestartPolicy = DEFAULT_POLICY,
): Promise<SupervisedPostgres> {
  let current = await start();
  const { url, dataDir } = current;
  const stopped = new AbortController();
  const revive = async (): Promise<EmbeddedPostgres | undefined> => {
    for (const waitMs of policy.backoffMs) {
      await delay(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return undefined;
      try {
        const server = await start();
        if (!stopped.signal.aborted) return server;
        await server.stop();
        return undefined;
      } catch (error) {
        log.error(`the embedded Postgres did not start again: ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
    return undefined;
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      await current.exited;
      if (stopped.signal.aborted) return;
      log.warn('the embedded Postgres ended by itself; starting it again');
      await current.stop(); // Frees its folder.
      const revived = await revive();
      if (revived === undefined) return;
      current = revived;
      log.warn('the embedded Postgres is back');
    }
  };
  const watching = watch();
  const lost = watching.then(() => (stopped.signal.aborted ? new Promise<never>(() => undefined) : undefined));
  const stop = async (): Promise<void> => {
    stopped.abort();
    await current.stop();
    await watching;
  };
  return { url, dataDir, lost, stop };
}
