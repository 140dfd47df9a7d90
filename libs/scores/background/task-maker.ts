import { Injectable } from '@nestjs/common';
import { Database, inBackground } from '@assay/database';
import { backoffMs, ProviderError } from '@assay/providers';
import { AppError } from '@assay/shared/errors';
import { OBJECT_PAYLOADS, rawJson, readJson } from '@assay/shared/json';
import { UnreadableAnswerError } from '../judge/judge';
import { type FailedPart, ScoreComputer } from '../judge/score-computer';
import type { MadeScore, ScoreSubject } from '../score-maker';
import { ScoreTargetRepository } from '../score-target.repository';
import { ScorerConfigError } from '../scorers';
import { spanSubject } from '../span-subject';
import type { ScoreTaskRow } from './score-task';

/** What became of an attempt. */
export type TaskOutcome =
  | { readonly kind: 'scored'; readonly score: MadeScore; readonly failures: readonly FailedPart[] }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failures: readonly FailedPart[] }
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
    private readonly computer: ScoreComputer,
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
    const asked = { scorerName: task.scorer_name, scorer: task.scorer, config };
    const making = {
      occasion: task.id,
      taskId: task.id,
      signal,
      mayRetry: (error: ProviderError) => isTriedAgain(error, task),
    };
    const { failures, ...made } = await this.computer.make(task.project_id, asked, subject, making);
    if ('score' in made) return { kind: 'scored', score: { ...made.score, config: task.config }, failures };
    return failures.length > 0 ? { kind: 'failed', failures } : { kind: 'none', reason: made.reason };
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
  if (error instanceof UnreadableAnswerError) return failed(task, 'unreadable', error.message, error.excerpt);
  if (error instanceof ScorerConfigError) return failed(task, 'config', error.message);
  if (error instanceof AppError && error.status < 500) return failed(task, error.code.toLowerCase(), error.message);
  throw error;
}

function failed({ scorer, config }: ScoreTaskRow, type: string, message: string, excerpt?: string): TaskOutcome {
  return { kind: 'failed', failures: [{ scorer, config, type, message, excerpt }] };
}

function providerFailure(error: ProviderError, task: ScoreTaskRow): TaskOutcome {
  if (!isTriedAgain(error, task)) return failed(task, error.kind, error.message, error.excerpt);
  const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(task.attempts));
  return { kind: 'later', afterMs: waitMs, isCounted: error.kind !== 'throttled' };
}

function isTriedAgain(error: ProviderError, task: ScoreTaskRow): boolean {
  return error.retryable && (error.kind === 'throttled' || task.attempts < MAX_ATTEMPTS);
}
