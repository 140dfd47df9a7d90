import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgresError, codeOf, reasonOf } from './embedded-postgres.error';
import type { ServerProcess } from './server-process';

const POLL_MS = 20;
const CONNECT_TIMEOUT_MS = 5_000;
/** `57P03 cannot_connect_now`: it is up and recovers after a crash, which takes as long as it takes. */
const RECOVERING = '57P03';
/** The socket is not there yet, or not answering yet. */
const NOT_YET = new Set([RECOVERING, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Waits until the database accepts a connection.
 *
 * @param limitMs how long it may stay silent; the time it says that it recovers does not count
 * @throws EmbeddedPostgresError with the server's last lines, when it ends, stays silent or refuses us
 */
export async function waitUntilReady(server: ServerProcess, url: string, limitMs: number): Promise<void> {
  let deadline = Date.now() + limitMs;
  for (;;) {
    const failure = await tryConnecting(url);
    if (failure === undefined) return;
    const code = codeOf(failure);
    if (code === RECOVERING) deadline = Date.now() + limitMs;
    const isTemporary = code !== undefined ? NOT_YET.has(code) : /timeout|terminated/.test(reasonOf(failure));
    if (server.hasEnded) throw failed('ended while starting', server);
    if (!isTemporary) throw failed(`refuses the connection (${reasonOf(failure)})`, server);
    if (Date.now() > deadline) throw failed(`gave no answer for ${limitMs / 1_000} s`, server);
    await delay(POLL_MS);
  }
}

async function tryConnecting(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined); // What matters is thrown by connect().
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function failed(what: string, server: ServerProcess): EmbeddedPostgresError {
  return new EmbeddedPostgresError(`The embedded Postgres ${what}. Its last lines:\n${server.lastLines || '(none)'}`);
}
