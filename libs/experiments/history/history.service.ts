import { Injectable } from '@nestjs/common';
import { Database, type Slice, type Sliced } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import { scoreDtoOf, type ScoreRow } from '@assay/scores';
import type { Caller } from '@assay/shared/auth';
import { rawJson } from '@assay/shared/json';
import { isoMillis } from '@assay/shared/time';
import { executionOf } from '../execution/execution-of-row';
import { HistoryRepository, type ProgressRow } from './history.repository';
import type { Progress, ResultScore, RunResult, ScoringFailure } from './progress';
import { type ResultRow, ResultsRepository } from './results.repository';

function time(text: string | null): string | null {
  return text === null ? null : isoMillis(text);
}

function progressOf(row: ProgressRow): Progress {
  const createdAt = isoMillis(row.created_at);
  const execution = executionOf(row.execution);
  const completedAt = execution === null ? time(row.completed_at) : execution.completed_at;
  const times = [createdAt, time(row.last_run_at), time(row.completed_at), execution?.updated_at];
  return {
    id: row.id,
    datasetId: row.dataset_id,
    datasetVersion: row.dataset_version,
    status: row.status,
    execution,
    totalItems: Math.max(execution?.total ?? row.version_item_count, row.run_count),
    succeededCount: row.run_count - row.failed_count,
    failedCount: row.failed_count,
    startedAt: execution?.started_at ?? time(row.first_run_at),
    completedAt,
    createdAt,
    updatedAt:
      times
        .filter((at) => at != null)
        .sort()
        .at(-1) ?? createdAt,
  };
}

function json(text: string | null): unknown {
  return text === null ? null : rawJson(text);
}

function scoreOf(row: ScoreRow): ResultScore {
  const { scorer_name: scorerName, value, rationale } = scoreDtoOf(row);
  return { scorerName, value, rationale };
}

function resultOf(experimentId: string, row: ResultRow): RunResult {
  return {
    id: row.id,
    experimentId,
    itemId: row.dataset_item_id,
    itemVersion: row.item_version,
    input: json(row.input),
    expectedOutput: json(row.expected_output),
    output: json(row.output),
    error: json(row.error),
    latencyMs: row.latency_ms,
    startedAt: time(row.started_at),
    retryCount: row.retry_count,
    completedAt: isoMillis(row.created_at),
    scores: (JSON.parse(row.scores ?? '[]') as ScoreRow[]).map(scoreOf),
    scoringErrors: JSON.parse(row.scoring_errors ?? '[]') as ScoringFailure[],
  };
}

/** Experiments as a history of what was run on a dataset, by position. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryRepository,
    private readonly results: ResultsRepository,
    private readonly locator: ResourceLocator,
  ) {}

  /**
   * Part of the experiments on a dataset, newest first, with how many there are.
   * @throws {NotFoundError} when there is no such dataset
   */
  async ofDataset(caller: Caller, datasetId: string, slice: Slice): Promise<Sliced<Progress>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', datasetId);
    const sliced = await this.history.slice(this.database, projectId, datasetId, slice);
    if (sliced === undefined) throw notFound('dataset', datasetId);
    return { total: sliced.total, rows: sliced.rows.map(progressOf) };
  }

  /**
   * How far an experiment is.
   * @param datasetId the dataset that it must be on, if the caller says so
   * @throws {NotFoundError} when there is no such experiment
   */
  async progress(caller: Caller, id: string, datasetId?: string): Promise<Progress> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', id);
    const row = await this.history.find(this.database, projectId, id);
    if (row === undefined || row.dataset_id !== (datasetId ?? row.dataset_id)) throw notFound('experiment', id);
    return progressOf(row);
  }

  /**
   * Part of the runs of an experiment with their items, in the order sent, with how many there are.
   * @param datasetId the dataset that it must be on, if the caller says so
   * @throws {NotFoundError} when there is no such experiment
   */
  async resultsOf(caller: Caller, id: string, slice: Slice, datasetId?: string): Promise<Sliced<RunResult>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', id);
    const sliced = await this.results.slice(this.database, projectId, id, slice);
    if (sliced === undefined || sliced.datasetId !== (datasetId ?? sliced.datasetId)) throw notFound('experiment', id);
    return { total: sliced.total, rows: sliced.rows.map((row) => resultOf(id, row)) };
  }
}
