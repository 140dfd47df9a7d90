import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { JOBS_SCHEMA } from './boss';

/** Makes the tables of the queue in a database, as the first start of a process would. */
export async function installJobs(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
  const boss = new PgBoss({ db, schema: JOBS_SCHEMA, schedule: false, supervise: false });
  try {
    await boss.start();
    await boss.stop({ graceful: false, close: false });
  } finally {
    await client.end();
  }
}
