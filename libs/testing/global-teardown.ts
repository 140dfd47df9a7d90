import { rmSync } from 'node:fs';
import type { TestServer } from './global-setup';

/** Stops the Postgres of the test run and removes its folder. */
export default async function globalTeardown(): Promise<void> {
  const { assayTestPostgres, assayTestFolder } = globalThis as TestServer;
  await assayTestPostgres?.stop();
  if (assayTestFolder !== undefined) rmSync(assayTestFolder, { recursive: true, force: true });
}
