import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { numberLiteral, readJson } from '@assay/shared/json';
import { nowIso } from '@assay/shared/time';
import { BackgroundScores, type TaskEnd } from '../background/background-scores';
import type { ScoreTaskRow } from '../background/score-task';
import { ScoreRepository } from '../score.repository';
import { AssertionGroupRepository } from './assertion-group.repository';
import { assertionsScore, GRADE_SCORE } from './grade-output';

/** Makes the score `assertions` of a run in the transaction that grades the last of them. */
@Injectable()
export class AssertionSettlement implements OnModuleInit {
  constructor(
    private readonly background: BackgroundScores,
    private readonly groups: AssertionGroupRepository,
    private readonly scores: ScoreRepository,
  ) {}

  onModuleInit(): void {
    this.background.onSettled((tx, task, end) => this.settled(tx, task, end));
  }

  private async settled(tx: Transaction, task: ScoreTaskRow, end: TaskEnd): Promise<void> {
    if (task.scorer_name !== GRADE_SCORE || task.batch_id === null || task.run_id === null) return;
    const weight = end === 'scored' ? weightOf(task) : null;
    const group = await this.groups.count(tx, task.project_id, task.batch_id, task.id, weight);
    if (group === undefined || group.pending > 0) return;
    await this.groups.remove(tx, task.project_id, task.batch_id);
    if (group.mean === null) return;
    await this.scores.insertForRuns(tx, task.project_id, [
      {
        ...assertionsScore(group.mean, 'The weighted mean of the assertions that were graded.'),
        id: newId(),
        createdAt: nowIso(),
        runId: task.run_id,
        experimentId: task.experiment_id ?? '',
        datasetItemId: task.dataset_item_id ?? '',
      },
    ]);
  }
}

function weightOf({ config }: ScoreTaskRow): string {
  const { weight } = readJson(config ?? '{}') as { weight?: unknown };
  return numberLiteral(weight) ?? '1';
}
