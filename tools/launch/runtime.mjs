import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { LaunchError, inRoot } from './places.mjs';

/** Oldest Node that runs the service and its tests: ES modules are required from CommonJS, in jest too. */
const OLDEST = [24, 9];

let found;

/**
 * Path of the Node that runs the service: the one pinned in the lockfile, else the one running now if it is new enough.
 *
 * @throws {LaunchError} saying what to install, when there is neither
 */
export function findNode() {
  found ??= runnable(inRoot('node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')) ?? current();
  if (found !== undefined) return found;
  throw new LaunchError(
    `Assay needs Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}. On Linux x64 and arm64 with glibc ` +
      'the right one comes with "npm ci" (as an optional package: do not omit those). ' +
      'Elsewhere (Alpine, macOS) install Node 24 from https://nodejs.org and run this again with it.',
  );
}

/** Environment in which `node` and the packages' programs are found as the project pins them. */
export function environment(more = {}) {
  const path = [dirname(findNode()), inRoot('node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...more };
}

/** A binary for glibc is there on Alpine too, but does not run. */
function runnable(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0 ? path : undefined;
}

function current() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]) ? process.execPath : undefined;
}
