import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file made by a generator; `path` is relative to the root of the checkout. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes the files, or with `--check` on the command line compares them and exits with 1 when one differs.
 * Prints one line for each file that was written or differs.
 */
export function writeGenerated(files: GeneratedFile[]): void {
  const check = process.argv.includes('--check');
  let stale = 0;
  for (const file of files) {
    const now = existsSync(file.path) ? readFileSync(file.path, 'utf8') : undefined;
    if (now === file.text) continue;
    stale += 1;
    if (check) {
      console.error(`differs from its source: ${file.path} (run npm run gen)`);
      continue;
    }
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text);
    console.log(`wrote ${file.path}`);
  }
  if (check && stale > 0) process.exitCode = 1;
}
