import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { join } from 'node:path';
import type { DataFolder } from './data-folder';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres.error';
import { type ProcessIdentity, identify, isAlive } from './linux-process';

/** Holds the data folder for this process until it is released or the process ends, however that happens. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process. The lock is a name in the kernel's abstract socket namespace (unix(7)): taking
 * it is atomic, and the kernel frees it with the process, so there is no stale lock to break. `owner.json` beside it
 * names the owner for messages, and covers a process in another network namespace, which sees other names.
 *
 * @param secret makes the name unguessable, so that no other user can take it first
 * @throws EmbeddedPostgresError when another process, or this one, has the folder
 */
export async function lockFolder(folder: DataFolder, secret: string): Promise<FolderLock> {
  const ownerPath = join(folder.path, 'owner.json');
  const name = createHash('sha256').update(`${folder.id}:${secret}`).digest('hex');
  const server = await listen(`\0assay-${name}`);
  const owner = readOwner(ownerPath);
  const isOthers = owner !== undefined && owner.pid !== process.pid && isAlive(owner);
  if (server === undefined || isOthers) {
    server?.close();
    const who = owner === undefined ? '' : ` (process ${owner.pid})`;
    throw new EmbeddedPostgresError(
      `The data folder ${folder.path} is in use by another Assay${who}. Stop that one first, or set ASSAY_DATA_DIR to another folder.`,
    );
  }
  writeFileSync(`${ownerPath}.new`, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  renameSync(`${ownerPath}.new`, ownerPath);
  return {
    release: () => {
      rmSync(ownerPath, { force: true });
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once('error', (error) => (codeOf(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(name, () => resolve(server));
  });
}

function readOwner(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // None, or cut short by a crash.
  }
}
