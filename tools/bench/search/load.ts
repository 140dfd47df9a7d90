import { setTimeout as delay } from 'node:timers/promises';
import type { BenchService } from '../service';
import { batchOf, SPANS_PER_BATCH } from './generated-spans';

const CONNECTIONS = 2;
const POLL_MS = 1_000;
const QUEUED_TRACES = 500;

/** What filling took. */
export interface Loading {
  readonly storedPerSecond: number;
  /** Until every span could be found, counted from the first. */
  readonly indexedPerSecond: number;
  readonly indexedAfterSeconds: number;
}

async function pendingBatches({ client }: BenchService): Promise<number> {
  const { text } = await client.send('GET', '/metrics');
  return Number(/^assay_search_pending_batches (.+)$/m.exec(text)?.[1]);
}

/** Waits until the search index has every span that is stored. */
export async function untilIndexed(service: BenchService): Promise<void> {
  while ((await pendingBatches(service)) > 0) await delay(POLL_MS);
}

/** Sends spans through the native ingest path and waits until the search index has them all. */
export async function load(service: BenchService, projectId: string, spans: number): Promise<Loading> {
  const { client, database } = service;
  const batches = Array.from({ length: spans / SPANS_PER_BATCH }, (_, batch) => batch).values();
  const beganMs = performance.now();
  const send = async (): Promise<void> => {
    for (const batch of batches)
      await client.call('POST', '/v1/traces/ingest', { project_id: projectId, spans: batchOf(batch) });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  const storedMs = performance.now() - beganMs;
  await untilIndexed(service);
  const indexedMs = performance.now() - beganMs;
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM traces WHERE project_id = $1 ORDER BY md5(id) LIMIT ${QUEUED_TRACES}`,
    [projectId],
  );
  for (const { id } of rows) await client.call('POST', `/v1/traces/${id}/queue?project_id=${projectId}`);
  await database.query('VACUUM ANALYZE traces, spans, span_search, scores');
  return {
    storedPerSecond: spans / (storedMs / 1_000),
    indexedPerSecond: spans / (indexedMs / 1_000),
    indexedAfterSeconds: (indexedMs - storedMs) / 1_000,
  };
}
