import { background, type Database, type Executor, type Listener } from '@assay/database';
import { types } from 'pg';
import { type Db, PgBoss } from 'pg-boss';

/** The schema of the job queue; its tables are pg-boss's own, made and migrated by it. */
export const JOBS_SCHEMA = 'assay_jobs';

/** Housekeeping of all processes together: jobs of dead processes, and what is old enough to be deleted. */
const SUPERVISE_SECONDS = 30;

/**
 * A pg-boss on the pool of this process. What it asks by itself is marked as background work; the pool's own parsers,
 * which keep JSON and times as text, are left out.
 * @param wake hears of jobs, by queue, in place of pg-boss, which would wake all workers of the queue; undefined in a
 *   process that takes none
 */
export function makeBoss(database: Database, listener: Listener, wake: ((queue: string) => void) | undefined): PgBoss {
  const isWorker = wake !== undefined;
  const db: Db = {
    executeSql: (text, values) => database.pool.query({ text: background(text), values, types }),
    listen: (channel, onNotification, onReconnect) =>
      listener.subscribe(channel, { onNotice: wake ?? onNotification, onConnect: onReconnect }),
  };
  return new PgBoss({
    db,
    schema: JOBS_SCHEMA,
    schedule: false,
    supervise: isWorker,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    useListenNotify: isWorker,
    reindex: isWorker,
  });
}

/** pg-boss's view of a transaction, so that a job is sent with the rows that it is about, or not at all. */
export function sendingOn(executor: Executor): Db {
  return { executeSql: (text, values = []) => executor.run(text, values) };
}
