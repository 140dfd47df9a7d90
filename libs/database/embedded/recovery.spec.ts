import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { queryOnce } from '@assay/testing';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index';
import { canWriteIn, defaultServerUser } from './server-user';

const root = mkdtempSync(join(tmpdir(), 'embedded-recovery-'));
chmodSync(root, 0o755);
const dataDir = join(root, 'postgres');
const children: ChildProcess[] = [];
const running: EmbeddedPostgres[] = [];
jest.setTimeout(30_000);

/** The launcher as plain JavaScript, so that processes of their own can run it. */
function compileLauncher(): string {
  const target = join(root, 'launcher');
  mkdirSync(target);
  for (const name of readdirSync(__dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
    const source = readFileSync(join(__dirname, name), 'utf8');
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
    writeFileSync(join(target, name.replace(/\.ts$/, '.js')), transpileModule(source, { compilerOptions }).outputText);
  }
  symlinkSync(resolve(__dirname, '../../../node_modules'), join(root, 'node_modules'));
  const main = join(target, 'main.js');
  writeFileSync(
    main,
    `require('./index.js').startEmbeddedPostgres({ dataDir: process.argv[2], durable: false }).then(
       (server) => { process.stdin.resume().on('end', () => server.stop()); console.log(JSON.stringify(server)); },
       (error) => { console.log(JSON.stringify({ error: error.message })); });`,
  );
  return main;
}

const main = compileLauncher();

/** Runs the launcher in another process; its first line is the server it started, or the error. */
function launch(
  folder: string,
  prefix: string[] = [],
): { child: ChildProcess; said: Promise<Record<string, string>>; ended: Promise<unknown> } {
  const [command, ...args] = [...prefix, process.execPath, main, folder];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const said = new Promise<Record<string, string>>((resolve) => {
    createInterface(child.stdout!).once('line', (line) => resolve(JSON.parse(line) as Record<string, string>));
  });
  return { child, said, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

async function start(durable = false, folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, durable });
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('startEmbeddedPostgres after an accident', () => {
  it.each([
    ['began to make the database', /^init-/],
    ['wrote the database', /^init-.*global/],
  ])('starts afresh after being killed while it %s', async (moment, written) => {
    const folder = moment === 'began to make the database' ? dataDir : join(root, 'interrupted');
    mkdirSync(folder);
    chmodSync(folder, 0o711);
    const unfinished = new Promise<void>((resolve) => {
      const watcher = watch(folder, { recursive: true }, (_event, name) => {
        if (name === null || !written.test(name)) return;
        watcher.close();
        resolve();
      });
    });
    const { child, ended } = launch(folder);
    await unfinished;
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(folder, 'data'))).toBe(false);
    const { url } = await start(false, folder);
    expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(folder).filter((name) => name.startsWith('init-'))).toEqual([]);
  });

  it('ends a program that an interrupted start left writing in an unfinished database, and removes that', async () => {
    const folder = join(root, 'written');
    mkdirSync(folder);
    chmodSync(folder, 0o711);
    const unfinished = join(folder, 'init-left');
    mkdirSync(unfinished);
    const account = process.geteuid!() === 0 ? defaultServerUser() : undefined;
    if (account !== undefined) chownSync(unfinished, account.uid, account.gid);
    const writer = spawn('sh', ['-c', 'echo started; while :; do : > a; : > b; rm -f a b; done'], {
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
      cwd: unfinished,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(writer);
    const ended = new Promise((resolve) => writer.once('exit', (_code, signal) => resolve(signal)));
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    const { url } = await start(false, folder);
    expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(folder).filter((name) => name.startsWith('init-'))).toEqual([]);
    expect(await ended).toBe('SIGKILL');
  });

  it('recovers what was committed when the server was killed', async () => {
    const first = await start(true);
    await queryOnce(first.url, 'CREATE TABLE committed AS SELECT 1 AS n');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await first.stop();
    const second = await start();
    expect(await queryOnce(second.url, 'SELECT n FROM committed')).toEqual([{ n: 1 }]);
  });

  it('takes over at once when the process that had the folder was killed', async () => {
    const { child, said, ended } = launch(dataDir);
    const { pid } = await said;
    child.kill('SIGKILL');
    await ended;
    const { url, pid: newPid } = await start();
    expect(newPid).not.toBe(pid);
    expect(await queryOnce(url, 'SELECT n FROM committed')).toEqual([{ n: 1 }]);
  });

  it('ends backends that outlived their server', async () => {
    const first = await start();
    const client = new Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    const busy = client.query("SELECT count(*) FROM generate_series(1, 1e11), (SELECT 'leftover') AS x");
    await queryOnce(first.url, 'SELECT pg_stat_clear_snapshot()');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await first.stop();
    const second = await start();
    await expect(busy).rejects.toThrow();
    expect(
      await queryOnce(
        second.url,
        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%leftover%' AND pid <> pg_backend_pid()",
      ),
    ).toEqual([]);
    await client.end().catch(() => undefined);
  });

  it('is not stopped by a postmaster.pid of another program, of a zombie, or of rubbish', async () => {
    await (await start()).stop();
    const parent = spawn('/bin/sh', ['-c', '(exit 0) & echo $!; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    children.push(parent);
    const zombie = await new Promise<string>((resolve) => createInterface(parent.stdout!).once('line', resolve));
    for (const pid of [`${process.pid}`, zombie, '999999999', 'rubbish', '']) {
      writeFileSync(join(dataDir, 'data', 'postmaster.pid'), `${pid}\n${dataDir}/data\n`, { mode: 0o600 });
      const { url, stop } = await start();
      expect(await queryOnce(url, 'SELECT n FROM committed')).toEqual([{ n: 1 }]);
      await stop();
    }
  });

  it('is refused in a folder that another process has, until that one stops', async () => {
    const { child, said, ended } = launch(dataDir);
    const { url } = await said;
    await expect(start()).rejects.toThrow(`in use by another Assay (process ${child.pid})`);
    expect(await queryOnce(url, 'SELECT n FROM committed')).toEqual([{ n: 1 }]);
    child.stdin!.end();
    await ended;
    await start();
  });

  it('lets exactly one of several that start at once have the folder', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => launch(dataDir).said));
    expect(answers.filter((answer) => answer.url !== undefined)).toHaveLength(1);
    expect(answers.filter((answer) => answer.error?.includes('in use by another Assay'))).toHaveLength(2);
  });

  it('works for an ordinary user', async () => {
    const nobody = { uid: 65_534, gid: 65_534, name: 'nobody' };
    const own = join(root, 'own');
    mkdirSync(own);
    chmodSync(own, 0o777);
    // Root can become one, where the checkout is not closed to others.
    const canChange = process.geteuid!() === 0 && canWriteIn(own, nobody) && existsSync('/usr/bin/setpriv');
    const prefix = canChange ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : [];
    const { child, said, ended } = launch(join(own, 'postgres'), prefix);
    const { url, error } = await said;
    expect(error).toBeUndefined();
    expect(await queryOnce(url, 'SELECT current_user AS role')).toEqual([{ role: 'assay' }]);
    child.stdin!.end();
    await ended;
  });
});
