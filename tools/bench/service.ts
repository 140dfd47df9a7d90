import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '@assay/database/embedded';
import { BenchClient } from './bench-client';
import { freePort } from './free-port';

const KEY = 'bench-admin-key-0123456789';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

/** A service of its own for the benchmark: a durable Postgres and one api process, both on this machine. */
export interface BenchService {
  readonly client: BenchClient;
  /** Where it listens, and its admin key. */
  readonly url: string;
  readonly key: string;
  /** A connection of its own to the same database, for floors and for filling tables. */
  readonly database: Client;
  /** Resident memory of the api process, in MiB. */
  residentMiB(): number;
  stop(): Promise<void>;
}

async function waitUntilReady(client: BenchClient, api: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (api.exitCode !== null) throw new Error(`the api ended with ${api.exitCode}`);
    const ready = await client.send('GET', '/health/ready').then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('the api did not become ready');
}

/** As tools/launch/service.mjs and the Dockerfile set it. */
const HEAP = '--max-semi-space-size=16';

/** Starts Postgres (fsync on) in a folder of its own and the built api against it. */
export async function startService(): Promise<BenchService> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  // Run as root, Postgres is another user and must get through this folder.
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: postgres.url,
    ASSAY_API_KEY: KEY,
    ASSAY_DATA_DIR: folder,
    PORT: String(port),
    LOG_LEVEL: 'error',
    NODE_ENV: 'development',
    // The echo target of executions is on this machine.
    OUTBOUND_PRIVATE: 'true',
    // As tools/launch/service.mjs and the Dockerfile set it.
    MALLOC_ARENA_MAX: '2',
  };
  const api = spawn(process.execPath, [HEAP, join(__dirname, '..', '..', 'apps', 'api', 'main.js')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const client = new BenchClient(port, KEY);
  await waitUntilReady(client, api);
  const database = new Client({ connectionString: postgres.url });
  await database.connect();
  return {
    client,
    url: `http://127.0.0.1:${port}`,
    key: KEY,
    database,
    residentMiB: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${api.pid}/status`, 'utf8'))?.[1]) / 1024,
    async stop() {
      await database.end();
      api.kill('SIGTERM');
      if (api.exitCode === null) await once(api, 'exit');
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
