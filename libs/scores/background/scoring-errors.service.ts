import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { invalidFields } from '@assay/shared/http/fields';
import { isServerId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import {
  CursorCodec,
  type CursorScope,
  DEFAULT_LIMIT,
  type Page,
  pageOf,
  type PageQuery,
} from '@assay/shared/pagination';
import { isoMillis } from '@assay/shared/time';
import type { ScoringErrorDto, ScoringErrorsQuery } from '../dto/scoring-error.dto';
import {
  type ErrorFilters,
  type ErrorListing,
  ScoringErrorRepository,
  type ScoringErrorRow,
} from './scoring-error.repository';

/** Shows which scores could not be made, and why. */
@Injectable()
export class ScoringErrorsService {
  constructor(
    private readonly database: Database,
    private readonly errors: ScoringErrorRepository,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * The scoring errors of an experiment, oldest first.
   * @throws {NotFoundError} when there is no such experiment
   */
  async listOfExperiment(caller: Caller, experimentId: string, query: PageQuery): Promise<Page<ScoringErrorDto>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    const scope = { list: 'scoring errors', project: projectId, experiment: experimentId };
    const page = await this.page(scope, query, (listing) =>
      this.errors.listOfExperiment(this.database, projectId, experimentId, listing),
    );
    if (page === undefined) throw notFound('experiment', experimentId);
    return page;
  }

  /**
   * The scoring errors of a batch of scores, oldest first.
   * @throws {NotFoundError} when there is no such batch
   */
  async listOfBatch(caller: Caller, batchId: string, query: PageQuery): Promise<Page<ScoringErrorDto>> {
    const projectId = await this.locator.projectOf(this.database, caller, 'score_batch', batchId);
    const scope = { list: 'scoring errors', project: projectId, batch: batchId };
    const page = await this.page(scope, query, (listing) =>
      this.errors.listOfBatch(this.database, projectId, batchId, listing),
    );
    if (page === undefined) throw notFound('score_batch', batchId);
    return page;
  }

  /**
   * The scoring errors of a project, newest first.
   * @throws {ProjectRequiredError} when neither the query nor the key names one
   * @throws {InvalidRequestError} for a target without its type
   */
  async listOfProject(caller: Caller, query: ScoringErrorsQuery): Promise<Page<ScoringErrorDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const filters = filtersOf(query);
    const scope = { list: 'scoring errors', project: projectId, ...filters };
    const page = await this.page(scope, query, (listing) =>
      filters.targetType === 'run' && filters.targetId !== undefined && !isServerId(filters.targetId)
        ? Promise.resolve([])
        : this.errors.listOfProject(this.database, projectId, filters, listing),
    );
    return page ?? { items: [], next_cursor: null, limit: query.limit ?? DEFAULT_LIMIT };
  }

  private async page(
    scope: CursorScope,
    query: PageQuery,
    list: (listing: ErrorListing) => Promise<ScoringErrorRow[] | undefined>,
  ): Promise<Page<ScoringErrorDto> | undefined> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const afterId = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor)[0];
    const rows = await list({ count: limit + 1, afterId });
    return rows === undefined ? undefined : pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.id]));
  }
}

function filtersOf(query: ScoringErrorsQuery): ErrorFilters {
  const { target_type: targetType, target_id: targetId, trace_id: traceId, type } = query;
  if (targetId !== undefined && targetType === undefined) {
    throw invalidFields([{ field: 'target_type', reason: 'is required with target_id: run or span' }]);
  }
  return { targetType, targetId, traceId, scorerName: query.scorer_name?.trim(), type };
}

function shown(row: ScoringErrorRow): ScoringErrorDto {
  const { id, target_type, run_id, experiment_id, dataset_item_id, trace_id, span_id, scorer_name, scorer } = row;
  return {
    id,
    target_type,
    target_id: run_id ?? span_id ?? '',
    experiment_id,
    dataset_item_id,
    trace_id,
    scorer_name,
    scorer,
    config: row.config === null ? null : rawJson(row.config),
    type: row.type,
    message: row.message,
    excerpt: row.excerpt,
    attempts: row.attempts,
    created_at: isoMillis(row.created_at),
  };
}
