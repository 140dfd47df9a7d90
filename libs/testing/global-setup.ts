import 'reflect-metadata';
import 'tsconfig-paths/register';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@assay/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@assay/database/embedded';
import { installJobs } from '@assay/jobs';
import { createDatabase, TEMPLATE, urlOf } from './test-database';

/** Where the teardown finds the server of this test run. */
export interface TestServer {
  assayTestPostgres?: EmbeddedPostgres;
  assayTestFolder?: string;
}

/** Starts one throw-away Postgres for the whole run and migrates the template that every test file clones. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  // Run as root, Postgres is another user and must get through this folder.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    durable: false,
    extraSettings: { max_connections: '300' },
  });
  Object.assign(globalThis as TestServer, { assayTestPostgres: server, assayTestFolder: folder });
  process.env.ASSAY_TEST_POSTGRES = server.url;
  await createDatabase(TEMPLATE);
  await migrate({ url: urlOf(TEMPLATE), poolSize: 2, acquireTimeoutMs: 10_000, statementTimeoutMs: 0 });
  await installJobs(urlOf(TEMPLATE));
}
