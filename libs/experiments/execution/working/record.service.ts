import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { jsonText } from '@assay/shared/json';
import { nowIso } from '@assay/shared/time';
import type { RunScores } from '../../runs/run-scores';
import { RunSubmissionService, type PlacedRun } from '../../runs/run-submission.service';
import { ExecutionRepository } from '../execution.repository';
import { eventOf, type FinishedItem } from './finished-item';
import { RecordRepository, type RecordState } from './record.repository';
import { GroupRepository } from './group.repository';
import type { WorkPlace } from './work.repository';

/** The attempt is over: nothing more of it is recorded. */
export class AttemptOverError extends Error {
  constructor() {
    super('the attempt is over');
    this.name = 'AttemptOverError';
  }
}

/** Records what items gave: runs, scores, counts, plan and events of a group in one transaction. */
@Injectable()
export class RecordService {
  constructor(
    private readonly database: Database,
    private readonly records: RecordRepository,
    private readonly groups: GroupRepository,
    private readonly executions: ExecutionRepository,
    private readonly submission: RunSubmissionService,
  ) {}

  /**
   * Records a group.
   * @param replaces whether the runs take the place of failed ones
   * @throws {AttemptOverError} when nothing was recorded: cancelled, or the experiment can take no more runs
   */
  async record(place: WorkPlace, items: readonly FinishedItem[], replaces: boolean): Promise<void> {
    // Computed once, whichever way they are stored. What replaces runs is graded by the assertions as they stand then.
    const made = replaces ? undefined : this.submission.scoresOf(runsOf(items), place.experimentId, nowIso());
    if (made !== undefined && (await this.recordAtOnce(place, items, made))) return;
    const isOver = await this.database.transaction(async (tx) => {
      const state = await this.records.lock(tx, place);
      if (state?.is_active !== true) return true;
      const reason = obstacle(state);
      if (reason !== undefined) {
        await this.executions.end(tx, { ...place, now: nowIso() }, place.attempt, { status: 'failed', error: reason });
        return true;
      }
      await this.store(tx, place, items, made);
      return false;
    });
    if (isOver) throw new AttemptOverError();
  }

  /** Records a group in one statement. False when nothing was recorded: it needs several, or there is something to say. */
  private async recordAtOnce(place: WorkPlace, items: readonly FinishedItem[], made: RunScores): Promise<boolean> {
    const runs = runsOf(items);
    const rows = runs.length < items.length ? undefined : this.submission.rowsOf(runs, made);
    if (rows === undefined) return false;
    const chunks = new Map<number, number>();
    for (const { item } of items) chunks.set(item.position, (chunks.get(item.position) ?? 0) + 1);
    const group = {
      rows,
      itemIds: items.map(({ item }) => item.id),
      failed: runs.filter(({ hasError }) => hasError).length,
      chunks,
      events: jsonText(items.map((item) => eventOf(item, true))),
    };
    return this.groups.record(this.database, place, group, nowIso());
  }

  /** Ends an attempt that cannot go on. */
  async fail(place: WorkPlace, reason: string): Promise<void> {
    const now = nowIso();
    await this.executions.end(this.database, { ...place, now }, place.attempt, { status: 'failed', error: reason });
  }

  /** Stores a group; without scores that were made already its runs replace others. */
  private async store(
    tx: Transaction,
    place: WorkPlace,
    items: readonly FinishedItem[],
    made: RunScores | undefined,
  ): Promise<void> {
    const { projectId, experimentId } = place;
    const runs = runsOf(items);
    const stored =
      runs.length === 0
        ? new Set<string>()
        : made === undefined
          ? await this.submission.replacePlaced(tx, projectId, experimentId, runs)
          : await this.submission.storePlaced(tx, projectId, experimentId, runs, made);
    const kept = runs.filter(({ id }) => stored.has(id));
    const failed = kept.filter(({ hasError }) => hasError).length;
    await this.records.settle(
      tx,
      place,
      {
        succeeded: kept.length - failed,
        failed,
        itemIds: items.map(({ item }) => item.id),
        positions: [...new Set(items.map(({ item }) => item.position))],
        events: jsonText(items.map((item) => eventOf(item, item.run !== undefined && stored.has(item.run.id)))),
      },
      nowIso(),
    );
  }
}

function runsOf(items: readonly FinishedItem[]): PlacedRun[] {
  return items.map(({ run }) => run).filter((run): run is PlacedRun => run !== undefined);
}

function obstacle(state: RecordState): string | undefined {
  if (state.experiment_completed) return 'the experiment was completed before all of it was executed';
  return state.dataset_exists ? undefined : 'the dataset was deleted while the experiment was executed';
}
