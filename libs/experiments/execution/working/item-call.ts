import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { AppError } from '@assay/shared/errors';
import { describeError } from '@assay/shared/http';
import { rawJson } from '@assay/shared/json';
import type { CallContext, PreparedTarget, TargetAnswer } from '../../targets/target-answer';
import type { TargetItem } from '../../targets/placeholders';
import { backoffMs } from './backoff';
import type { WorkItem } from './chunk.repository';
import type { WorkOrder } from './work.repository';

/** What an item's call gave, and when it began. */
export interface CallResult {
  readonly answer: TargetAnswer;
  readonly startedAt: string;
}

const logger = new Logger('Execution');

/**
 * Calls a target for an item, again after failures that may pass.
 * @returns undefined when `signal` aborted: then nothing is known about the item
 */
export async function callForItem(
  target: PreparedTarget,
  item: WorkItem,
  run: { readonly experimentId: string; readonly runId: string },
  order: Pick<WorkOrder, 'timeout_ms' | 'max_retries'>,
  signal: AbortSignal,
): Promise<CallResult | undefined> {
  const sent = {
    id: item.id,
    input: rawJson(item.input),
    expectedOutput: item.expected_output === null ? null : rawJson(item.expected_output),
    metadata: item.metadata === null ? null : rawJson(item.metadata),
  };
  const context = { ...run, ...(order.timeout_ms === null ? {} : { timeoutMs: order.timeout_ms }), signal };
  for (let repeats = 0; ; repeats += 1) {
    const startedAt = new Date().toISOString();
    const answer = await answerOf(target, sent, context);
    if (signal.aborted) return undefined;
    if (answer.error === undefined || answer.retryable !== true || repeats >= order.max_retries) {
      return { answer, startedAt };
    }
    await delay(backoffMs(repeats, answer.retryAfterMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
  }
}

/**
 * What a call gives. A mistake of the service in making the call or reading its answer is the error of this item: thrown, it
 * would end the work on all of them, to be met again, with another call, whenever somebody took it up.
 * @throws {AppError} when the service cannot work at all, as without its database
 */
async function answerOf(target: PreparedTarget, item: TargetItem, context: CallContext): Promise<TargetAnswer> {
  const startedAt = performance.now();
  try {
    return await target.call(item, context);
  } catch (error) {
    if (error instanceof AppError) throw error;
    logger.error({ message: 'a target was not called as it should be', err: describeError(error) });
    const message =
      'the service could not make this call, or not read its answer: an unexpected error, which its log tells';
    return { error: { message, type: 'internal' }, latencyMs: performance.now() - startedAt, traceId: null };
  }
}
