import { isBackground } from '@assay/database';
import { Client } from 'pg';

/** Statements sent in between, without BEGIN, COMMIT and ROLLBACK. */
export interface StatementCount {
  readonly statements: string[];
}

const TRANSACTION_WORDS = /^(START TRANSACTION|BEGIN|COMMIT|ROLLBACK)\b/i;
// The search indexer and the retention pass ask for work every second or two, whatever requests do.
const BACKGROUND =
  /^(SELECT p\.project_id FROM search_pending p GROUP BY|UPDATE projects AS p SET retention_leased_until)/;
const listeners = new Set<string[]>();
let patched = false;

function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  const { text } = (query ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text : undefined;
}

/** What a process sends by itself is not counted, whoever waits for it. */
function isCounted(text: string): boolean {
  return !isBackground(text) && !TRANSACTION_WORDS.test(text.trim()) && !BACKGROUND.test(text.trim());
}

/** Watches every connection of this process; the original method still does the work. */
function watch(): void {
  if (patched) return;
  patched = true;
  const original = Client.prototype.query as (...args: unknown[]) => unknown;
  Client.prototype.query = function watched(this: Client, ...args: unknown[]): unknown {
    const text = textOf(args[0]);
    if (text !== undefined && isCounted(text)) for (const list of listeners) list.push(text);
    return original.apply(this, args);
  } as typeof Client.prototype.query;
}

/** Runs `work` and gives the statements that this process sent to Postgres meanwhile. */
export async function countStatements(work: () => Promise<unknown>): Promise<StatementCount> {
  watch();
  const statements: string[] = [];
  listeners.add(statements);
  try {
    await work();
  } finally {
    listeners.delete(statements);
  }
  return { statements };
}
