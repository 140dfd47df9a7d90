import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, USE_DATABASE_URL, codeOf } from './embedded-postgres.error';

/**
 * Where root keeps what the server's account must reach but cannot reach where it was wanted. `/var/lib` comes first:
 * systemd deletes files of `/var/tmp` that were untouched for 30 days, and a table may well be.
 */
const SYSTEM_FOLDERS = ['/var/lib/assay', '/var/tmp/assay'];

/** The existing system folder's entry of that name, if there is one in a folder that can be trusted. */
export function findInSystemFolder(name: string): string | undefined {
  return SYSTEM_FOLDERS.filter(isTrusted)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * Path for an entry of that name in the first system folder that can be had. The folder is root's and nobody else may
 * write in it; the entry itself is left to the caller.
 *
 * @throws EmbeddedPostgresError when no system folder can be made, or somebody else made it
 */
export function pathInSystemFolder(name: string): string {
  for (const folder of SYSTEM_FOLDERS) {
    try {
      mkdirSync(folder);
      chmodSync(folder, 0o711);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') continue;
    }
    if (isTrusted(folder)) return join(folder, name);
  }
  throw new EmbeddedPostgresError(
    `Neither ${SYSTEM_FOLDERS.join(' nor ')} is a folder that belongs to root and that only root may write in. Set ASSAY_DATA_DIR to a folder that every user can enter ${USE_DATABASE_URL}.`,
  );
}

function isTrusted(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() && stats.uid === 0 && (stats.mode & 0o022) === 0;
}
