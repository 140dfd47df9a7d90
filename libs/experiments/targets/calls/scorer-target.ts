import {
  type ComputedScorer,
  isMade,
  type MadeScore,
  type PreparedScore,
  type ScoreComputer,
  UnreadableAnswerError,
} from '@assay/scores';
import { RawJson, rawJson } from '@assay/shared/json';
import type { TargetItem } from '../placeholders';
import type { CallContext, PreparedTarget, TargetAnswer } from '../target-answer';
import { providerFailure } from './provider-failure';

/** A scorer target with all that its calls share. */
export interface ScorerCall {
  readonly projectId: string;
  /** What computes the score: a built-in or judged scorer. */
  readonly asked: ComputedScorer;
  readonly prepared: PreparedScore;
  readonly timeoutMs: number | undefined;
}

type Result = Omit<TargetAnswer, 'latencyMs' | 'traceId'>;

/**
 * A scorer under test: what it judges stands in the item's input as `{output, expected_output?, input?}`, and its score is
 * the output. So an item's expected output can say which score a person would give. One that only a model can make is made
 * within the call.
 */
export class ScorerTarget implements PreparedTarget {
  constructor(
    private readonly computer: ScoreComputer,
    private readonly scorer: ScorerCall,
  ) {}

  async call(item: TargetItem, context: CallContext): Promise<TargetAnswer> {
    const startedAt = performance.now();
    const given = item.input instanceof RawJson ? item.input.toValue() : item.input;
    const result = await this.score(given, context);
    return { ...result, latencyMs: performance.now() - startedAt, traceId: null };
  }

  private async score(given: unknown, context: CallContext): Promise<Result> {
    if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'output')) {
      const message = 'the input of an item for a scorer must be an object with the output to judge';
      return { error: { message, type: 'invalid_input' }, retryable: false };
    }
    const subject = given as { input?: unknown; output: unknown; expected_output?: unknown };
    const { input, output, expected_output: expectedOutput } = subject;
    const made = this.scorer.prepared.make({ input, output, expectedOutput });
    if (isMade(made)) return { output: outputOf(made) };
    if (made.queued === undefined) return withoutScore(made.reason);
    return this.asked({ input, output, expectedOutput }, context);
  }

  private async asked(subject: Parameters<ScoreComputer['make']>[2], context: CallContext): Promise<Result> {
    const { projectId, asked, timeoutMs } = this.scorer;
    const making = {
      occasion: context.runId,
      signal: context.signal,
      timeoutMs: context.timeoutMs ?? timeoutMs,
      // Whoever calls decides when to try again, and counts it.
      mayRetry: () => true,
    };
    try {
      const made = await this.computer.make(projectId, asked, subject, making);
      return 'score' in made
        ? { output: outputOf(made.score), ...made.usage }
        : { ...withoutScore(made.reason), ...made.usage };
    } catch (error) {
      return failureOf(error);
    }
  }
}

function outputOf({ numericValue, label }: MadeScore): unknown {
  return numericValue === null ? label : rawJson(numericValue);
}

function withoutScore(message: string): Result {
  return { error: { message, type: 'no_score' }, retryable: false };
}

function failureOf(error: unknown): Result {
  if (error instanceof UnreadableAnswerError) {
    return { error: { message: error.message, type: 'no_score', excerpt: error.excerpt }, retryable: false };
  }
  return providerFailure(error);
}
