import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import { type AssertionTexts, BackgroundScores, NamedScorers, type NewRunScore, ScoreRepository } from '@assay/scores';
import type { Caller } from '@assay/shared/auth';
import { DuplicateRunError, InvalidDatasetItemError } from '@assay/shared/errors';
import { isServerId, newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import type { RunRequestDto, SubmitRunsDto, SubmittedRunsDto } from '../dto/run.dto';
import { experimentCompleted } from '../experiments.service';
import { type PreparedRun, prepareRuns } from './prepared-run';
import { type NewRun, RunRepository } from './run.repository';
import { furtherParts, type RunScores, scoresOfRuns, scoresOnlyOf } from './run-scores';
import { type LockedExperiment, type RunnableItem, SubmissionRepository } from './submission.repository';

type Item = RunnableItem;

/** A run with its id, and the item it answers. */
export interface PlacedRun extends PreparedRun {
  readonly id: string;
  readonly item: Item;
}

/** Runs and their scores, as rows. */
export interface PlacedRows {
  readonly runs: NewRun[];
  readonly scores: NewRunScore[];
}

/** Takes runs: a batch is stored whole, with its scores and the counts of its experiment, or not at all. */
@Injectable()
export class RunSubmissionService {
  constructor(
    private readonly database: Database,
    private readonly submissions: SubmissionRepository,
    private readonly runs: RunRepository,
    private readonly scores: ScoreRepository,
    private readonly background: BackgroundScores,
    private readonly named: NamedScorers,
    private readonly locator: ResourceLocator,
  ) {}

  /** What {@link submitTo} does, for a request that names the experiment by id alone. */
  async submit(caller: Caller, experimentId: string, body: SubmitRunsDto): Promise<SubmittedRunsDto> {
    const asksForNamed = body.runs.some((run) => run.scores?.some((score) => this.named.asksForNamed(score)));
    // What a named scorer is shows with the project; all other errors come before it is looked up.
    const prepared = asksForNamed ? undefined : prepareRuns(body.runs);
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    if (prepared === undefined) return this.submitTo(projectId, experimentId, body.runs);
    return this.store(projectId, experimentId, prepared);
  }

  /**
   * Stores a batch of runs. When several errors apply, the first of these is thrown.
   * @throws {InvalidRequestError} and the errors of scores, see {@link prepareRuns}
   * @throws as {@link BackgroundScores.mustBeAvailable} for scores that only a model can make
   * @throws {NotFoundError} when there is no such experiment
   * @throws {ExperimentCompletedError} when it takes no more runs
   * @throws {InvalidDatasetItemError} for items that are neither of its dataset version nor later ones that still exist
   * @throws {DuplicateRunError} for items that have a run already or stand twice in the batch
   */
  async submitTo(projectId: string, experimentId: string, runs: readonly RunRequestDto[]): Promise<SubmittedRunsDto> {
    const resolved: RunRequestDto[] = [];
    for (const [index, run] of runs.entries()) {
      const place = (position: number): string => `runs[${index}].scores[${position}].`;
      resolved.push({ ...run, scores: await this.named.resolve(projectId, run.scores ?? [], place) });
    }
    return this.store(projectId, experimentId, prepareRuns(resolved));
  }

  private async store(projectId: string, experimentId: string, prepared: PreparedRun[]): Promise<SubmittedRunsDto> {
    const itemIds = [...new Set(prepared.map((run) => run.datasetItemId))].filter(isServerId);
    const needsPayloads = prepared.some((run) => !run.hasError && run.scores.some((score) => score.needsSubject));
    await this.background.mustBeAvailable(
      projectId,
      prepared.flatMap((run) => run.scores),
    );
    return this.database.transaction(async (tx) => {
      const experiment = await this.submissions.lock(tx, projectId, experimentId, itemIds, needsPayloads);
      if (experiment === undefined) throw notFound('experiment', experimentId);
      if (experiment.isCompleted) throw experimentCompleted(experimentId);
      // Ids are made under the lock: runs of an experiment sort in the order in which they became visible.
      const placed = placedRuns(prepared, experiment);
      await this.insert(tx, projectId, experimentId, placed);
      return { accepted: placed.length, run_ids: placed.map((run) => run.id) };
    });
  }

  private async insert(tx: Transaction, projectId: string, experimentId: string, placed: PlacedRun[]): Promise<void> {
    const stored = await this.storePlaced(tx, projectId, experimentId, placed);
    if (stored.size < placed.length) throw duplicateRuns(placed, stored);
  }

  /**
   * Stores runs of one experiment, whose row the transaction has locked, with their scores.
   * @param made what {@link scoresOf} gave for these runs, where that was asked before
   * @returns the ids of those that were stored: a run whose item has one already is not
   */
  async storePlaced(
    tx: Transaction,
    projectId: string,
    experimentId: string,
    placed: readonly PlacedRun[],
    made?: RunScores,
  ): Promise<ReadonlySet<string>> {
    const createdAt = nowIso();
    const stored = await this.runs.insert(tx, projectId, {
      experimentId,
      runs: placed.map(rowOf),
      coveredCount: placed.filter((run) => run.item.in_version).length,
      createdAt,
    });
    const kept = placed.filter((run) => stored.has(run.id));
    if (made === undefined) await this.storeScores(tx, projectId, experimentId, kept, createdAt);
    else await this.storeMade(tx, projectId, scoresOnlyOf(made, stored));
    return stored;
  }

  /** The scores of runs whose items bring the assertions that grade them: computed, not stored. */
  scoresOf(placed: readonly PlacedRun[], experimentId: string, createdAt: string): RunScores {
    const known = new Map(placed.map(({ item }) => [item.id, item.assertions]));
    return scoresOfRuns(placed, experimentId, createdAt, (itemId) => known.get(itemId));
  }

  /**
   * What {@link storePlaced} would store, for a statement that stores more with it; undefined when there is more than
   * runs and scores: scores to be made in the background, or errors.
   */
  rowsOf(placed: readonly PlacedRun[], all: RunScores): PlacedRows | undefined {
    if (all.tasks.length > 0 || furtherParts(all).length > 0) return undefined;
    return { runs: placed.map(rowOf), scores: all.scores };
  }

  /**
   * Puts runs in the place of ones that failed, with their ids: their scores are removed, and they count one more retry.
   * @returns the ids of those that were replaced: a run that has no error any more is not
   */
  async replacePlaced(
    tx: Transaction,
    projectId: string,
    experimentId: string,
    placed: readonly PlacedRun[],
  ): Promise<ReadonlySet<string>> {
    const createdAt = nowIso();
    const runs = placed.map(rowOf);
    const replaced = await this.runs.replace(tx, projectId, { experimentId, runs, createdAt });
    const kept = placed.filter((run) => replaced.has(run.id));
    if (kept.length > 0) await this.background.forgetRuns(tx, projectId, [...replaced]);
    await this.storeScores(tx, projectId, experimentId, kept, createdAt);
    return replaced;
  }

  private async storeScores(
    tx: Transaction,
    projectId: string,
    experimentId: string,
    placed: readonly PlacedRun[],
    createdAt: string,
  ): Promise<void> {
    const assertions = await this.assertionsOf(tx, projectId, experimentId, placed);
    await this.storeMade(tx, projectId, scoresOfRuns(placed, experimentId, createdAt, assertions));
  }

  private async storeMade(tx: Transaction, projectId: string, all: RunScores): Promise<void> {
    await this.scores.insertForRuns(tx, projectId, all.scores, all.tasks, furtherParts(all));
    if (all.tasks.length > 0) this.background.announce();
  }

  /** What grades each run: read with the items of a request, and otherwise here, in one statement. */
  private async assertionsOf(
    tx: Transaction,
    projectId: string,
    experimentId: string,
    placed: readonly PlacedRun[],
  ): Promise<(itemId: string) => AssertionTexts | undefined> {
    const read = placed.filter(({ item, hasError }) => item.assertions === undefined && !hasError);
    const found =
      read.length === 0
        ? new Map<string, AssertionTexts>()
        : await this.submissions.assertions(
            tx,
            projectId,
            experimentId,
            read.map(({ item }) => item.id),
          );
    const known = new Map(placed.map(({ item }) => [item.id, item.assertions ?? found.get(item.id)]));
    return (itemId) => known.get(itemId);
  }
}

function rowOf(run: PlacedRun): NewRun {
  return { id: run.id, datasetItemId: run.item.id, ...run.columns };
}

function placedRuns(prepared: readonly PreparedRun[], experiment: LockedExperiment): PlacedRun[] {
  const place = experiment.limit ?? 'dataset';
  const errors: object[] = [];
  const placed: PlacedRun[] = [];
  for (const [index, run] of prepared.entries()) {
    const item = experiment.items.get(run.datasetItemId);
    if (item !== undefined) placed.push({ ...run, id: newId(), item });
    else errors.push({ index, dataset_item_id: run.datasetItemId, reason: `is not an item of this ${place}` });
  }
  if (errors.length === 0) return placed;
  const [first] = errors as { index: number; dataset_item_id: string }[];
  const whose = place === 'experiment' ? 'this experiment' : `the ${place} of this experiment`;
  const message = `runs[${first.index}]: ${first.dataset_item_id} is not an item of ${whose}; nothing of this batch was stored`;
  throw new InvalidDatasetItemError(message, { errors });
}

/** Every run of the batch that could not be stored: its item has a run, or stands earlier in the batch. */
function duplicateRuns(placed: readonly PlacedRun[], stored: ReadonlySet<string>): DuplicateRunError {
  const inBatch = new Set(placed.filter((run) => stored.has(run.id)).map((run) => run.item.id));
  const errors = placed.flatMap((run, index) => {
    if (stored.has(run.id)) return [];
    const reason = inBatch.has(run.item.id) ? 'stands twice in the batch' : 'has a run already';
    return [{ index, dataset_item_id: run.item.id, reason }];
  });
  const message = `runs[${errors[0].index}]: the item ${errors[0].reason}; nothing of this batch was stored`;
  return new DuplicateRunError(message, { errors });
}
