import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { LaunchError, ROOT, inRoot, note } from './places.mjs';
import { environment, findNode } from './runtime.mjs';

const STAMP = inRoot('dist', '.build-stamp');
const SOURCES = [
  'apps',
  'examples',
  'libs',
  'tools',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
];
/** Nothing of these is in the service. */
const LEFT_OUT = [/\.spec\.ts$/, /\.md$/, /^libs\/testing$/, /^apps\/[^/]+\/test$/, /^tools\/.*\.[cm]js$/];

/** The built service's entry point. */
export const ENTRY = inRoot('dist', 'apps', 'api', 'main.js');

/** Whether the build is of the sources as they are now: by their contents, since times change with every checkout. */
export function isBuilt() {
  return existsSync(ENTRY) && existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === sourcesHash();
}

/** Builds the service anew. What an earlier build left is removed first: files of deleted sources would stay. */
export async function build(started) {
  note('Building.');
  const hash = sourcesHash();
  rmSync(inRoot('dist'), { recursive: true, force: true });
  const nest = inRoot('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const status = await runChild(findNode(), [nest, 'build', 'api'], { env: environment(), started });
  if (status !== 0) throw new LaunchError(`The build failed with exit code ${status}; what it said is above.`);
  writeFileSync(STAMP, `${hash}\n`);
}

function sourcesHash() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesUnder)) {
    const content = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Files at or below a path, as paths in the checkout, in a fixed order. */
function filesUnder(path) {
  if (LEFT_OUT.some((pattern) => pattern.test(path))) return [];
  let entries;
  try {
    entries = readdirSync(join(ROOT, path), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const names = entries.map((entry) => entry.name).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  return names.sort().flatMap((name) => filesUnder(`${path}/${name}`));
}
