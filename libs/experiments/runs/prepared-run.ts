import { type PreparedScore, prepareScore } from '@assay/scores';
import { AppError } from '@assay/shared/errors';
import { decimalText, type FieldProblem, invalidFields } from '@assay/shared/http/fields';
import { jsonText, RawJson } from '@assay/shared/json';
import type { RunRequestDto } from '../dto/run.dto';
import { keptRunError, runErrorProblem } from './run-error';
import type { NewRun } from './run.repository';

/** A run whose request has been checked, before its item is known. */
export interface PreparedRun {
  readonly datasetItemId: string;
  /** The columns that do not depend on the item. */
  readonly columns: Omit<NewRun, 'id' | 'datasetItemId'>;
  /** What came out, for the scorers; undefined without output. */
  readonly output: unknown;
  readonly hasError: boolean;
  readonly scores: readonly PreparedScore[];
}

interface ScoreProblem extends FieldProblem {
  readonly error: AppError;
}

/** An absent value, or the exact text of `null` in a body that was kept as text. */
function isAbsent(value: unknown): boolean {
  return value == null || (value instanceof RawJson && value.text === 'null');
}

function runProblem(index: number, run: RunRequestDto): FieldProblem | undefined {
  if (run.error != null) return runErrorProblem(`runs[${index}].error`, run.error);
  return isAbsent(run.output)
    ? { field: `runs[${index}].output`, reason: 'is required, unless there is an error' }
    : undefined;
}

/** Prepares the scores of a run; what cannot be prepared goes to `problems`. */
function preparedScores(index: number, run: RunRequestDto, problems: ScoreProblem[]): PreparedScore[] {
  return (run.scores ?? []).flatMap((request, position) => {
    try {
      return [prepareScore(request)];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const place = `runs[${index}].scores[${position}]`;
      const { field } = error.details;
      problems.push({ field: typeof field === 'string' ? `${place}.${field}` : place, reason: error.message, error });
      return [];
    }
  });
}

/**
 * Does a part of checking a request, and puts its place before the field that an error names.
 * @throws {AppError} what `check` throws
 */
export function atField<Result>(place: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { field } = error.details;
    const named = typeof field === 'string' ? `${place}.${field}` : place;
    throw new AppError(error.code, `${named}: ${error.message}`, { ...error.details, field: named }, { cause: error });
  }
}

/** The error of the first bad score, with every place that has the same one. */
function badScores(problems: readonly ScoreProblem[]): AppError {
  const [{ field, reason, error }] = problems;
  const errors = problems
    .filter((problem) => problem.error.code === error.code)
    .map((same) => ({ field: same.field, reason: same.reason }));
  return new AppError(
    error.code,
    `${field}: ${reason}; nothing of this batch was stored`,
    { ...error.details, field, errors },
    { cause: error },
  );
}

function text<Value>(value: Value | null | undefined, as: (value: Value) => string): string | null {
  return value == null ? null : as(value);
}

function columnsOf(run: RunRequestDto): PreparedRun['columns'] {
  return {
    output: isAbsent(run.output) ? null : jsonText(run.output),
    error: text(run.error, (error) => jsonText(keptRunError(error))),
    traceId: run.trace_id ?? null,
    latencyMs: text(run.latency_ms, String),
    tokensInput: text(run.tokens_input, String),
    tokensOutput: text(run.tokens_output, String),
    costUsd: text(run.cost_usd, decimalText),
    metadata: text(run.metadata, jsonText),
  };
}

/**
 * Checks runs as far as that goes without their items.
 * @throws {InvalidRequestError} for runs with neither output nor error, or an error without a message
 * @throws {AppError} for scores that cannot be made: `INVALID_SCORE_VALUE`, `INVALID_SCORER_CONFIG`,
 *   or `INVALID_REQUEST`, with their places in `details.errors`
 */
export function prepareRuns(runs: readonly RunRequestDto[]): PreparedRun[] {
  const problems = runs.map((run, index) => runProblem(index, run)).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw invalidFields(problems);
  const scoreProblems: ScoreProblem[] = [];
  const prepared = runs.map((run, index) => ({
    datasetItemId: run.dataset_item_id,
    columns: columnsOf(run),
    output: isAbsent(run.output) ? undefined : run.output,
    hasError: run.error != null,
    scores: preparedScores(index, run, scoreProblems),
  }));
  if (scoreProblems.length > 0) throw badScores(scoreProblems);
  return prepared;
}
