import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries';
import { type DataFolder, STAGING_PREFIX } from './data-folder';
import { EmbeddedPostgresError, USE_DATABASE_URL, reasonOf } from './embedded-postgres.error';
import { type ServerUser, asServerUser } from './server-user';

/** Role and database that the service uses. The role owns the database and may make others, and is no superuser. */
export const ROLE = 'assay';
/** See {@link ROLE}. */
export const DATABASE = 'assay';
/** The superuser, with the same password; for an operator's repairs, the service never uses it. */
const SUPERUSER = 'postgres';

const ENCODING = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
/** Sorting is by code point everywhere. Character classes of trigram and full-text search come from the C library, whose `C` knows ASCII letters only. */
const LIBRARY_LOCALES = ['C.UTF-8', 'en_US.UTF-8', 'C'];

/**
 * Makes the server's data directory with role and database, in a folder beside it that is renamed when everything is
 * written: an interruption at any point leaves no half of one.
 *
 * @throws EmbeddedPostgresError with the last lines that `initdb` or the server printed
 */
export async function initialise(
  folder: DataFolder,
  binaries: Binaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const staging = mkdtempSync(join(folder.path, STAGING_PREFIX));
  const passwordFile = join(staging, 'password');
  const pgdata = join(staging, 'data');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    mkdirSync(pgdata);
    chmodSync(pgdata, 0o700);
    if (folder.user !== null) [staging, passwordFile, pgdata].forEach((path) => give(path, folder.user!));
    await runInitdb(folder, binaries, pgdata, [`--pwfile=${passwordFile}`, ...(durable ? [] : ['--no-sync'])]);
    await runStatements(folder, binaries, pgdata, [
      `CREATE ROLE ${ROLE} LOGIN CREATEDB`,
      ...passwordStatements(password),
      `GRANT pg_monitor, pg_checkpoint TO ${ROLE}`,
      `CREATE DATABASE ${DATABASE} OWNER ${ROLE}`,
    ]);
    renameSync(pgdata, folder.pgdata);
    syncFolder(folder.path);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Sets the roles' password anew, for a folder whose password file was lost. The server must not run. */
export async function resetPassword(folder: DataFolder, binaries: Binaries, password: string): Promise<void> {
  await runStatements(folder, binaries, folder.pgdata, passwordStatements(password));
}

/**
 * Compares the data's version with the programs'.
 *
 * @returns whether there is data yet
 * @throws EmbeddedPostgresError when another major version wrote it, or it is no database at all
 */
export function hasData(folder: DataFolder, binaries: Binaries): boolean {
  if (!existsSync(folder.pgdata)) return false;
  const versionFile = join(folder.pgdata, 'PG_VERSION');
  if (!existsSync(versionFile))
    throw new EmbeddedPostgresError(
      `${folder.pgdata} is not a Postgres data directory. Move it away ${USE_DATABASE_URL}.`,
    );
  const written = readFileSync(versionFile, 'utf8').trim();
  if (written === `${binaries.majorVersion}`) return true;
  throw new EmbeddedPostgresError(
    `The database in ${folder.path} was written by Postgres ${written}, and this release brings Postgres ${binaries.majorVersion}. Nothing was changed. Dump it with Postgres ${written} (pg_dumpall), move the folder away, start again, and restore the dump; ${USE_DATABASE_URL}.`,
  );
}

/** The password is 256 random bits, so stretching it, which is for weak ones, would only slow down connecting. */
function passwordStatements(password: string): string[] {
  return ['SET scram_iterations = 1', ...[SUPERUSER, ROLE].map((role) => `ALTER ROLE ${role} PASSWORD '${password}'`)];
}

async function runInitdb(folder: DataFolder, binaries: Binaries, pgdata: string, args: string[]): Promise<void> {
  const fixed = [
    '-D',
    pgdata,
    '-U',
    SUPERUSER,
    '--auth-local=scram-sha-256',
    '--auth-host=reject',
    ...ENCODING,
    '--no-instructions',
  ];
  for (const locale of LIBRARY_LOCALES) {
    try {
      return await run(folder.user, binaries.initdb, [...fixed, `--locale=${locale}`, ...args], '');
    } catch (error) {
      if (locale === LIBRARY_LOCALES.at(-1) || !/locale/.test(reasonOf(error))) throw error;
    }
  }
}

/** Runs SQL in single-user mode: no network, no password, and the first error ends it. */
async function runStatements(folder: DataFolder, binaries: Binaries, pgdata: string, sql: string[]): Promise<void> {
  const settings = ['-c', 'exit_on_error=true', '-c', 'log_checkpoints=false', '-c', 'log_min_error_statement=panic'];
  const input = sql.map((statement) => `${statement};\n`).join('');
  await run(folder.user, binaries.postgres, ['--single', '-D', pgdata, ...settings, 'postgres'], input);
}

function run(user: ServerUser | null, program: string, programArgs: string[], input: string): Promise<void> {
  const { command, args, options } = asServerUser(user, program, programArgs);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
    let printed = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed = (printed + text).slice(-2_000)));
    child.stdin.on('error', () => undefined); // It ended before reading everything: its exit code tells.
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) return resolve();
      reject(
        new EmbeddedPostgresError(
          `The embedded Postgres cannot be prepared: ${printed.trim()}. Repair that ${USE_DATABASE_URL}.`,
        ),
      );
    });
  });
}

function give(path: string, user: ServerUser): void {
  chownSync(path, user.uid, user.gid);
}

function syncFolder(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
