import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { LaunchError, ROOT } from './places.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Ctrl-C reaches a launcher under npm twice, from the terminal and from npm: within this time it is one. */
const SAME_SIGNAL_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * Runs a program on our own input and output, and waits for its end.
 *
 * Signals go on to it. With `ownSession` it is out of the terminal's reach, so that Ctrl-C comes to it once, through us;
 * and its fourth descriptor is a pipe that closes with this process, however that ends (see follow-launcher.cjs).
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, ownSession?: boolean, started?: (pid: number) => void }} options
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it
 */
export function runChild(command, args, { env = process.env, ownSession = false, started } = {}) {
  const stdio = ownSession ? ['inherit', 'inherit', 'inherit', 'pipe'] : 'inherit';
  const child = spawn(command, args, { cwd: ROOT, env, stdio, detached: ownSession });
  if (child.pid !== undefined) started?.(child.pid);
  const stopForwarding = forwardSignals(child, ownSession);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      stopForwarding();
      reject(new LaunchError(`${command} cannot be run: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function forwardSignals(child, ownSession) {
  let lastMs = -Infinity;
  const forward = (signal) => {
    // In our session the terminal has sent Ctrl-C to the child as well.
    if (signal === 'SIGINT' && !ownSession && isatty(0)) return;
    const nowMs = performance.now();
    if (nowMs - lastMs < SAME_SIGNAL_MS) return;
    lastMs = nowMs;
    child.kill(signal);
  };
  FORWARDED.forEach((signal) => process.on(signal, forward));
  const watch = ownSession ? watchNpm(() => forward('SIGTERM')) : undefined;
  return () => {
    FORWARDED.forEach((signal) => process.off(signal, forward));
    clearInterval(watch);
  };
}

/** `npm start` that is killed passes nothing on: its going shows in our getting another parent, or npm's shell doing so. */
function watchNpm(whenGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parents = npmParents();
  const watch = setInterval(() => {
    if (npmParents() === parents) return;
    clearInterval(watch);
    whenGone();
  }, PARENT_CHECK_MS);
  return watch.unref();
}

/** Our parent and, when that is the shell in which npm runs the script, the shell's parent (proc(5): `stat`, field 4). */
function npmParents() {
  const { ppid } = process;
  try {
    if (!readFileSync(`/proc/${ppid}/cmdline`, 'utf8').includes('\0-c\0')) return `${ppid}`;
    const stat = readFileSync(`/proc/${ppid}/stat`, 'utf8');
    return `${ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return `${ppid}`; // The parent went just now, or there is no /proc.
  }
}
