import { join, resolve } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@assay/database/embedded';
import { type ConnectionSettings, migrate } from '@assay/database';
import { AdminKey } from '@assay/projects';
import { type Config, loadConfig } from '@assay/shared/config';
import { createApp } from './create-app';

async function main(): Promise<void> {
  const config = loadConfig();
  const embedded = config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: resolve(join(config.dataDir, 'postgres')) }) : undefined;
  const connection = connectionOf(config, embedded);
  await migrate(connection);
  const app = await createApp(config, connection, false);
  const key = await app.get(AdminKey).ensure();
  await app.listen(config.port, config.host);
  console.log(await app.getUrl(), key);
}

function connectionOf(config: Config, embedded: EmbeddedPostgres | undefined): ConnectionSettings {
  return {
    url: embedded?.url ?? config.databaseUrl ?? '',
    poolSize: config.databasePoolSize,
    acquireTimeoutMs: config.databaseAcquireTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
  };
}

void main();
