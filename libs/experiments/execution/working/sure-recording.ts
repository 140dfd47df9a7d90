import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { UnavailableError } from '@assay/shared/errors';
import { describeError } from '@assay/shared/http';
import { jsonText } from '@assay/shared/json';
import type { FinishedItem } from './finished-item';
import { AttemptOverError } from './record.service';

const DATABASE_RETRY_MS = 200;
const UNRECORDABLE = {
  message: 'the service could not record what the target answered: an unexpected error, which its log tells',
  type: 'internal',
};

const logger = new Logger('Execution');

/** How a group is recorded. */
export interface Recording {
  /** Records a group in one transaction. @throws {AttemptOverError} */
  record(items: readonly FinishedItem[]): Promise<void>;
  /** Whether the items are still this process's own. */
  isLeased(): boolean;
}

/**
 * Records a group whatever comes between. A database that is away for a moment does not cost the results that are at hand.
 * An answer that cannot be stored is the error of its item alone: thrown, it would end the work on all of them, and the
 * target would be called for them again, and again in vain.
 * @throws {AttemptOverError} when the attempt is over
 * @throws {UnavailableError} when the database stays away for longer than the items are this process's own
 */
export async function recordSurely(recording: Recording, items: readonly FinishedItem[]): Promise<void> {
  for (;;) {
    try {
      return await recording.record(items);
    } catch (error) {
      if (error instanceof AttemptOverError) throw error;
      if (!(error instanceof UnavailableError)) return recordApart(recording, items, error);
      if (!recording.isLeased()) throw error;
      await delay(DATABASE_RETRY_MS);
    }
  }
}

async function recordApart(recording: Recording, items: readonly FinishedItem[], error: unknown): Promise<void> {
  const [first] = items;
  if (items.length > 1) {
    for (const item of items) await recordSurely(recording, [item]);
    return;
  }
  const failed = first === undefined ? undefined : withoutAnswer(first);
  if (failed === undefined) throw error;
  logger.error({ message: 'the result of an item could not be recorded', err: describeError(error) });
  await recordSurely(recording, [failed]);
}

/** The item with an error in place of its answer; undefined when it has none to replace. */
function withoutAnswer({ item, run }: FinishedItem): FinishedItem | undefined {
  const error = jsonText(UNRECORDABLE);
  if (run === undefined || run.columns.error === error) return undefined;
  const unknown = { output: null, error, tokensInput: null, tokensOutput: null, costUsd: null, traceId: null };
  const columns = { ...run.columns, ...unknown };
  return { item, run: { ...run, columns, output: undefined, hasError: true } };
}
