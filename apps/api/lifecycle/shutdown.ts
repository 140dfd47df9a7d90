import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthService } from '../health/health.service';
import { InFlight } from '../operations/in-flight';

/** A pool may wait for a statement that nobody needs any more: its connection ends with the process. */
const CLOSE_LIMIT_MS = 5_000;

/**
 * Ends the service in order: not ready any more; new requests are refused with 503 while those in flight finish;
 * then the port, the connections and the pool are closed. The port stays open until then, so that probes and callers
 * get an answer instead of a refused connection.
 * @param limitMs how long requests in flight may take; after it their connections are cut
 * @returns whether all of them finished
 */
export async function drainAndClose(app: NestFastifyApplication, limitMs: number): Promise<boolean> {
  const server = app.getHttpServer() as Server;
  app.get(HealthService).beginShutdown();
  server.closeIdleConnections();
  const finished = await app.get(InFlight).whenIdle(limitMs);
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
