import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Jobs } from '@assay/jobs';
import { HealthService } from '../health/health.service';
import { InFlight } from '../operations/in-flight';

/** A pool may wait for a statement that nobody needs any more: its connection ends with the process. */
const CLOSE_LIMIT_MS = 5_000;

/**
 * Ends the service in order: not ready any more; new requests are refused with 503 while those in flight, and jobs, finish;
 * then the port, the connections and the pool are closed. The port stays open until then, so that probes and callers
 * get an answer instead of a refused connection.
 * @param limitMs how long requests and jobs may take; after it connections are cut and jobs go back into the queue
 * @returns whether all requests finished
 */
export async function drainAndClose(app: NestFastifyApplication, limitMs: number): Promise<boolean> {
  const server = app.getHttpServer() as Server;
  app.get(HealthService).beginShutdown();
  server.closeIdleConnections();
  const [finished] = await Promise.all([app.get(InFlight).whenIdle(limitMs), app.get(Jobs).stop(limitMs)]);
  server.close();
  server.closeIdleConnections();
  // The last answer is handed to its socket in this turn.
  await nextTurn();
  server.closeAllConnections();
  await withLimit(app.close());
  return finished;
}

async function withLimit(closed: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_LIMIT_MS)));
  await Promise.race([closed, limit]);
  clearTimeout(timer);
}
