import { Injectable } from '@nestjs/common';
import {
  HistoryService,
  type Progress,
  type ResultScore,
  type RunResult,
  type ScoringFailure,
} from '@assay/experiments';
import type { Caller } from '@assay/shared/auth';
import type {
  RunsResultDto,
  RunsResultsDto,
  RunsRunDto,
  RunsRunsDto,
  RunsScoreDto,
  RunStatus,
  TargetType,
} from '../dto/run.dto';
import { type PageNumberQuery, paginationOf, sliceOf } from '../paging';

const STATUSES: Record<Progress['status'], RunStatus> = {
  created: 'pending',
  running: 'running',
  completed: 'completed',
};

/** An HTTP or prompt target is an agent, unless it is said to be a workflow. */
function targetTypeOf({ execution }: Progress): TargetType | null {
  if (execution === null) return null;
  if (execution.target_type === 'scorer') return 'scorer';
  return execution.target_label === 'workflow' ? 'workflow' : 'agent';
}

/** An experiment in the words of this surface. */
export function shownRun(progress: Progress): RunsRunDto {
  return {
    id: progress.id,
    datasetId: progress.datasetId,
    datasetVersion: progress.datasetVersion,
    targetType: targetTypeOf(progress),
    targetId: progress.execution?.target_id ?? null,
    status: progress.execution?.status ?? STATUSES[progress.status],
    totalItems: progress.totalItems,
    succeededCount: progress.succeededCount,
    failedCount: progress.failedCount,
    startedAt: progress.startedAt,
    completedAt: progress.completedAt,
    createdAt: progress.createdAt,
    updatedAt: progress.updatedAt,
  };
}

/** A label has no number here, so it stands before its reason. */
function shownScore({ scorerName, value, rationale }: ResultScore): RunsScoreDto {
  const isLabel = typeof value === 'string';
  const reason = isLabel ? [value, rationale].filter((part) => part !== null).join(': ') : rationale;
  return { scorerId: scorerName, scorerName, score: isLabel ? null : value, reason, error: null };
}

function shownFailure({ scorerName, message }: ScoringFailure): RunsScoreDto {
  return { scorerId: scorerName, scorerName, score: null, reason: null, error: message };
}

/** When a result began: where a client submitted it, its end less what it took; null when that is not known. */
function startOf({ startedAt, completedAt, latencyMs }: RunResult): string | null {
  if (startedAt !== null) return startedAt;
  const start = latencyMs === null ? NaN : Date.parse(completedAt) - latencyMs;
  return start >= 0 ? new Date(start).toISOString() : null;
}

function shownResult(result: RunResult): RunsResultDto {
  return {
    id: result.id,
    runId: result.experimentId,
    itemId: result.itemId,
    itemVersion: result.itemVersion,
    input: result.input,
    output: result.output,
    expectedOutput: result.expectedOutput,
    latency: result.latencyMs,
    error: result.error,
    startedAt: startOf(result),
    completedAt: result.completedAt,
    retryCount: result.retryCount,
    scores: [...result.scores.map(shownScore), ...result.scoringErrors.map(shownFailure)],
  };
}

/** Runs and their results: experiments and their runs on `/v1`. */
@Injectable()
export class RunsHistoryService {
  constructor(private readonly history: HistoryService) {}

  /**
   * The runs on a dataset, newest first.
   * @throws {NotFoundError} for the dataset
   */
  async list(caller: Caller, datasetId: string, query: PageNumberQuery): Promise<RunsRunsDto> {
    const sliced = await this.history.ofDataset(caller, datasetId, sliceOf(query));
    return { runs: sliced.rows.map(shownRun), pagination: paginationOf(query, sliced) };
  }

  /**
   * @param datasetId of the nested path
   * @throws {NotFoundError} when there is no such run, on that dataset
   */
  async get(caller: Caller, id: string, datasetId?: string): Promise<RunsRunDto> {
    return shownRun(await this.history.progress(caller, id, datasetId));
  }

  /**
   * The results of a run, in the order stored.
   * @param datasetId of the nested path
   * @throws {NotFoundError} when there is no such run, on that dataset
   */
  async results(caller: Caller, id: string, query: PageNumberQuery, datasetId?: string): Promise<RunsResultsDto> {
    const sliced = await this.history.resultsOf(caller, id, sliceOf(query), datasetId);
    return { results: sliced.rows.map(shownResult), pagination: paginationOf(query, sliced) };
  }
}
