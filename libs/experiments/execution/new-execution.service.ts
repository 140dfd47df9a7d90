import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { DatasetsService, noSuchVersion } from '@assay/datasets';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { newId } from '@assay/shared/ids';
import type { ExperimentDto } from '../dto/experiment.dto';
import type { Progress } from '../history/progress';
import type { ExecuteDto } from './dto/execute.dto';
import { type ExecutionOrder, ExecutionRepository } from './execution.repository';
import { ExecutionsService, startPlace } from './executions.service';

/** What is to be run on a dataset. */
export interface NewExecution {
  readonly datasetId: string;
  /** Null: as the dataset stands now. */
  readonly datasetVersion: number | null;
  readonly kind: NonNullable<ExecutionOrder['kind']>;
  readonly execute: ExecuteDto;
}

/**
 * Makes experiments that are executed at once, and complete themselves when every item of their dataset version is done, or of those
 * that they are limited to.
 */
@Injectable()
export class NewExecutionService {
  constructor(
    private readonly database: Database,
    private readonly repository: ExecutionRepository,
    private readonly executions: ExecutionsService,
    private readonly datasets: DatasetsService,
    private readonly locator: ResourceLocator,
  ) {}

  /**
   * Makes an experiment and starts its execution, both or neither.
   * @throws {NotFoundError} for the dataset, a version that it has not reached, or a target of that kind
   * @throws {InvalidDatasetItemError} for items that are not of the version
   * @throws {AppError} for scorers that cannot be used
   */
  async start(caller: Caller, asked: NewExecution): Promise<Progress> {
    const { datasetId, datasetVersion, kind, execute } = asked;
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', datasetId);
    const order = await this.executions.orderOf(projectId, execute, kind);
    const started = await this.database.transaction(async (tx) => {
      const place = startPlace(projectId, newId());
      const name = `${order.target} ${place.now}`;
      const made = await this.repository.executeNew(tx, { ...place, name, datasetId, datasetVersion }, order);
      return made && this.executions.begin(tx, place, order, made);
    });
    return started === undefined ? this.withoutDataset(caller, asked) : progressOfNew(started);
  }

  private async withoutDataset(caller: Caller, { datasetId, datasetVersion }: NewExecution): Promise<never> {
    const { version } = await this.datasets.get(caller, datasetId);
    throw datasetVersion === null ? notFound('dataset', datasetId) : noSuchVersion(datasetId, datasetVersion, version);
  }
}

/** How far an experiment is whose execution just began: all of it if there was nothing to do. */
function progressOfNew({ execution, ...experiment }: ExperimentDto): Progress {
  return {
    id: experiment.id,
    datasetId: experiment.dataset_id,
    datasetVersion: experiment.dataset_version,
    status: experiment.status,
    execution,
    totalItems: execution?.total ?? 0,
    succeededCount: 0,
    failedCount: 0,
    startedAt: null,
    completedAt: execution?.completed_at ?? null,
    createdAt: experiment.created_at,
    updatedAt: execution?.updated_at ?? experiment.created_at,
  };
}
