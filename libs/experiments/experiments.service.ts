import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { collectionItemIds } from '@assay/datasets';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { ExperimentCompletedError } from '@assay/shared/errors';
import { decimalText } from '@assay/shared/http/fields';
import { isServerId, newId } from '@assay/shared/ids';
import { jsonText, rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import type { CreateExperimentDto, ExperimentDto, ExperimentQuery } from './dto/experiment.dto';
import type { ThresholdDto } from './dto/threshold.dto';
import { executionOf } from './execution/execution-of-row';
import { ExperimentRepository, type ExperimentRow, type NewExperiment } from './experiment.repository';

/** An experiment as it is answered. */
export function experimentDtoOf(row: ExperimentRow): ExperimentDto {
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    dataset_id: row.dataset_id,
    dataset_version: row.dataset_version,
    collection_id: row.collection_id,
    status: row.status,
    auto_complete: row.auto_complete,
    metadata: rawJson(row.metadata),
    created_at: isoMillis(row.created_at),
    completed_at: row.completed_at === null ? null : isoMillis(row.completed_at),
    execution: executionOf(row.execution),
  };
}

/** The text under which the threshold of a new experiment is kept. */
function storedThreshold(threshold: ThresholdDto | null | undefined): string | null {
  if (threshold == null) return null;
  return jsonText({
    scorer_name: threshold.scorer_name.trim(),
    metric: threshold.metric,
    threshold: rawJson(decimalText(threshold.threshold)),
    comparison: threshold.comparison ?? 'gte',
  });
}

/** The error of a write that comes after completion. */
export function experimentCompleted(experimentId: string): ExperimentCompletedError {
  const message = 'this experiment is completed: create another one';
  return new ExperimentCompletedError(message, { experiment_id: experimentId });
}

/** Experiments: from creation on a dataset as it stands to completion. */
@Injectable()
export class ExperimentsService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentRepository,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Makes an experiment on a dataset as it stands. With a collection it is limited to those members that are items of
   * the dataset then: what is added to the collection later does not matter.
   * @throws {NotFoundError} when the project has no such dataset or collection
   */
  async create(caller: Caller, body: CreateExperimentDto): Promise<ExperimentDto> {
    const projectId = caller.projectOfBody(body.project_id);
    if (!isServerId(body.dataset_id)) throw notFound('dataset', body.dataset_id);
    const made = await this.experiments.insert(this.database, projectId, {
      id: newId(),
      name: body.name.trim(),
      datasetId: body.dataset_id,
      collection: await this.collectionOf(projectId, body.collection_id ?? null),
      autoComplete: body.auto_complete ?? false,
      metadata: jsonText(body.metadata ?? {}),
      threshold: storedThreshold(body.threshold),
      createdAt: nowIso(),
    });
    if (made === undefined) throw notFound('dataset', body.dataset_id);
    return experimentDtoOf(made);
  }

  /** @throws {NotFoundError} when there is no such experiment */
  async get(caller: Caller, id: string): Promise<ExperimentDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', id);
    const found = await this.experiments.find(this.database, projectId, id);
    if (found === undefined) throw notFound('experiment', id);
    return experimentDtoOf(found);
  }

  /** The experiments of a project, newest first. */
  async list(caller: Caller, query: ExperimentQuery): Promise<Page<ExperimentDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'experiments', project: projectId };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.experiments.list(this.database, projectId, limit + 1, keys);
    return pageOf(rows, limit, experimentDtoOf, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /** How many experiments there are on a dataset of a project. */
  countOn(projectId: string, datasetId: string): Promise<number> {
    return this.experiments.countOn(this.database, projectId, datasetId);
  }

  private async collectionOf(projectId: string, id: string | null): Promise<NewExperiment['collection']> {
    if (id === null) return null;
    const itemIds = await collectionItemIds(this.database, projectId, id);
    if (itemIds === undefined) throw notFound('collection', id);
    return { id, itemIds };
  }

  /**
   * Completes an experiment, whatever has run so far.
   * @throws {NotFoundError} when there is no such experiment
   * @throws {ExperimentCompletedError} when it was completed before
   */
  async complete(caller: Caller, id: string): Promise<ExperimentDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', id);
    const found = await this.experiments.complete(this.database, projectId, id, nowIso());
    if (found === undefined) throw notFound('experiment', id);
    if (!found.changed) throw experimentCompleted(id);
    return experimentDtoOf(found);
  }
}
