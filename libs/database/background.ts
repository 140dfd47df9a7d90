import type { Executor } from './database';

const MARK = '/* background */ ';

/**
 * Marks a statement that a process sends by itself, whatever requests do: polls and housekeeping. The counter of
 * statements in tests passes over it, and in `pg_stat_activity` it shows where the statement comes from.
 */
export function background(text: string): string {
  return `${MARK}${text}`;
}

/** Whether a statement was marked by {@link background}. */
export function isBackground(text: string): boolean {
  return text.startsWith(MARK);
}

/** Sends everything as {@link background} statements: for work that has repositories in common with requests. */
export function inBackground(executor: Executor): Executor {
  return { manager: executor.manager, run: (text, values) => executor.run(background(text), values) };
}
