import { DataSource } from 'typeorm';
import { Database, dataSourceOptions } from '@assay/database';
import { cloneDatabase, type TestDatabase } from '@assay/testing';

describe('Database.enclose', () => {
  let clone: TestDatabase;
  let source: DataSource;
  let database: Database;
  beforeAll(async () => {
    clone = await cloneDatabase();
    const connection = { url: clone.url, poolSize: 4, acquireTimeoutMs: 5_000, statementTimeoutMs: 0 };
    source = await new DataSource(dataSourceOptions(connection)).initialize();
    database = new Database(source);
  });
  afterAll(async () => {
    await source.destroy();
    await clone.drop();
  });

  const write = (key: string): Promise<unknown> =>
    database.run('INSERT INTO settings AS s (key, value) VALUES ($1, $1)', [key]);
  const written = async (like: string): Promise<string[]> => {
    const { rows } = await database.run<{ key: string }>('SELECT key FROM settings WHERE key LIKE $1 ORDER BY key', [
      like,
    ]);
    return rows.map((row) => row.key);
  };
  const backend = async (): Promise<number> =>
    (await database.run<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid as number;

  it('statements, transactions and TypeORM within it use its connection', async () => {
    await database.enclose(async (tx) => {
      const { rows } = await tx.run<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const inner = await database.transaction(() => backend());
      const [{ pid }] = (await database.manager.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
      expect([await backend(), inner, pid]).toEqual(Array(3).fill(rows[0]?.pid));
      expect(database.isEnclosed).toBe(true);
    });
    expect(database.isEnclosed).toBe(false);
  });

  it('two at once do not join each other', async () => {
    const both = await Promise.all([1, 2].map(() => database.enclose(() => backend())));
    expect(new Set(both).size).toBe(2);
  });

  it('an error takes all of it back', async () => {
    const work = database.enclose(async () => {
      await write('error-a');
      await database.transaction(() => write('error-b'));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await written('error-%')).toEqual([]);
  });

  it('an error of a part takes all of it back, also when it was caught', async () => {
    const work = database.enclose(async () => {
      await write('caught-a');
      const part = database.transaction(async () => {
        await write('caught-b');
        throw new Error('part');
      });
      await part.catch(() => undefined);
    });
    await expect(work).rejects.toThrow('part');
    expect(await written('caught-%')).toEqual([]);
  });

  it('a statement that Postgres refused and somebody caught is no silent roll-back', async () => {
    const work = database.enclose(async () => {
      await write('twice');
      await write('twice').catch(() => undefined);
    });
    await expect(work).rejects.toThrow(/duplicate key/);
  });

  it('work that goes on after its end is not part of it', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { late } = await database.enclose(async () => ({ late: ended.then(() => write('late-a')) }));
    end();
    await late;
    expect(await written('late-%')).toEqual(['late-a']);
  });

  it('afterCommit: after its commit, never without one, and at once outside', async () => {
    const heard: string[] = [];
    await database.enclose(async () => {
      database.afterCommit(() => heard.push('committed'));
      await write('heard');
      expect(heard).toEqual([]);
    });
    const failing = database.enclose(async () => {
      database.afterCommit(() => heard.push('rolled back'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    database.afterCommit(() => heard.push('outside'));
    expect(heard).toEqual(['committed', 'outside']);
  });

  it('runs again whole after a serialisation failure, and calls only the listeners of the last attempt', async () => {
    const heard: number[] = [];
    let attempt = 0;
    await database.enclose(async () => {
      attempt += 1;
      const current = attempt;
      database.afterCommit(() => heard.push(current));
      await write(`again-${current}`);
      if (current < 3) await database.run(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
    });
    expect(heard).toEqual([3]);
    expect(await written('again-%')).toEqual(['again-3']);
  });
});
