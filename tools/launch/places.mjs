import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Path of something in the checkout. */
export const inRoot = (...parts) => join(ROOT, ...parts);

/** Something that the person who ran the command can put right: shown without a stack trace. */
export class LaunchError extends Error {}

/** A note of the launcher. On stderr, so that stdout stays the program's own. */
export function note(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs a launcher's main function and ends the process with the exit code it gives. */
export async function main(run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    note(error.message);
    process.exitCode = 1;
  }
}
