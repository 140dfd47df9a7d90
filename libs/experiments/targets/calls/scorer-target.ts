import { isMade, type PreparedScore } from '@assay/scores';
import { RawJson, rawJson } from '@assay/shared/json';
import type { TargetItem } from '../placeholders';
import type { PreparedTarget, TargetAnswer } from '../target-answer';

/**
 * A scorer under test: what it judges stands in the item's input as `{output, expected_output?, input?}`, and its score is
 * the output. So an item's expected output can say which score a person would give.
 */
export class ScorerTarget implements PreparedTarget {
  constructor(private readonly score: PreparedScore) {}

  call(item: TargetItem): Promise<TargetAnswer> {
    const startedAt = performance.now();
    const given = item.input instanceof RawJson ? item.input.toValue() : item.input;
    const result = this.judge(given);
    return Promise.resolve({ ...result, latencyMs: performance.now() - startedAt, traceId: null });
  }

  private judge(given: unknown): Pick<TargetAnswer, 'output' | 'error' | 'retryable'> {
    if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'output')) {
      const message = 'the input of an item for a scorer must be an object with the output to judge';
      return { error: { message, type: 'invalid_input' }, retryable: false };
    }
    const subject = given as { input?: unknown; output: unknown; expected_output?: unknown };
    const { input, output, expected_output: expectedOutput } = subject;
    const made = this.score.make({ input, output, expectedOutput });
    if (!isMade(made)) return { error: { message: made.reason, type: 'no_score' }, retryable: false };
    return { output: made.numericValue === null ? made.label : rawJson(made.numericValue) };
  }
}
