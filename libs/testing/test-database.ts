import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The migrated database that test databases are cloned from. */
export const TEMPLATE = 'assay_template';

function serverUrl(): string {
  const url = process.env.ASSAY_TEST_POSTGRES;
  if (url === undefined) throw new Error('the test server is not running: run the tests through jest.config.ts');
  return url;
}

/** The URL of a database on the server of this test run. */
export function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.toString();
}

/**
 * Runs one statement on a connection of its own.
 * @returns its rows
 */
export async function queryOnce(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function onServer(sql: string): Promise<void> {
  await queryOnce(serverUrl(), sql);
}

/** Makes a database, empty or as a clone. */
export async function createDatabase(name: string, template?: string): Promise<void> {
  await onServer(`CREATE DATABASE "${name}"${template === undefined ? '' : ` TEMPLATE "${template}"`}`);
}

const DROP_ATTEMPTS = 20;
/** `insufficient_privilege` and `object_in_use`. */
const BUSY = ['42501', '55006'];

/**
 * Drops a database with its connections. While autovacuum works in it, only a superuser may end what is connected by force;
 * without force Postgres ends autovacuum itself, and waits a few seconds for the others.
 */
async function dropDatabase(name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onServer(`DROP DATABASE "${name}" ${attempt % 2 === 1 ? 'WITH (FORCE)' : ''}`);
    } catch (error) {
      if (attempt === DROP_ATTEMPTS || !BUSY.includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Clones the template: a few milliseconds for a database with every table. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  await createDatabase(name, TEMPLATE);
  return { url: urlOf(name), drop: () => dropDatabase(name) };
}
