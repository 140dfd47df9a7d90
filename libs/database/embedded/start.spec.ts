import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { queryOnce } from '@assay/testing';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './index';

const isRoot = process.geteuid!() === 0;
const running: EmbeddedPostgres[] = [];
const root = mkdtempSync(join(tmpdir(), 'embedded-'));
chmodSync(root, 0o755);
const dataDir = join(root, 'postgres');

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
jest.setTimeout(30_000);

describe('startEmbeddedPostgres', () => {
  it('makes the database, and finds it again at the next start', async () => {
    const first = await start();
    await queryOnce(first.url, 'CREATE TABLE kept (n int)');
    await queryOnce(first.url, 'INSERT INTO kept VALUES (7)');
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await queryOnce(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(readdirSync(dataDir).sort()).toEqual(['data', 'owner.json', 'password']);
  });

  it('gives a connection string that TypeORM understands', async () => {
    const { url } = await start();
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    expect(await source.query('SELECT current_database() AS db, current_user AS role')).toEqual([
      { db: 'assay', role: 'assay' },
    ]);
    await source.destroy();
  });

  it('opens no TCP port, knows letters beyond ASCII, and keeps UTC', async () => {
    const { url } = await start();
    const [settings] = await queryOnce(
      url,
      `SELECT inet_server_addr() AS address, current_setting('listen_addresses') AS listens, current_setting('TimeZone') AS zone,
              lower('ÀÉ') AS lower, current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums`,
    );
    expect(settings).toEqual({
      address: null,
      listens: '',
      zone: 'UTC',
      lower: 'àé',
      encoding: 'UTF8',
      checksums: 'on',
    });
  });

  it('gives the service a role that may make databases and trusted extensions, but is no superuser', async () => {
    const { url } = await start();
    await queryOnce(url, 'CREATE EXTENSION pg_trgm');
    await queryOnce(url, 'CREATE DATABASE other');
    await queryOnce(url, 'DROP DATABASE other WITH (FORCE)');
    await expect(queryOnce(url, "COPY (SELECT 1) TO PROGRAM 'cat'")).rejects.toMatchObject({ code: '42501' });
  });

  it('asks everyone for the password, which only its owner can read', async () => {
    const { url } = await start();
    const password = readFileSync(join(dataDir, 'password'), 'utf8').trim();
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'data')).mode & 0o777).toBe(0o700);
    await expect(queryOnce(url.replace(password, 'wrong'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('waits for the disk unless told not to', async () => {
    const fast = await start();
    expect(await queryOnce(fast.url, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
    await fast.stop();
    const durable = await start({ durable: true, extraSettings: { work_mem: '7MB' } });
    const shown =
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync, current_setting('work_mem') AS mem";
    expect(await queryOnce(durable.url, shown)).toEqual([{ fsync: 'on', sync: 'on', mem: '7MB' }]);
  });

  it('ends with stop(), which may be called twice and says so through exited', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await server.exited;
    await expect(queryOnce(server.url, 'SELECT 1')).rejects.toThrow();
    expect(existsSync(join(dataDir, 'data', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false);
  });

  it('refuses a folder that this process already has, and keeps the first server running', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/in use by another Assay \(process \d+\)/);
    expect(await queryOnce(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses the data of another major version and changes nothing', async () => {
    await (await start()).stop();
    const path = join(dataDir, 'data', 'PG_VERSION');
    const version = readFileSync(path, 'utf8');
    writeFileSync(path, '17\n');
    await expect(start()).rejects.toThrow(/written by Postgres 17.*brings Postgres 18.*DATABASE_URL/);
    expect(readFileSync(path, 'utf8')).toBe('17\n');
    writeFileSync(path, version);
    await start();
  });

  it('names what the server said when it does not start', async () => {
    await expect(start({ extraSettings: { shared_buffers: 'many' } })).rejects.toThrow(
      /invalid value for parameter "shared_buffers"/,
    );
    await expect(start({ extraSettings: { 'a=b -c x': '1' } })).rejects.toThrow(/not the name of a Postgres setting/);
    await start();
  });

  it('sets a new password when its file was lost, and says how when it is wrong', async () => {
    await (await start()).stop();
    const path = join(dataDir, 'password');
    writeFileSync(path, 'not the password\n');
    await expect(start()).rejects.toThrow(/Delete that file and start again/);
    rmSync(path);
    const { url } = await start();
    expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes a path that is too long for a socket, with a space in it', async () => {
    const path = join(root, `a folder ${'x'.repeat(100)}`);
    const { url } = await start({ dataDir: path });
    expect(url).toContain(encodeURIComponent('/tmp/assay-'));
    expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('finds a place for the database under a closed folder', async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const notes: string[] = [];
    const server = await start({ dataDir: join(closed, 'postgres'), log: (line) => notes.push(line) });
    expect(await queryOnce(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    // Only root changes the account for the server, so only then is the place out of its reach.
    expect(notes.some((line) => line.includes('cannot reach'))).toBe(isRoot);
    if (!isRoot) return;
    const place = dirname(decodeURIComponent(new URL(server.url).hostname));
    const again = await start({ dataDir: join(closed, 'postgres') });
    expect(again.url).toBe(server.url);
    expect(basename(place)).toMatch(/^data-[0-9a-f]{16}$/);
    await again.stop();
    rmSync(place, { recursive: true });
  });
});
