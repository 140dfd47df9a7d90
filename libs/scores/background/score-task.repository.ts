import { Injectable } from '@nestjs/common';
import { background, type Executor, textArray, type Transaction } from '@assay/database';
import { insertTasks } from './insert-tasks';
import { type NewScoreTask, type ScoreTaskRow, TASK_COLUMNS } from './score-task';

/** A task as it was taken: who takes it next counts one more attempt. */
export type TakenTask = Pick<ScoreTaskRow, 'id' | 'attempts'>;

/** The SQL of scores that are to be made in the background. */
@Injectable()
export class ScoreTaskRepository {
  /** Stores tasks in one statement, none with no statement. Violates `score_tasks_run` or `_span` when a target is gone. */
  async insert(executor: Executor, projectId: string, tasks: readonly NewScoreTask[]): Promise<void> {
    if (tasks.length === 0) return;
    const { sql, values } = insertTasks(tasks, 2);
    await executor.run(sql, [projectId, ...values]);
  }

  /** Projects with tasks that are due, the one that has waited longest first. */
  async waitingProjects(executor: Executor, now: string, count: number): Promise<string[]> {
    const { rows } = await executor.run<{ project_id: string }>(
      background(
        `SELECT t.project_id FROM score_tasks t WHERE t.due_at <= $1::timestamptz
         GROUP BY t.project_id ORDER BY min(t.due_at) LIMIT $2`,
      ),
      [now, count],
    );
    return rows.map((row) => row.project_id);
  }

  /** Takes tasks that are due, oldest first; nobody else takes them until `until`, unless they are settled before. */
  async claim(
    executor: Executor,
    projectId: string,
    times: { now: string; until: string },
    count: number,
  ): Promise<ScoreTaskRow[]> {
    const { rows } = await executor.run<ScoreTaskRow>(
      background(`WITH c AS MATERIALIZED (
         SELECT c.id FROM score_tasks c WHERE c.project_id = $1 AND c.due_at <= $2::timestamptz
         ORDER BY c.due_at, c.id LIMIT $4 FOR UPDATE SKIP LOCKED
       )
       UPDATE score_tasks AS t SET due_at = $3::timestamptz, attempts = t.attempts + 1
       FROM c WHERE t.project_id = $1 AND t.id = c.id
       RETURNING ${TASK_COLUMNS}`),
      [projectId, times.now, times.until, count],
    );
    return rows;
  }

  /** Keeps tasks that are being worked on: those that nobody else has taken since. */
  async renew(executor: Executor, projectId: string, tasks: readonly TakenTask[], until: string): Promise<void> {
    await executor.run(
      background(
        `UPDATE score_tasks AS t SET due_at = $4::timestamptz
         FROM unnest($2::text[]::uuid[], $3::text[]::integer[]) AS n (id, attempts)
         WHERE t.project_id = $1 AND t.id = n.id AND t.attempts = n.attempts`,
      ),
      [
        projectId,
        textArray(tasks.map(({ id }) => id)),
        textArray(tasks.map(({ attempts }) => String(attempts))),
        until,
      ],
    );
  }

  /** Puts a task back, unless somebody else has taken it since. @param isCounted whether the attempt was one */
  async postpone(
    executor: Executor,
    task: TakenTask & Pick<ScoreTaskRow, 'project_id'>,
    { dueAt, isCounted }: { dueAt: string; isCounted: boolean },
  ): Promise<void> {
    await executor.run(
      background(
        `UPDATE score_tasks AS t SET due_at = $3::timestamptz, attempts = t.attempts - $4::integer
         WHERE t.project_id = $1 AND t.id = $2::uuid AND t.attempts = $5::integer`,
      ),
      [task.project_id, task.id, dueAt, isCounted ? 0 : 1, task.attempts],
    );
  }

  /** Ends a task; false when it is gone: settled by another process, or with its target. */
  async finish(tx: Transaction, projectId: string, id: string): Promise<boolean> {
    const { rowCount } = await tx.run(
      background('DELETE FROM score_tasks AS t WHERE t.project_id = $1 AND t.id = $2::uuid'),
      [projectId, id],
    );
    return rowCount > 0;
  }

  /** Removes what is still to be made for runs, and the errors of what could not be. */
  async forgetRuns(executor: Executor, projectId: string, runIds: readonly string[]): Promise<void> {
    await executor.run(
      `WITH tasks AS (
         DELETE FROM score_tasks AS t WHERE t.project_id = $1 AND t.run_id = ANY ($2::text[]::uuid[])
       )
       DELETE FROM scoring_errors AS e WHERE e.project_id = $1 AND e.run_id = ANY ($2::text[]::uuid[])`,
      [projectId, textArray(runIds)],
    );
  }
}
