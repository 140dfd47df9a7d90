import { Injectable } from '@nestjs/common';
import { Database, type Executor, type Transaction } from '@assay/database';
import { collectionItemIds } from '@assay/datasets';
import { Jobs } from '@assay/jobs';
import { notFound, ResourceLocator } from '@assay/projects';
import { BackgroundScores, NamedScorers, prepareScore } from '@assay/scores';
import type { Caller } from '@assay/shared/auth';
import { ConflictError, InvalidDatasetItemError, InvalidRequestError, NotFoundError } from '@assay/shared/errors';
import { isServerId } from '@assay/shared/ids';
import { jsonText } from '@assay/shared/json';
import { nowIso } from '@assay/shared/time';
import { atField } from '../runs/prepared-run';
import { ExperimentRepository } from '../experiment.repository';
import { experimentCompleted, experimentDtoOf } from '../experiments.service';
import type { ExperimentDto } from '../dto/experiment.dto';
import { TargetDirectory } from '../targets/target-directory';
import type { ExecuteDto } from './dto/execute.dto';
import {
  type ExecutionOrder,
  ExecutionRepository,
  type StartKind,
  type StartPlace,
  type StartResult,
} from './execution.repository';
import { EXECUTION_QUEUE, laneJob, LEASE_MS, inMs } from './working/leases';

const DEFAULT_MAX_CONCURRENCY = 8;
const DEFAULT_MAX_RETRIES = 3;

/** Starting and ending the execution of experiments. */
@Injectable()
export class ExecutionsService {
  constructor(
    private readonly database: Database,
    private readonly repository: ExecutionRepository,
    private readonly experiments: ExperimentRepository,
    private readonly locator: ResourceLocator,
    private readonly targets: TargetDirectory,
    private readonly background: BackgroundScores,
    private readonly jobs: Jobs,
    private readonly named: NamedScorers,
  ) {}

