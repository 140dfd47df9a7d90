import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { runChild } from './child.mjs';
import { LaunchError, inRoot, note } from './places.mjs';

const STAMP = inRoot('node_modules', '.assay-lock-hash');
const LOCKFILE = inRoot('package-lock.json');
/** npm writes it as the last act of an installation. */
const INSTALLED = inRoot('node_modules', '.package-lock.json');

/** Whether `node_modules` holds what the lockfile says. An installation made by hand since the lockfile changed counts. */
export function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8').trim() === lockfileHash();
  if (statSync(INSTALLED).mtimeMs < statSync(LOCKFILE).mtimeMs) return false;
  try {
    stamp();
  } catch {
    // A read-only installation: the next start looks at the times again.
  }
  return true;
}

/** Installs the locked packages, with those for development, which build the service. */
export async function install(started) {
  note('Installing packages (npm ci). This is done once, and takes about a minute.');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs us, else the one on the path.
  const npm = process.env.npm_execpath;
  const [command, first] = /\.c?js$/.test(npm ?? '') ? [process.execPath, [npm]] : ['npm', []];
  const status = await runChild(command, [...first, ...args], { started });
  if (status !== 0) throw new LaunchError(`npm ci failed with exit code ${status}; what it said is above.`);
  stamp();
}

function stamp() {
  writeFileSync(STAMP, `${lockfileHash()}\n`);
}

function lockfileHash() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}
