import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { DatasetsService, noSuchVersion } from '@assay/datasets';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { NotFoundError } from '@assay/shared/errors';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import type { ExperimentDto } from '../dto/experiment.dto';
import { ExperimentRepository } from '../experiment.repository';
import type { Progress } from '../history/progress';
import type { ExecuteDto } from './dto/execute.dto';
import type { ExecutionOrder } from './execution.repository';
import { ExecutionsService } from './executions.service';

/** What is to be run on a dataset. */
export interface NewExecution {
  readonly datasetId: string;
  /** Null: as the dataset stands now. */
  readonly datasetVersion: number | null;
  /** What the target is to be: an agent or workflow is any HTTP or prompt target, and shown as such. */
  readonly kind: 'agent' | 'workflow' | 'scorer';
  readonly execute: ExecuteDto;
}

/** Makes experiments that are executed at once, and complete themselves when every item of their dataset version is done. */
@Injectable()
export class NewExecutionService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentRepository,
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
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', asked.datasetId);
    const order = await this.orderOf(projectId, asked);
    const started = await this.database.transaction((tx) => this.startIn(tx, projectId, asked, order));
    return started === undefined ? this.withoutDataset(caller, asked) : progressOfNew(started);
  }

  private async startIn(
    tx: Transaction,
    projectId: string,
    asked: NewExecution,
    order: ExecutionOrder,
  ): Promise<ExperimentDto | undefined> {
    const createdAt = nowIso();
    const made = await this.experiments.insert(tx, projectId, {
      id: newId(),
      name: `${asked.execute.target_id} ${createdAt}`,
      datasetId: asked.datasetId,
      collection: null,
      datasetVersion: asked.datasetVersion,
      autoComplete: true,
      isExecuted: true,
      metadata: '{}',
      threshold: null,
      createdAt,
    });
    if (made === undefined) return undefined;
    const started = await this.executions.start(tx, projectId, made.id, order);
    if (started.execution?.status === 'completed') await this.experiments.complete(tx, projectId, made.id, createdAt);
    return started;
  }

  private async orderOf(projectId: string, { kind, execute }: NewExecution): Promise<ExecutionOrder> {
    const order = await this.executions.orderOf(projectId, execute);
    if ((order.targetType === 'scorer') !== (kind === 'scorer')) {
      const message = `no such ${kind}: ${execute.target_id} is a target of the type ${order.targetType}`;
      throw new NotFoundError(message, { resource: kind, id: execute.target_id });
    }
    return { ...order, targetLabel: kind === 'scorer' ? null : kind };
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
