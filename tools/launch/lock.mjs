import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError, inRoot, note } from './places.mjs';

const LOCK = inRoot('.assay', 'launch.lock');
const POLL_MS = 100;

/**
 * Does the work while no other launcher works on this checkout, waiting for one that does. The lock is a folder with the
 * owner's identity, renamed into place, so it never exists without one; that of a dead owner is removed.
 *
 * @param {(alsoHeldBy: (pid: number) => void) => Promise<T>} work gets a function naming a child that keeps the lock,
 *   should it outlive this process
 * @template T
 */
export async function withLock(work) {
  await take();
  try {
    return await work((pid) => writeFileSync(join(LOCK, 'child.json'), JSON.stringify(identify(pid) ?? null)));
  } finally {
    discard();
  }
}

async function take() {
  const own = `${LOCK}.${process.pid}`;
  try {
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'owner.json'), JSON.stringify(identify(process.pid)));
  } catch (error) {
    throw new LaunchError(`The checkout has to be prepared, but it cannot be written to: ${error.message}`);
  }
  for (let waits = 0; !placed(own); waits += 1) {
    if (waits === 1) note(`Waiting for another launcher that prepares this checkout (${LOCK}).`);
    if (holders().some(isAlive) || !removeStale()) await delay(POLL_MS);
  }
}

/** A folder cannot be renamed onto one with something in it: exactly one launcher gets there. */
function placed(own) {
  try {
    renameSync(own, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Of several that find the owner dead one makes the folder `breaking`, and then looks again: by now the lock may be
 * another's, new and alive.
 */
function removeStale() {
  try {
    mkdirSync(join(LOCK, 'breaking'));
  } catch {
    return !existsSync(LOCK);
  }
  if (holders().some(isAlive)) {
    rmdirSync(join(LOCK, 'breaking'));
    return false;
  }
  discard();
  return true;
}

/** Moves the lock away first: emptied in place, it could be taken before it is gone, and the new one be emptied too. */
function discard() {
  const discarded = `${LOCK}.${process.pid}.old`;
  renameSync(LOCK, discarded);
  rmSync(discarded, { recursive: true, force: true });
}

function holders() {
  return ['owner.json', 'child.json'].map((name) => {
    try {
      return JSON.parse(readFileSync(join(LOCK, name), 'utf8'));
    } catch {
      return null;
    }
  });
}

/** A process number and, where there is `/proc`, its start time and the boot's id: numbers are used again. */
function identify(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return { pid, startTicks: fields[19], bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() };
  } catch {
    return existsSync('/proc/self/stat') ? undefined : { pid };
  }
}

function isAlive(holder) {
  if (holder === null) return false;
  const found = identify(holder.pid);
  if (found === undefined) return false;
  if (found.startTicks !== undefined) return found.startTicks === holder.startTicks && found.bootId === holder.bootId;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
