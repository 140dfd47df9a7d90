import { cloneDatabase, type TestDatabase } from '@assay/testing';
import { Client } from 'pg';
import { BinaryRows, copyRows } from './binary-copy';
import type { Transaction } from './database';

describe('BinaryRows', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await cloneDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`CREATE TEMP TABLE copied (n int8, t text, j json, f float8, at timestamptz)`);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const copy = (rows: BinaryRows) => copyRows({ client } as unknown as Transaction, 'copied (n, t, j, f, at)', rows);
  const stored = async () =>
    (
      await client.query(
        `SELECT n::text, t, j::text, f::text, (at AT TIME ZONE 'UTC')::text AS at FROM copied ORDER BY n`,
      )
    ).rows;

  it('stores every type exactly, and grows as far as it must', async () => {
    const rows = new BinaryRows(0);
    const long = '日本"\\\n'.repeat(100_000);
    for (const [n, t, j, f, at] of [
      [-1n, null, null, null, null],
      [9223372036854775807n, long, JSON.stringify(long), 1e308, 1n],
    ] as [bigint, string | null, string | null, number | null, bigint | null][]) {
      rows.row(5);
      rows.int8(n);
      rows.text(t);
      rows.text(j);
      rows.float8(f);
      rows.timestamptz(at);
    }
    await copy(rows);
    expect(await stored()).toEqual([
      { n: '-1', t: null, j: null, f: null, at: null },
      { n: '9223372036854775807', t: long, j: JSON.stringify(long), f: '1e+308', at: '1970-01-01 00:00:00.000001' },
    ]);
  });

  it('rejects with the error of Postgres, and the connection goes on', async () => {
    const rows = new BinaryRows(0);
    rows.row(5);
    rows.int8(1n);
    rows.text('x');
    rows.text('{not json');
    rows.float8(0);
    rows.timestamptz(0n);
    await expect(copy(rows)).rejects.toMatchObject({ code: '22P02' });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
