import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AdminKey } from '@assay/projects';
import type { Config } from '@assay/shared/config';
import { cloneDatabase, type TestDatabase } from '@assay/testing';
import { createApp } from '../create-app';
import type { LogStream } from '../logs/log-options';
import { ApiClient } from './api-client';
import { ADMIN_KEY, testConfig } from './test-config';

/** A whole service on its own database, listening on a free port of the loopback. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly databaseUrl: string;
  /** Calls the API as the admin. */
  readonly admin: ApiClient;
  /** Makes a key of a project and gives a client with it. */
  clientOf(projectId: string, role?: 'read' | 'write'): Promise<ApiClient>;
  close(): Promise<void>;
}

const POOL_SIZE = 20;

/**
 * Starts an app on a database, by default a fresh clone of the template.
 * @param logStream takes the log lines of a test that sets `logLevel`
 */
export async function startTestApp(
  overrides: Partial<Config> = {},
  database?: { readonly url: string } & Partial<TestDatabase>,
  logStream?: LogStream,
): Promise<TestApp> {
  const clone = database === undefined ? await cloneDatabase() : undefined;
  const own = (database ?? clone) as { url: string };
  const config = testConfig(overrides);
  const connection = {
    url: own.url,
    poolSize: config.databasePoolSize || POOL_SIZE,
    acquireTimeoutMs: config.databaseAcquireTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
  };
  const app = await createApp(config, connection, logStream);
  await app.get(AdminKey).ensure();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const admin = new ApiClient(app, url, ADMIN_KEY);
  return {
    app,
    url,
    databaseUrl: own.url,
    admin,
    async clientOf(projectId, role = 'write') {
      const made = await admin.post(
        `/v1/projects/${encodeURIComponent(projectId)}/api-keys`,
        { name: 'test', role },
        201,
      );
      return new ApiClient(app, url, (made.body as { key: string }).key);
    },
    async close() {
      await app.close();
      await clone?.drop();
    },
  };
}
