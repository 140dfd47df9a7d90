import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import {
  type AppError,
  InvalidRequestError,
  InvalidScorerConfigError,
  InvalidScoreValueError,
} from '@assay/shared/errors';
import { checkFields, type FieldProblem } from '@assay/shared/http/fields';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import { type PreparedSpanScores, SpanScoring, type SpanScoreRequest } from '@assay/traces';
import { ScoreRequestDto } from './dto/score.dto';
import { BackgroundScores } from './background/background-scores';
import type { NewScoreTask } from './background/score-task';
import { isMade, type MadeScore, type NoScore, type PreparedScore, prepareScore } from './score-maker';
import { type NewSpanScore, ScoreRepository } from './score.repository';
import { NamedScorers } from './named/named-scorers';
import { spanSubject } from './span-subject';

/** One inline score that cannot be made, and where it stands in the batch. */
interface ScoreProblem {
  readonly code: AppError['code'];
  readonly index: number;
  readonly span_id: string;
  readonly field: string;
  readonly reason: string;
}

const MAX_PROBLEMS = 100;

/** Makes and stores the scores that spans bring along (`scores` of a span at ingestion). */
@Injectable()
export class SpanScoringService extends SpanScoring {
  constructor(
    private readonly scores: ScoreRepository,
    private readonly background: BackgroundScores,
    private readonly named: NamedScorers,
  ) {
    super();
  }

  /**
   * Checks and computes all inline scores of a batch; one that no value can be made for is left out.
   * @throws {InvalidScoreValueError} with every bad one (at most 100) in `details.errors`
   * @throws {InvalidScorerConfigError} when only configurations are bad
   * @throws {ScorerUnavailableError} when a scorer needs a provider that is not configured
   */
  async prepare(projectId: string, requests: readonly SpanScoreRequest[]): Promise<PreparedSpanScores> {
    const createdAt = nowIso();
    const rows: NewSpanScore[] = [];
    const tasks: NewScoreTask[] = [];
    const asked: PreparedScore[] = [];
    const problems: ScoreProblem[] = [];
    for (const request of requests) {
      try {
        const target = { traceId: request.traceId, spanId: request.spanId };
        const asking = await this.resolved(projectId, request);
        const prepared = prepareScore(asking.score as ScoreRequestDto);
        asked.push(prepared);
        const made = madeOf(prepared, asking);
        if (isMade(made)) rows.push({ ...made, id: newId(), createdAt, ...target });
        else if (made.queued !== undefined) tasks.push({ ...made.queued, target });
      } catch (error) {
        problems.push(...problemsOf(request, error));
      }
    }
    if (problems.length > 0) throw inlineError(problems);
    await this.background.mustBeAvailable(projectId, asked);
    return { rows, tasks };
  }

  private async resolved(projectId: string, request: SpanScoreRequest): Promise<SpanScoreRequest> {
    checkFields(ScoreRequestDto, request.score);
    const [score] = await this.named.resolve(projectId, [request.score as ScoreRequestDto]);
    return { ...request, score };
  }

  async insert(executor: Executor, projectId: string, prepared: PreparedSpanScores): Promise<void> {
    const rows = prepared.rows as readonly NewSpanScore[];
    const tasks = prepared.tasks as readonly NewScoreTask[];
    await this.scores.insertForSpans(executor, projectId, rows, tasks);
    if (tasks.length > 0) this.background.announce();
  }
}

function madeOf(prepared: PreparedScore, request: SpanScoreRequest): MadeScore | NoScore {
  return prepared.make(spanSubject(request, (request.score as ScoreRequestDto).config));
}

/** What is wrong with one score, its fields named from the span. */
function problemsOf(request: SpanScoreRequest, error: unknown): ScoreProblem[] {
  const known =
    error instanceof InvalidRequestError ||
    error instanceof InvalidScoreValueError ||
    error instanceof InvalidScorerConfigError;
  if (!known) throw error;
  const { errors, field = '' } = error.details as { errors?: FieldProblem[]; field?: string };
  const place = `scores[${request.scoreIndex}]`;
  return (errors ?? [{ field, reason: error.message }]).map((problem) => ({
    code: error.code,
    index: request.spanIndex,
    span_id: request.spanId,
    field: problem.field === '' ? place : `${place}.${problem.field}`,
    reason: problem.reason,
  }));
}

function inlineError(problems: ScoreProblem[]): AppError {
  const errors = problems
    .slice(0, MAX_PROBLEMS)
    .map(({ index, span_id, field, reason }) => ({ index, span_id, field, reason }));
  const first = errors[0];
  const message = `spans[${first?.index}].${first?.field}: ${first?.reason}; nothing was stored`;
  const only = (code: AppError['code']): boolean => problems.every((problem) => problem.code === code);
  if (only('INVALID_SCORER_CONFIG')) return new InvalidScorerConfigError(message, { field: first?.field, errors });
  return new InvalidScoreValueError(message, { errors });
}
