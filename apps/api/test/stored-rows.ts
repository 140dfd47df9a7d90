import { Database } from '@assay/database';
import type { TestApp } from './test-app';

/** How many rows each table holds, so that a test can say that a refused request left nothing behind. */
export async function storedRows(api: TestApp): Promise<Record<string, number>> {
  const database = api.app.get(Database);
  const { rows: tables } = await database.run<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1`,
  );
  const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS count FROM "${name}"`);
  const { rows } = await database.run<{ name: string; count: number }>(counts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
