import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DataFolder, STAGING_PREFIX } from './data-folder';
import { EmbeddedPostgresError, codeOf } from './embedded-postgres.error';
import { type ProcessIdentity, commandLine, findProcesses, identify, isAlive, workingFolder } from './linux-process';
import { clusterName } from './settings';

/** How long each signal gets before the next, harsher one. */
const PATIENCE_MS: [NodeJS.Signals, number][] = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/** How long a folder that fills again is emptied again. */
const REMOVAL_PATIENCE_MS = 10_000;

/**
 * Stops what an earlier owner of the folder left running (a server whose parent was killed, or backends whose server
 * was), and removes a `postmaster.pid` that would keep Postgres from starting: that of a zombie, or of another program
 * that got the number since, or one that a crash left empty. Only while the folder is locked.
 *
 * @throws EmbeddedPostgresError when a server that is not ours runs there, or one does not end
 */
export async function stopLeftovers(folder: DataFolder, log: (line: string) => void): Promise<void> {
  const pidFile = join(folder.pgdata, 'postmaster.pid');
  const postmaster = Number(readOrEmpty(pidFile).split('\n')[0]);
  const uid = folder.user?.uid ?? process.geteuid!();
  // Every process of a server carries the cluster's name, the server among its arguments, the others in their titles.
  const leftovers = findProcesses(uid, (line) => isPostgres(line) && line.join(' ').includes(clusterName(folder)));
  if (leftovers.length > 0) {
    log(`stopping a Postgres that was left running in ${folder.pgdata}`);
    await stopAll(leftovers, postmaster);
  }
  const stranger = identify(postmaster) === undefined ? [] : commandLine(postmaster);
  if (isPostgres(stranger) && stranger.includes(folder.pgdata)) {
    throw new EmbeddedPostgresError(
      `Another Postgres (process ${postmaster}) runs in ${folder.pgdata}. Stop it first, or set ASSAY_DATA_DIR to another folder.`,
    );
  }
  rmSync(pidFile, { force: true });
}

/**
 * Removes what an interrupted initialisation left, and ends the programs that still write there: of such a thing nothing
 * is kept, so nothing is asked. Only while the folder is locked.
 *
 * @throws EmbeddedPostgresError when one of them does not end, or the folder cannot be emptied
 */
export async function removeUnfinished(folder: DataFolder): Promise<void> {
  const uid = folder.user?.uid ?? process.geteuid!();
  const staging = join(folder.path, STAGING_PREFIX);
  // `initdb` names the folder in its arguments; the servers that it starts only work in it.
  const writes = (line: string[], pid: number): boolean =>
    line.some((argument) => argument.includes(staging)) || workingFolder(pid).startsWith(staging);
  const deadline = Date.now() + REMOVAL_PATIENCE_MS;
  for (;;) {
    const writers = findProcesses(uid, writes);
    if (writers.length > 0) await stopAll(writers, undefined, PATIENCE_MS.slice(-1));
    const unfinished = readdirSync(folder.path).filter((name) => name.startsWith(STAGING_PREFIX));
    if (unfinished.length === 0) return;
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `What an interrupted start left in ${join(folder.path, unfinished[0])} cannot be removed. Remove it and start again.`,
      );
    }
    for (const name of unfinished) remove(join(folder.path, name));
    await delay(10);
  }
}

/** One try: a file that another program removes meanwhile ends it early, without an error too (Node's `rmSync`). */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!['ENOTEMPTY', 'EBUSY', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
  }
}

async function stopAll(
  processes: ProcessIdentity[],
  postmaster: number | undefined,
  patience: readonly [NodeJS.Signals, number][] = PATIENCE_MS,
): Promise<void> {
  let living = processes;
  for (const [signal, patienceMs] of patience) {
    // The server ends its backends itself; without one they are all there is to ask.
    const server = living.filter(({ pid }) => pid === postmaster);
    for (const { pid } of server.length > 0 && signal !== 'SIGKILL' ? server : living) send(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (living.length > 0 && Date.now() < deadline) {
      await delay(10);
      living = living.filter(isAlive);
    }
    if (living.length === 0) return;
  }
  throw new EmbeddedPostgresError(
    `A Postgres left running (process ${living[0].pid}) does not end, not even when killed.`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function isPostgres([program = '']: string[]): boolean {
  return program.startsWith('postgres:') || basename(program) === 'postgres';
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
