import type { TestServer } from './global-setup';

/** Stops the Postgres of the test run. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as TestServer).assayTestPostgres?.stop();
}
