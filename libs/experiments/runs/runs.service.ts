import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import { listedScoreDtoOf, type ListedScoreRow } from '@assay/scores';
import type { Caller } from '@assay/shared/auth';
import { rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis } from '@assay/shared/time';
import type { RunDto, RunQuery } from '../dto/run.dto';
import { RunRepository, type RunRow } from './run.repository';

function json(text: string | null): unknown {
  return text === null ? null : rawJson(text);
}

function shown(row: RunRow): RunDto {
  return {
    id: row.id,
    experiment_id: row.experiment_id,
    dataset_item_id: row.dataset_item_id,
    output: json(row.output),
    error: json(row.error),
    trace_id: row.trace_id,
    latency_ms: row.latency_ms,
    tokens_input: row.tokens_input,
    tokens_output: row.tokens_output,
    cost_usd: json(row.cost_usd),
    metadata: json(row.metadata),
    scores: (JSON.parse(row.scores ?? '[]') as ListedScoreRow[]).map(listedScoreDtoOf),
    started_at: row.started_at === null ? null : isoMillis(row.started_at),
    retry_count: row.retry_count,
    item_version: row.item_version,
    created_at: isoMillis(row.created_at),
  };
}

/** Reads the runs of an experiment. */
@Injectable()
export class RunsService {
  constructor(
    private readonly database: Database,
    private readonly runs: RunRepository,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * The runs of an experiment with their scores, in the order sent.
   * @throws {NotFoundError} when there is no such experiment
   */
  async list(caller: Caller, experimentId: string, query: RunQuery): Promise<Page<RunDto>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    const scorerName = query.scorer_name?.trim();
    const scope = { list: 'runs', project: projectId, experiment: experimentId, scorer: scorerName };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const afterId = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor)[0];
    const rows = await this.runs.list(this.database, projectId, experimentId, {
      scorerName,
      count: limit + 1,
      afterId,
    });
    if (rows === undefined) throw notFound('experiment', experimentId);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.id]));
  }
}
