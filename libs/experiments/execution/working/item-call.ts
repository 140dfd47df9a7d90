import { setTimeout as delay } from 'node:timers/promises';
import { rawJson } from '@assay/shared/json';
import type { PreparedTarget, TargetAnswer } from '../../targets/target-answer';
import { backoffMs } from './backoff';
import type { WorkItem } from './chunk.repository';
import type { WorkOrder } from './work.repository';

/** What an item's call gave, and when it began. */
export interface CallResult {
  readonly answer: TargetAnswer;
  readonly startedAt: string;
}

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
    const answer = await target.call(sent, context);
    if (signal.aborted) return undefined;
    if (answer.error === undefined || answer.retryable !== true || repeats >= order.max_retries) {
      return { answer, startedAt };
    }
    await delay(backoffMs(repeats, answer.retryAfterMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
  }
}
