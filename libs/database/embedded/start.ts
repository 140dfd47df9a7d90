import { findBinaries } from './binaries';
import {
  type DataFolder,
  ensurePassword,
  openDataFolder,
  passwordPath,
  removeSocketFolder,
  socketFolder,
} from './data-folder';
import { EmbeddedPostgresError, USE_DATABASE_URL } from './embedded-postgres.error';
import { lockFolder } from './folder-lock';
import { DATABASE, ROLE, hasData, initialise, resetPassword } from './initialise';
import { removeUnfinished, stopLeftovers } from './leftovers';
import { waitUntilReady } from './ready';
import { ServerProcess } from './server-process';
import { asServerUser } from './server-user';
import { serverArguments } from './settings';

const START_LIMIT_MS = 60_000;

/** Where the database is and how it is kept. */
export interface EmbeddedPostgresOptions {
  /** Folder for the database, `<ASSAY_DATA_DIR>/postgres` for instance; made when missing. */
  readonly dataDir: string;
  /** False for tests: a crash of the machine may lose data. Default true. */
  readonly durable?: boolean;
  /** Settings of Postgres by name, over the ones in `settings.ts`. */
  readonly extraSettings?: Record<string, string>;
  /** Receives the server's log and notes of the launcher, line by line. */
  readonly log?: (line: string) => void;
}

/** A server that accepts connections, and belongs to this process until it is stopped. */
export interface EmbeddedPostgres {
  /** Connection string over a Unix socket, for `pg`, TypeORM's `url` and libpq alike. Holds the password. */
  readonly url: string;
  /** Where its files are: the folder that was asked for, or its stand-in (README.md, Root). */
  readonly dataDir: string;
  /** Process number of the server. */
  readonly pid: number;
  /** Settles when the server has ended: by {@link stop}, or on its own, which the service should not outlive. */
  readonly exited: Promise<void>;
  /** Shuts the server down (fast; harder after 20 s) and frees the folder. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the packaged Postgres on the folder, making the database at first use, and waits until it accepts connections.
 * It ends with this process. See README.md for accounts, places and recovery.
 *
 * @throws EmbeddedPostgresError when the package is missing, the folder is in use, of another major version or out of
 *   reach, or the server does not start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  requireLinux();
  const folder = openDataFolder(options.dataDir, log);
  const { password, isNew } = ensurePassword(folder);
  const lock = await lockFolder(folder, password);
  let server: ServerProcess | undefined;
  try {
    const binaries = findBinaries(folder.user, log);
    const durable = options.durable ?? true;
    const isFirstStart = !hasData(folder, binaries);
    await stopLeftovers(folder, log);
    await removeUnfinished(folder);
    if (isFirstStart) await initialise(folder, binaries, password, durable);
    else if (isNew) await resetPassword(folder, binaries, password);
    const socket = socketFolder(folder);
    const args = serverArguments(folder, { socketFolder: socket, durable, extra: options.extraSettings ?? {} });
    server = new ServerProcess(asServerUser(folder.user, binaries.postgres, args), log);
    const url = connectionString(socket, password);
    await waitUntilReady(server, url, START_LIMIT_MS);
    return running(server, { url, dataDir: folder.path }, async () => {
      removeSocketFolder(folder, socket);
      await lock.release();
    });
  } catch (error) {
    await server?.stop();
    await lock.release();
    throw withPasswordHint(error, folder);
  }
}

function requireLinux(): void {
  if (process.platform === 'linux') return;
  throw new EmbeddedPostgresError(`The embedded Postgres runs on Linux only. Run Assay there ${USE_DATABASE_URL}.`);
}

function running(
  server: ServerProcess,
  place: { url: string; dataDir: string },
  release: () => Promise<void>,
): EmbeddedPostgres {
  server.unref();
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= server.stop().then(release));
  return { ...place, pid: server.pid, exited: server.exited, stop };
}

/** The host is the socket's folder, percent-encoded as libpq has it; fixed port and `sslmode` keep `PGPORT` and `PGSSLMODE` out. */
function connectionString(socket: string, password: string): string {
  return `postgresql://${ROLE}:${encodeURIComponent(password)}@${encodeURIComponent(socket)}:5432/${DATABASE}?sslmode=disable`;
}

function withPasswordHint(error: unknown, folder: DataFolder): unknown {
  if (!(error instanceof EmbeddedPostgresError) || !/password authentication failed/.test(error.message)) return error;
  return new EmbeddedPostgresError(
    `The password in ${passwordPath(folder)} is not the database's. Delete that file and start again: a new one is set.`,
  );
}