  /**
   * Has the service call a target for every item without a run, or those that the body names.
   * @throws {NotFoundError} for the experiment, the target (with the names of those that exist) or the collection
   * @throws {ConflictError} while an execution is active
   * @throws {ExperimentCompletedError} when it takes no more runs
   * @throws {InvalidDatasetItemError} for items that are not of its dataset version, or without its dataset
   * @throws {AppError} for scorers that cannot be used, see {@link prepareScore}
   */
  async execute(caller: Caller, experimentId: string, body: ExecuteDto): Promise<ExperimentDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    const order = await this.orderOf(projectId, body);
    return this.database.transaction(async (tx) => {
      const place = startPlace(projectId, experimentId);
      const started = await this.repository.execute(tx, place, order);
      if (started === undefined) throw notFound('experiment', experimentId);
      return this.begin(tx, place, order, started);
    });
  }

  /**
   * What a body orders, checked as far as that goes without the experiment. No statement, but one each for a collection, and for scorers or
   * providers of the project that this process has not read lately.
   * @throws {NotFoundError} for the collection
   * @throws {InvalidRequestError} and the errors of scorers
   */
  async orderOf(projectId: string, body: ExecuteDto, kind: ExecutionOrder['kind'] = null): Promise<ExecutionOrder> {
    const placeOf = (index: number): string => `scorers[${index}].`;
    const scorers = await this.named.resolve(projectId, body.scorers ?? [], placeOf, 'scorer_name');
    const prepared = scorers.map((scorer, index) => atField(`scorers[${index}]`, () => prepareScore(scorer)));
    await this.background.mustBeAvailable(projectId, prepared, placeOf);
    return {
      target: body.target_id,
      kind,
      scorers: jsonText(scorers.map(({ scorer_name, scorer, config }) => ({ scorer_name, scorer, config }))),
      itemIds: await this.itemIdsOf(projectId, body),
      needsAllItems: body.item_ids != null,
      maxConcurrency: body.max_concurrency ?? DEFAULT_MAX_CONCURRENCY,
      timeoutMs: body.timeout_ms ?? null,
      maxRetries: body.max_retries ?? DEFAULT_MAX_RETRIES,
    };
  }

  /**
   * Sends the job of an order that was just stored, in the transaction of that. One statement.
   * @param started what became of the order, on an experiment that there is
   * @throws as {@link execute} where nothing may be started: the transaction must end then
   */
  async begin(tx: Transaction, place: StartPlace, order: ExecutionOrder, started: StartResult): Promise<ExperimentDto> {
    if (started.is_wanted_target !== true) throw await this.noTarget(tx, place.projectId, order, started.target_type);
    const missing = order.itemIds === null ? 0 : order.itemIds.length - started.picked;
    if (missing > 0 && order.needsAllItems && started.dataset_exists) {
      throw new InvalidDatasetItemError('item_ids must be items of the dataset version', {
        field: 'item_ids',
        unknown_count: missing,
      });
    }
    return this.follow(tx, place, 'execute', started);
  }

  /** Executes the items of the last execution that have no run yet, with what it was asked to do. Errors as {@link execute}. */
  resume(caller: Caller, experimentId: string): Promise<ExperimentDto> {
    return this.again(caller, experimentId, 'resume');
  }

  /**
   * Executes the items of the last execution whose run failed; the run is replaced in place. Errors as {@link execute}.
   */
  retryFailed(caller: Caller, experimentId: string): Promise<ExperimentDto> {
    return this.again(caller, experimentId, 'retry');
  }

  /**
   * Ends an active execution: from now on nothing more is recorded. Repeating it changes nothing.
   * @throws {NotFoundError} when there is no such experiment
   * @throws {ExperimentCompletedError} when the experiment is completed
   * @throws {ConflictError} when nothing is being executed
   */
  async cancel(caller: Caller, experimentId: string): Promise<ExperimentDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    return this.database.transaction(async (tx) => {
      const place = { projectId, experimentId, now: nowIso() };
      await this.repository.end(tx, place, null, { status: 'cancelled', error: null });
      const experiment = await this.read(tx, projectId, experimentId);
      if (experiment.execution?.status === 'cancelled') return experiment;
      if (experiment.status === 'completed') throw experimentCompleted(experimentId);
      throw new ConflictError('this experiment is not being executed', {
        experiment_id: experimentId,
        execution_status: experiment.execution?.status ?? null,
      });
    });
  }

  /** Those that the body names, each of which the collection must have, or those of the collection; null for all of the version. */
  private async itemIdsOf(projectId: string, body: ExecuteDto): Promise<string[] | null> {
    const named = namedItemIds(body);
    if (body.collection_id == null) return named;
    const members = await collectionItemIds(this.database, projectId, body.collection_id);
    if (members === undefined) throw notFound('collection', body.collection_id);
    if (named === null) return [...new Set(members)];
    const allowed = new Set(members);
    const foreign = named.filter((id) => !allowed.has(id)).length;
    if (foreign === 0) return named;
    throw new InvalidDatasetItemError('item_ids must be members of the collection', {
      field: 'item_ids',
      unknown_count: foreign,
    });
  }

  private async again(
    caller: Caller,
    experimentId: string,
    kind: Exclude<StartKind, 'execute'>,
  ): Promise<ExperimentDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    return this.database.transaction(async (tx) => {
      const place = startPlace(projectId, experimentId);
      const started = await this.repository.again(tx, place, kind);
      if (started === undefined) throw notFound('experiment', experimentId);
      return this.follow(tx, place, kind, started);
    });
  }

  private noTarget(
    executor: Executor,
    projectId: string,
    { target, kind }: ExecutionOrder,
    type: string | null,
  ): NotFoundError | Promise<NotFoundError> {
    if (type === null) return this.targets.notFound(executor, projectId, target);
    const message = `no such ${kind}: ${target} is a target of the type ${type}`;
    return new NotFoundError(message, { resource: kind, id: target });
  }

  /** Sends the job of a start, or says why there was none. */
  private async follow(
    tx: Transaction,
    { projectId, experimentId }: StartPlace,
    kind: StartKind,
    started: StartResult,
  ): Promise<ExperimentDto> {
    const { attempt, planned } = started;
    if (attempt === null) throw whyNot(experimentId, kind, started);
    if (planned > 0) await this.jobs.send(EXECUTION_QUEUE, ...laneJob(tx, projectId, experimentId, attempt));
    return experimentDtoOf(started);
  }

  private async read(executor: Executor, projectId: string, experimentId: string): Promise<ExperimentDto> {
    const row = await this.experiments.find(executor, projectId, experimentId);
    if (row === undefined) throw notFound('experiment', experimentId);
    return experimentDtoOf(row);
  }
}

/** An execution that starts now. */
export function startPlace(projectId: string, experimentId: string): StartPlace {
  return { projectId, experimentId, now: nowIso(), aliveUntil: inMs(LEASE_MS) };
}

function namedItemIds(body: ExecuteDto): string[] | null {
  if (body.item_ids == null) return null;
  const ids = [...new Set(body.item_ids)];
  if (ids.length === 0) throw new InvalidRequestError('item_ids must name an item', { field: 'item_ids' });
  const unknown = ids.find((id) => !isServerId(id));
  if (unknown === undefined) return ids;
  throw new InvalidDatasetItemError(`item_ids: ${unknown} is not an item of the dataset`, {
    field: 'item_ids',
  });
}

/** Why nothing was started. */
function whyNot(experimentId: string, kind: StartKind, result: StartResult): Error {
  if (result.status === 'completed') return experimentCompleted(experimentId);
  if (!result.dataset_exists) {
    return new InvalidDatasetItemError('the dataset of this experiment was deleted: it takes no more runs', {
      experiment_id: experimentId,
    });
  }
  const details = { experiment_id: experimentId, execution_status: result.previous };
  if (kind !== 'execute' && result.previous === null) {
    return new ConflictError('this experiment was never executed: execute it first', details);
  }
  return new ConflictError('this experiment is being executed: wait for its end, or cancel it', details);
}
