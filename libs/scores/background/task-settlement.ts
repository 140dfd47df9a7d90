import { Injectable } from '@nestjs/common';
import { Database, type Executor, inBackground } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import type { FailedPart } from '../judge/score-computer';
import type { MadeScore } from '../score-maker';
import { ScoreRepository } from '../score.repository';
import { BackgroundScores } from './background-scores';
import { type ScoreTaskRow, targetOf } from './score-task';
import { ScoreTaskRepository } from './score-task.repository';
import { ScoringErrorRepository } from './scoring-error.repository';
import type { TaskOutcome } from './task-maker';

/** Ends tasks: the score or error is stored and the task deleted in one transaction, so that each ends once. */
@Injectable()
export class TaskSettlement {
  constructor(
    private readonly database: Database,
    private readonly background: BackgroundScores,
    private readonly tasks: ScoreTaskRepository,
    private readonly scores: ScoreRepository,
    private readonly errors: ScoringErrorRepository,
  ) {}

  /** Does nothing for a task that is gone. */
  async settle(task: ScoreTaskRow, outcome: Exclude<TaskOutcome, { kind: 'later' }>): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.tasks.finish(tx, task.project_id, task.id))) return;
      if (outcome.kind === 'scored') await this.storeScore(inBackground(tx), task, outcome.score);
      if (outcome.kind !== 'none') await this.storeErrors(inBackground(tx), task, outcome.failures);
      await this.background.settled(tx, task, outcome.kind);
    });
  }

  /** The score gets the id of its task. */
  private async storeScore(executor: Executor, task: ScoreTaskRow, score: MadeScore): Promise<void> {
    const target = targetOf(task);
    const row = { ...score, id: task.id, createdAt: nowIso() };
    if ('runId' in target) await this.scores.insertForRuns(executor, task.project_id, [{ ...row, ...target }]);
    else await this.scores.insertForSpans(executor, task.project_id, [{ ...row, ...target }]);
  }

  /** The first one gets the id of its task; further ones are of other parts of a group. */
  private async storeErrors(executor: Executor, task: ScoreTaskRow, failures: readonly FailedPart[]): Promise<void> {
    for (const [index, failure] of failures.entries()) {
      await this.errors.insert(executor, task.project_id, {
        ...failure,
        id: index === 0 ? task.id : newId(),
        target: targetOf(task),
        scorerName: task.scorer_name,
        batchId: task.batch_id,
        attempts: task.attempts,
        createdAt: nowIso(),
      });
    }
  }
}
