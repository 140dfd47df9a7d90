import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '@assay/database/embedded';
import { BenchClient } from '../bench/bench-client';
import { freePort } from '../bench/free-port';
import { type EchoTarget, startEcho } from '../bench/start-echo';
import { recorded, statusOf } from './counts';
import { ServiceProcess } from './service-process';

const KEY = 'execution-kill-admin-key-0123456789';
const PROJECT = 'execution-kill';
const ITEMS = 5_000;
const KILLS_OF_EACH = 10;
const CONCURRENCY = 16;
/** So slow is the target that the execution outlasts the kills. */
const ANSWER_AFTER_MS = 250;
const LIFE_MS = { min: 2_000, max: 14_000 };
const END_TIMEOUT_MS = 15 * 60_000;
const SCORERS = ['contains', 'exact_match'];

const note = (text: string): void => console.log(text);

/** An experiment of 5,000 items on the echo target; its id. */
async function order(client: BenchClient, echo: EchoTarget): Promise<string> {
  const dataset = await client.call<{ id: string }>('POST', '/v1/datasets', { project_id: PROJECT, name: 'items' });
  const items = Array.from({ length: ITEMS }, (_, index) => ({
    input: `item ${index}`,
    expected_output: `item ${index}`,
  }));
  for (let done = 0; done < ITEMS; done += 1_000) {
    await client.call('POST', `/v1/datasets/${dataset.id}/items/batch`, { items: items.slice(done, done + 1_000) });
  }
  const target = await client.call<{ id: string }>('POST', '/v1/targets', {
    project_id: PROJECT,
    name: 'echo',
    type: 'http',
    url: echo.url,
    body_template: '{"input": {{input}}, "item_id": {{item_id}}}',
  });
  const experiment = { project_id: PROJECT, name: 'killed', dataset_id: dataset.id };
  const { id } = await client.call<{ id: string }>('POST', '/v1/experiments', experiment);
  await client.call('POST', `/v1/experiments/${id}/execute`, {
    target_id: target.id,
    scorers: SCORERS.map((scorer_name) => ({ scorer_name })),
    max_concurrency: CONCURRENCY,
    max_retries: 0,
  });
  return id;
}

/** Kills a process at random moments and starts it again. */
async function torment(victim: ServiceProcess, isOver: () => Promise<boolean>): Promise<void> {
  while (victim.kills < KILLS_OF_EACH && !(await isOver())) {
    await delay(LIFE_MS.min + Math.random() * (LIFE_MS.max - LIFE_MS.min));
    await victim.kill();
    await victim.start();
  }
}

async function execute(
  database: Client,
  victims: ServiceProcess[],
  client: BenchClient,
  echo: EchoTarget,
): Promise<boolean> {
  await Promise.all(victims.map((victim) => victim.start()));
  const id = await order(client, echo);
  const isOver = async (): Promise<boolean> => {
    const status = await statusOf(database, PROJECT, id);
    return status !== 'pending' && status !== 'running';
  };
  const startedAt = Date.now();
  await Promise.all(victims.map((victim) => torment(victim, isOver)));
  const doneAtLastKill = (await recorded(database, PROJECT, id, SCORERS)).runs;
  while (!(await isOver()) && Date.now() - startedAt < END_TIMEOUT_MS) await delay(200);
  return verdict(database, id, victims, echo, { doneAtLastKill, tookMs: Date.now() - startedAt });
}

async function verdict(
  database: Client,
  id: string,
  victims: ServiceProcess[],
  echo: EchoTarget,
  { doneAtLastKill, tookMs }: { doneAtLastKill: number; tookMs: number },
): Promise<boolean> {
  const found = await recorded(database, PROJECT, id, SCORERS);
  const calls = Object.values(await echo.calls());
  const kills = victims.reduce((sum, victim) => sum + victim.kills, 0);
  const again = calls.reduce((sum, count) => sum + count, 0) - calls.length;
  note(
    `kill -9: ${victims.map(({ name, kills: count }) => `${name} ${count}`).join(', ')}; ${doneAtLastKill} runs at the last of them`,
  );
  note(
    `the execution is ${found.status} after ${Math.round(tookMs / 1_000)} s: ${found.succeeded} succeeded, ${found.failed} failed`,
  );
  note(
    `${found.runs} runs of ${found.items} items; ${found.runsWithError} with an error; ${found.unscored} without exactly their scores`,
  );
  note(
    `the target was called for ${calls.length} items, ${again} times again, at most ${Math.max(...calls)} times for one; allowed: ${kills * CONCURRENCY} (${kills} kills, ${CONCURRENCY} slots)`,
  );
  return (
    found.status === 'completed' &&
    found.succeeded === ITEMS &&
    found.runs === ITEMS &&
    found.items === ITEMS &&
    found.runsWithError === 0 &&
    found.unscored === 0 &&
    calls.length === ITEMS &&
    kills === victims.length * KILLS_OF_EACH &&
    again <= kills * CONCURRENCY
  );
}

/** Two workers and the api, each killed ten times at random while they execute one experiment of 5,000 items. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-execution-kill-'));
  chmodSync(folder, 0o755); // Run as root, Postgres is another user and must get through this folder.
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  const echo = await startEcho(ANSWER_AFTER_MS);
  const port = await freePort();
  const env = {
    DATABASE_URL: postgres.url,
    DATABASE_POOL_SIZE: '10',
    ASSAY_API_KEY: KEY,
    ASSAY_DATA_DIR: folder,
    OUTBOUND_PRIVATE: 'true',
    PORT: String(port),
    LOG_LEVEL: 'fatal',
    NODE_ENV: 'development',
  };
  const victims = [
    new ServiceProcess('api', 'api', env),
    new ServiceProcess('worker 1', 'worker', env),
    new ServiceProcess('worker 2', 'worker', env),
  ];
  const database = new Client({ connectionString: postgres.url });
  try {
    await database.connect();
    const isWhole = await execute(database, victims, new BenchClient(port, KEY), echo);
    note(isWhole ? 'whole' : 'NOT WHOLE');
    if (!isWhole) process.exitCode = 1;
  } finally {
    await Promise.all(victims.map((victim) => victim.kill()));
    echo.stop();
    await database.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
