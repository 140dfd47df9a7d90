import { join } from 'node:path';
import type { AddressInfo, Server } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ConnectionSettings, migrate } from '@assay/database';
import { startEmbeddedPostgres } from '@assay/database/embedded';
import { AdminKey } from '@assay/projects';
import type { Config } from '@assay/shared/config';
import { createApp } from '../create-app';
import { checkDatabase } from './check-database';
import { drainAndClose } from './shutdown';
import { type SupervisedPostgres, supervisePostgres } from './supervised-postgres';

/** A running service. */
export interface Service {
  readonly app: NestFastifyApplication;
  readonly adminKey: string;
  readonly port: number;
  /** Folder of the embedded database, when there is one. */
  readonly embeddedDataDir: string | undefined;
  /** Settles when the embedded database is gone for good: the service is of no use then. */
  readonly lost: Promise<void>;
  /** Ends it in order: requests, pool, embedded database. */
  stop(): Promise<void>;
}

/** The lines of Postgres itself, against the notes of its launcher. They quote statements, so nobody gets to see them. */
const POSTGRES_LINE = /^([A-Z]+\d*:|\s)/;

/**
 * Starts everything: database, migrations, admin key, HTTP.
 * @param note tells the operator about steps that may take a while
 */
export async function startService(config: Config, note: (text: string) => void): Promise<Service> {
  const never = new Promise<void>(() => undefined);
  const postgres = config.databaseUrl === undefined ? await startEmbedded(config, note) : undefined;
  try {
    const connection = connectionOf(config, postgres?.url ?? config.databaseUrl ?? '');
    await checkDatabase(connection);
    note('Bringing the database up to date.');
    await migrate(connection);
    const { app, adminKey } = await listen(config, connection);
    const stop = async (): Promise<void> => {
      try {
        await drainAndClose(app, config.shutdownTimeoutMs);
      } finally {
        await postgres?.stop();
      }
    };
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    return { app, adminKey, port, embeddedDataDir: postgres?.dataDir, lost: postgres?.lost ?? never, stop };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

function startEmbedded(config: Config, note: (text: string) => void): Promise<SupervisedPostgres> {
  note('Starting the embedded Postgres (the first start makes its database, which takes some seconds).');
  const log = (line: string): void => (POSTGRES_LINE.test(line) ? undefined : note(line));
  const start = (): ReturnType<typeof startEmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log });
  return supervisePostgres(start, { warn: note, error: note });
}

async function listen(
  config: Config,
  connection: ConnectionSettings,
): Promise<{ app: NestFastifyApplication; adminKey: string }> {
  const app = await createApp(config, connection);
  try {
    const adminKey = await app.get(AdminKey).ensure();
    await app.listen(config.port, config.host);
    return { app, adminKey };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** How this process connects to a database. */
export function connectionOf(config: Config, url: string): ConnectionSettings {
  return {
    url,
    poolSize: config.databasePoolSize,
    acquireTimeoutMs: config.databaseAcquireTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
  };
}
