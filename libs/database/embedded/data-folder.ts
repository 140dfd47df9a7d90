import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError, USE_DATABASE_URL, codeOf, reasonOf } from './embedded-postgres.error';
import { type ServerUser, canWriteIn, defaultServerUser, isRoot } from './server-user';
import { findInSystemFolder, pathInSystemFolder } from './system-folder';

/** A folder of ours: `data` (the server's own), `password`, `owner.json`, and `init-*` while a server is being made. */
export interface DataFolder {
  readonly path: string;
  /** Postgres' data directory. Absent until {@link initialise} has made all of it. */
  readonly pgdata: string;
  /** The account that owns `pgdata` and runs the server; null when that is whoever we are. */
  readonly user: ServerUser | null;
  /** Names this folder among all of this machine, moved or not: 16 hexadecimal digits. */
  readonly id: string;
}

/** `sockaddr_un` holds 107 bytes and a NUL; Postgres adds `/.s.PGSQL.5432` to the folder. */
const MAX_SOCKET_FOLDER_BYTES = 107 - '/.s.PGSQL.5432'.length;

/**
 * Makes the data folder, or a stand-in for it in a system folder when the server's account cannot reach it there.
 * Existing data stays with the account that owns it.
 *
 * @throws EmbeddedPostgresError when it cannot be made or entered, or holds something else
 */
export function openDataFolder(wanted: string, log: (line: string) => void): DataFolder {
  const path = resolve(wanted);
  try {
    return isRoot() ? openAsRoot(path, log) : describe(makeFolder(path, 0o700), null);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      `The data folder ${path} cannot be used (${reasonOf(error)}). Set ASSAY_DATA_DIR to a folder that this user may write in ${USE_DATABASE_URL}.`,
    );
  }
}

function openAsRoot(wanted: string, log: (line: string) => void): DataFolder {
  const holder = ownerOf(join(wanted, 'data'));
  if (holder !== undefined) {
    if (canWriteIn(join(wanted, 'data'), holder)) return describe(wanted, holder);
    throw new EmbeddedPostgresError(
      `There is a database in ${wanted}, but the account ${holder.name} that runs Postgres can no longer reach it. Let it enter the folders above (chmod o+x).`,
    );
  }
  const standIn = `data-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`;
  const existing = findInSystemFolder(standIn);
  const existingHolder = existing === undefined ? undefined : ownerOf(join(existing, 'data'));
  if (existing !== undefined && existingHolder !== undefined) {
    log(`the database of ${wanted} is in ${existing}`);
    return describe(existing, existingHolder);
  }
  const user = defaultServerUser();
  if (canHold(wanted, user)) return describe(wanted, user);
  const fallback = pathInSystemFolder(standIn);
  if (!canHold(fallback, user)) {
    throw new EmbeddedPostgresError(
      `The account ${user.name} that runs Postgres can use neither ${wanted} nor ${fallback}. Set ASSAY_DATA_DIR to a folder that every user can enter ${USE_DATABASE_URL}.`,
    );
  }
  log(`the account ${user.name} that runs Postgres cannot reach ${wanted}: the database goes to ${fallback}`);
  return describe(fallback, user);
}

/** Tries it out: can a folder in there be given to the account, and can the account then enter it? */
function canHold(path: string, user: ServerUser): boolean {
  try {
    const probe = mkdtempSync(join(makeFolder(path, 0o711), 'probe-'));
    try {
      chownSync(probe, user.uid, user.gid);
      return canWriteIn(probe, user);
    } finally {
      rmdirSync(probe);
    }
  } catch {
    return false;
  }
}

/** Makes the folder and those above it; the mode is for the new ones only, whatever the umask says. */
function makeFolder(path: string, mode: number): string {
  if (existsSync(path)) return path;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path);
    chmodSync(path, mode);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return path;
}

function ownerOf(pgdata: string): ServerUser | undefined {
  const stats = lstatSync(pgdata, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory() && stats.uid !== 0) return { uid: stats.uid, gid: stats.gid, name: `${stats.uid}` };
  throw new EmbeddedPostgresError(
    `${pgdata} belongs to root, whom Postgres refuses to run as: it is not a database made by Assay.`,
  );
}

function describe(given: string, user: ServerUser | null): DataFolder {
  const path = realpathSync(given);
  const { dev, ino } = statSync(path, { bigint: true });
  const id = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16);
  return { path, pgdata: join(path, 'data'), user, id };
}

/** What the names of folders begin with in which a server is being made. */
export const STAGING_PREFIX = 'init-';

/**
 * The database password, made at first use and readable by this process' user alone (0600). It is linked into place, so
 * of two processes both get the same one.
 *
 * @returns the password (64 hexadecimal digits) and whether it is new
 */
export function ensurePassword(folder: DataFolder): { password: string; isNew: boolean } {
  const path = passwordPath(folder);
  if (existsSync(path)) return { password: readFileSync(path, 'utf8').trim(), isNew: false };
  const staging = join(folder.path, `password-${randomBytes(8).toString('hex')}.new`);
  writeFileSync(staging, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  let isNew = true;
  try {
    linkSync(staging, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    isNew = false;
  } finally {
    rmSync(staging, { force: true });
  }
  return { password: readFileSync(path, 'utf8').trim(), isNew };
}

/** Where {@link ensurePassword} keeps the password. */
export function passwordPath(folder: DataFolder): string {
  return join(folder.path, 'password');
}

/**
 * Folder for the server's Unix socket: the data directory itself, which only the server's account and root may enter;
 * when its path is too long for a socket address, a private folder in `/tmp`.
 */
export function socketFolder(folder: DataFolder): string {
  if (Buffer.byteLength(folder.pgdata) <= MAX_SOCKET_FOLDER_BYTES) return folder.pgdata;
  const path = `/tmp/assay-${folder.id}`;
  const uid = folder.user?.uid ?? process.geteuid!();
  try {
    mkdirSync(path, { mode: 0o700 });
    if (folder.user !== null) chownSync(path, folder.user.uid, folder.user.gid);
    return path;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const stats = lstatSync(path);
  if (stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0) return path;
  throw new EmbeddedPostgresError(
    `${path}, the place for the database's socket, belongs to somebody else. Remove it, set ASSAY_DATA_DIR to a shorter path ${USE_DATABASE_URL}.`,
  );
}

/** Removes the folder that {@link socketFolder} made in `/tmp`, if it did. The server must have ended. */
export function removeSocketFolder(folder: DataFolder, path: string): void {
  if (path !== folder.pgdata) rmSync(path, { recursive: true, force: true });
}
