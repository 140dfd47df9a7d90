import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@assay/database/embedded';
import { freePort } from '../bench/free-port';
import { ApiProcess } from './api-process';
import { type Delivery, send } from './sender';

const KEY = 'delivery-admin-key-0123456789';
const SPANS = 10_000;
const SENDING_MS = 16_000;
const FIRST_KILL_MS = 3_000;
const SECOND_KILL_MS = 8_000;
const DATABASE_STOP_MS = 12_000;
const DATABASE_DOWN_MS = 3_000;

interface Counts {
  stored: number;
  counted: number;
  tokens: number;
  traces: number;
}

const COUNTS = `SELECT (SELECT count(*)::int FROM spans WHERE project_id = $1) AS stored, count(*)::int AS traces,
  sum(span_count)::int AS counted, sum(tokens_input)::int AS tokens FROM traces WHERE project_id = $1`;

const note = (text: string): void => console.log(text);

/** Kills the service twice and stops the database once, at set times. Gives the database that runs at the end. */
async function disturb(
  api: ApiProcess,
  start: () => Promise<EmbeddedPostgres>,
  first: EmbeddedPostgres,
): Promise<EmbeddedPostgres> {
  const began = Date.now();
  const until = (ms: number): Promise<void> => delay(Math.max(0, began + ms - Date.now()));
  for (const at of [FIRST_KILL_MS, SECOND_KILL_MS]) {
    await until(at);
    await api.kill();
    note('the service was killed (SIGKILL)');
    await api.start();
    note('the service is ready again');
  }
  await until(DATABASE_STOP_MS);
  await first.stop();
  note('the database was stopped');
  await delay(DATABASE_DOWN_MS);
  const second = await start();
  note(`the database runs again after ${DATABASE_DOWN_MS} ms`);
  return second;
}

async function count(databaseUrl: string, project: string): Promise<Counts> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Counts>(COUNTS, [project])).rows[0] as Counts;
  } finally {
    await client.end();
  }
}

/** 10,000 spans of an exporter through a service that is killed twice and a database that is away for 3 s. */
async function deliver(encoding: Delivery['encoding']): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-delivery-'));
  chmodSync(folder, 0o755); // Run as root, Postgres is another user and must get through this folder.
  const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  let postgres = await start();
  const api = new ApiProcess({ port: await freePort(), key: KEY, databaseUrl: postgres.url, dataDir: folder });
  try {
    await api.start();
    const project = `delivery-${encoding}`;
    const delivery = { url: api.url, key: KEY, project, encoding, spans: SPANS, durationMs: SENDING_MS };
    const [sent, running] = await Promise.all([send(delivery), disturb(api, start, postgres)]);
    postgres = running;
    const { stored, counted, tokens, traces } = await count(postgres.url, project);
    const expectedTokens = SPANS - traces;
    const isWhole = stored === SPANS && counted === SPANS && tokens === expectedTokens && sent.lost === 0;
    note(
      `${isWhole ? 'whole' : 'NOT WHOLE'}  ${encoding}: ${sent.batches} batches, ${sent.lost} given up; ${stored} of ${SPANS} spans stored, ${counted} counted on ${traces} traces`,
    );
    return isWhole;
  } finally {
    await api.kill();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  for (const encoding of ['protobuf', 'json'] as const) if (!(await deliver(encoding))) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
