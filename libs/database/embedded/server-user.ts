import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EmbeddedPostgresError, USE_DATABASE_URL } from './embedded-postgres.error';

/** The account that the server runs as when this process is root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** For messages: the account's name, or its number where it has none. */
  readonly name: string;
}

/** Whether this process is root, whom Postgres refuses to run as. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * The account for a new data folder: `postgres`, else `nobody`.
 *
 * @throws EmbeddedPostgresError when the machine has neither
 */
export function defaultServerUser(): ServerUser {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]), name };
  }
  throw new EmbeddedPostgresError(
    `Postgres does not run as root, and there is no account "postgres" or "nobody" to run it as. Start as an ordinary user ${USE_DATABASE_URL}.`,
  );
}

/** A command line, with the options of `spawn` that go with it. */
export interface ServerCommand {
  readonly command: string;
  readonly args: string[];
  readonly options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number };
}

/**
 * Wraps a command so that it runs as the server's account and, where `setpriv` can, gets SIGINT (Postgres' fast
 * shutdown) when this process dies: no orphan is left even by `kill -9`.
 *
 * The environment is a fixed one: `PGPORT`, `PGDATA`, `LC_*` and the like of the caller do not reach the server.
 *
 * @param user the account, or null to stay who we are
 */
export function asServerUser(user: ServerUser | null, command: string, args: string[]): ServerCommand {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };
  const account = user === null ? {} : { uid: user.uid, gid: user.gid };
  if (!hasParentDeathSignal()) return { command, args, options: { cwd: '/', env, ...account } };
  const drop = user === null ? [] : ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
  return { command: 'setpriv', args: ['--pdeathsig', 'INT', ...drop, command, ...args], options: { cwd: '/', env } };
}

/** Whether the account can enter and write in the folder, asked of the kernel so that ACLs and mounts count too. */
export function canWriteIn(folder: string, user: ServerUser): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'cd -- "$1" && [ -w . ]', 'sh', folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
}

let parentDeathSignal: boolean | undefined;

/** util-linux has `setpriv --pdeathsig`; busybox has a `setpriv` without it, macOS none. */
function hasParentDeathSignal(): boolean {
  parentDeathSignal ??= spawnSync('setpriv', ['--pdeathsig', 'INT', 'true'], { stdio: 'ignore' }).status === 0;
  return parentDeathSignal;
}
