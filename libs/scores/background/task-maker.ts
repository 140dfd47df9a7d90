import { Injectable } from '@nestjs/common';
import { Database, inBackground } from '@assay/database';
import { backoffMs, ProviderError } from '@assay/providers';
import { AppError } from '@assay/shared/errors';
import { OBJECT_PAYLOADS, rawJson, readJson } from '@assay/shared/json';
import { Judge, UnreadableAnswerError } from '../judge/judge';
import { findJudgedScorer, nothingToJudge } from '../judge/judged-scorers';
import { isMade, type MadeScore, makeScore, type ScoreSubject } from '../score-maker';
import { ScoreTargetRepository } from '../score-target.repository';
import { readScoreValue } from '../score-value';
import { ScorerConfigError } from '../scorers';
import { spanSubject } from '../span-subject';
import type { ScoreTaskRow } from './score-task';

/** What became of an attempt. */
export type TaskOutcome =
  | { readonly kind: 'scored'; readonly score: MadeScore }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly type: string; readonly message: string; readonly excerpt?: string }
  | { readonly kind: 'later'; readonly afterMs: number; readonly isCounted: boolean };

type Config = Record<string, unknown>;

/** Attempts at a task whose provider has trouble that may pass: about four minutes with their pauses. */
const MAX_ATTEMPTS = 10;

/** Makes the score of a task: reads what is judged, and computes or asks. Stores nothing. */
@Injectable()
export class TaskMaker {
  constructor(
    private readonly database: Database,
    private readonly targets: ScoreTargetRepository,
    private readonly judge: Judge,
  ) {}

  /** Attempts a task once. Rejects only when the database is away or a programming mistake shows. */
  async attempt(task: ScoreTaskRow, signal: AbortSignal): Promise<TaskOutcome> {
    try {
      const config = configOf(task);
      const subject = await this.subject(task, config);
      if ('reason' in subject) return { kind: 'none', reason: subject.reason };
      return await this.made(task, config, subject, signal);
    } catch (error) {
      return failure(error, task, signal);
    }
  }

  private async made(
    task: ScoreTaskRow,
    config: Config,
    subject: ScoreSubject,
    signal: AbortSignal,
  ): Promise<TaskOutcome> {
    const judged = findJudgedScorer(task.scorer);
    if (judged === undefined) {
      const result = makeScore({ scorer_name: task.scorer_name, scorer: task.scorer, config }, subject);
      return isMade(result) ? { kind: 'scored', score: result } : { kind: 'none', reason: result.reason };
    }
    const judge = judged.read(config);
    const missing = nothingToJudge(judge, subject);
    if (missing !== undefined) return { kind: 'none', reason: missing };
    const { value, rationale } = await this.judge.judge(task.project_id, judge, subject, { occasion: task.id, signal });
    const score = { scorerName: task.scorer_name, ...readScoreValue(value), rationale, config: task.config };
    return { kind: 'scored', score };
  }

  private async subject(task: ScoreTaskRow, config: Config): Promise<ScoreSubject | { reason: string }> {
    const executor = inBackground(this.database);
    if (task.target_type === 'run') {
      const run = await this.targets.findRunSubject(executor, task.run_id ?? '', task.project_id);
      if (run === undefined) return { reason: 'The run is gone.' };
      if (run.failed) return { reason: 'The run has an error.' };
      return {
        input: payload(run.input),
        output: payload(run.output),
        expectedOutput: payload(run.expected_output),
      };
    }
    const names = { spanId: task.span_id ?? '', traceId: task.trace_id ?? '', projectId: task.project_id };
    const [span] = await this.targets.findSpanSubjects(executor, names);
    if (span === undefined) return { reason: 'The span is gone.' };
    return spanSubject({ input: payload(span.input), output: payload(span.output) }, config);
  }
}

function payload(text: string | null): unknown {
  return text === null ? undefined : rawJson(text);
}

/** The configuration as it was when the task was stored. */
function configOf(task: ScoreTaskRow): Config {
  return task.config === null ? {} : (readJson(task.config, { exactPaths: OBJECT_PAYLOADS }) as Config);
}

function failure(error: unknown, task: ScoreTaskRow, signal: AbortSignal): TaskOutcome {
  if (signal.aborted) return { kind: 'later', afterMs: 0, isCounted: false };
  if (error instanceof ProviderError) return providerFailure(error, task);
  if (error instanceof UnreadableAnswerError) {
    return { kind: 'failed', type: 'unreadable', message: error.message, excerpt: error.excerpt };
  }
  if (error instanceof ScorerConfigError) return { kind: 'failed', type: 'config', message: error.message };
  if (error instanceof AppError && error.status < 500) {
    return { kind: 'failed', type: error.code.toLowerCase(), message: error.message };
  }
  throw error;
}

function providerFailure(error: ProviderError, task: ScoreTaskRow): TaskOutcome {
  const isThrottled = error.kind === 'throttled';
  const mayRetry = error.retryable && (isThrottled || task.attempts < MAX_ATTEMPTS);
  if (!mayRetry) return { kind: 'failed', type: error.kind, message: error.message, excerpt: error.excerpt };
  const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(task.attempts));
  return { kind: 'later', afterMs: waitMs, isCounted: !isThrottled };
}
