import { Client } from 'pg';
import type { ConnectionSettings } from '@assay/database';
import { StartError } from './start-error';

const OLDEST_VERSION = 15;
const URL_FORM = /^postgres(ql)?:\/\//;

/**
 * Makes sure that there is a Postgres that can be used.
 * @throws {StartError} when the URL is none, or the server is older than Postgres 15; what `pg` throws when it is away
 */
export async function checkDatabase(connection: ConnectionSettings): Promise<void> {
  if (!URL_FORM.test(connection.url))
    throw new StartError('DATABASE_URL must look like postgresql://user:password@host:5432/name.');
  const client = makeClient(connection);
  client.on('error', () => undefined); // What matters is thrown below.
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    );
    const major = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (major >= OLDEST_VERSION) return;
    throw new StartError(`the database of DATABASE_URL is Postgres ${major}: ${OLDEST_VERSION} or newer is needed.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function makeClient({ url, acquireTimeoutMs }: ConnectionSettings): Client {
  try {
    return new Client({ connectionString: url, connectionTimeoutMillis: acquireTimeoutMs });
  } catch {
    throw new StartError('DATABASE_URL cannot be read: percent-encode special characters in its user and password.');
  }
}
