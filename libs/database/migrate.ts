import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { type ConnectionSettings, dataSourceOptions } from './data-source';
import { MIGRATIONS } from './migrations';

// Any fixed number: every process of Assay asks for the same lock.
const MIGRATION_LOCK = 4_711_202_6;

/**
 * Brings the schema up to date. Safe when several processes start at once on an empty database: one migrates under
 * an advisory lock, the others wait and find nothing left to do.
 */
export async function migrate(settings: ConnectionSettings): Promise<void> {
  const lock = new Client({ connectionString: settings.url, connectionTimeoutMillis: settings.acquireTimeoutMs });
  lock.on('error', () => undefined); // What matters is thrown by the migration, which needs the database too.
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = await new DataSource(dataSourceOptions({ ...settings, statementTimeoutMs: 0 })).initialize();
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** Names of the migrations that this build brings, in order. */
export function migrationNames(): string[] {
  return MIGRATIONS.map((migration) => new migration().name ?? migration.name);
}
