import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { Executor, Transaction } from '@assay/database';
import { ChatClient } from '@assay/providers';
import { InvalidScorerConfigError, ScorerUnavailableError } from '@assay/shared/errors';
import type { PreparedScore } from '../score-maker';
import type { NewScoreTask, ScoreTaskRow } from './score-task';
import { ScoreTaskRepository } from './score-task.repository';

/** How a task ended. */
export type TaskEnd = 'scored' | 'none' | 'failed';

/**
 * Called in the transaction that ends a task, after its score or error was stored: for what has to happen once the last
 * task of something is done. What it throws is tried again with the whole task.
 */
export type SettledListener = (tx: Transaction, task: ScoreTaskRow, end: TaskEnd) => Promise<void>;

/** Takes scores that are made behind the request: stored as tasks with what they judge, made by the workers. */
@Injectable()
export class BackgroundScores {
  /** `queued`: there may be work. */
  readonly events = new EventEmitter();
  private readonly listeners: SettledListener[] = [];

  constructor(
    private readonly tasks: ScoreTaskRepository,
    private readonly chat: ChatClient,
  ) {}

  /**
   * Refuses scores that nothing can make: to be asked before anything is stored.
   * @param placeOf names the place of a score in errors
   * @throws {ScorerUnavailableError} when no provider serves the project
   * @throws {InvalidScorerConfigError} when neither a configuration nor the provider names a model
   */
  async mustBeAvailable(
    projectId: string,
    scores: readonly PreparedScore[],
    placeOf: (index: number) => string = () => '',
  ): Promise<void> {
    const [first] = scores.flatMap(({ judges }) => judges);
    if (first === undefined) return;
    const provider = await this.chat.providerOf(projectId);
    if (provider === undefined) {
      throw new ScorerUnavailableError(`${first.scorer} needs a provider, and none is configured`, {
        scorer_name: first.scorer,
      });
    }
    if (provider.model !== undefined) return;
    const index = scores.findIndex(({ judges }) => judges.some(({ config }) => config.model === undefined));
    if (index < 0) return;
    const field = `${placeOf(index)}config.model`;
    throw new InvalidScorerConfigError(`${field} is required: the provider has no default model`, { field });
  }

  /** Stores tasks in the transaction of what they judge: one statement. */
  async enqueue(executor: Executor, projectId: string, tasks: readonly NewScoreTask[]): Promise<void> {
    await this.tasks.insert(executor, projectId, tasks);
    if (tasks.length > 0) this.announce();
  }

  /** Says that tasks were stored otherwise; the workers of this process look soon, others within a second. */
  announce(): void {
    this.events.emit('queued');
  }

  /** Removes the tasks and errors of runs whose outputs are replaced. */
  forgetRuns(executor: Executor, projectId: string, runIds: readonly string[]): Promise<void> {
    return this.tasks.forgetRuns(executor, projectId, runIds);
  }

  /** Calls `listener` whenever a task ends. To be called from `onModuleInit`, in every process. */
  onSettled(listener: SettledListener): void {
    this.listeners.push(listener);
  }

  /** For the worker: tells everyone who listens. */
  async settled(tx: Transaction, task: ScoreTaskRow, end: TaskEnd): Promise<void> {
    for (const listener of this.listeners) await listener(tx, task, end);
  }
}
