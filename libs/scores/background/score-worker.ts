import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { Jobs } from '@assay/jobs';
import { backoffMs } from '@assay/providers';
import { describeError } from '@assay/shared/http';
import { nowIso } from '@assay/shared/time';
import { BackgroundScores } from './background-scores';
import type { ScoreTaskRow } from './score-task';
import { ScoreTaskRepository } from './score-task.repository';
import { type TaskOutcome, TaskMaker } from './task-maker';
import { TaskSettlement } from './task-settlement';

/** How often a worker looks for tasks that nobody announced to it: those of other processes, and of dead ones. */
const POLL_MS = 1_000;
/** After tasks were announced, so that their transaction has ended and more may have come. */
const SOON_MS = 15;
/** Tasks that this process works on at once; providers have narrower limits of their own. */
const MAX_AT_WORK = 64;
const MAX_OF_PROJECT = 32;
const PROJECTS_PER_LOOK = 20;
/**
 * A task of a process that died is taken again after this, at the next look. A call may take much longer: the lease is
 * renewed while it does, and a few renewals may fail before somebody else asks the same again.
 */
const LEASE_MS = 8_000;
const RENEW_MS = 2_000;

/** What a target that is deleted while its task is worked on violates; its task is gone too. */
const GONE = ['scores_run', 'scores_span', 'score_usage_run', 'score_usage_span'];

interface Work {
  readonly task: ScoreTaskRow;
  readonly done: Promise<void>;
}

/**
 * Makes scores in the background, in processes that take jobs. The table of tasks is the queue: a task is leased while it
 * is worked on, and deleted in the transaction that stores its score or error; whoever dies loses nothing.
 */
@Injectable()
export class ScoreWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Scores');
  private readonly atWork = new Map<string, Work>();
  private readonly stopping = new AbortController();
  private poll: NodeJS.Timeout | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly background: BackgroundScores,
    private readonly tasks: ScoreTaskRepository,
    private readonly maker: TaskMaker,
    private readonly settlement: TaskSettlement,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.jobs.isWorker) return;
    this.background.events.on('queued', () => this.lookSoon());
    this.poll = setInterval(() => this.look(), POLL_MS).unref();
    this.renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.poll);
    clearInterval(this.renewal);
    clearTimeout(this.soon);
    await this.looking;
    await Promise.all([...this.atWork.values()].map(({ done }) => done));
  }

  private lookSoon(): void {
    if (this.stopping.signal.aborted) return;
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.look();
    }, SOON_MS).unref();
  }

  private look(): void {
    if (this.stopping.signal.aborted) return;
    this.looking ??= this.begin()
      .catch((error: unknown) => this.warn('tasks could not be taken', error))
      .finally(() => (this.looking = undefined));
  }

  /** Takes what is due until there is no room or nothing left. */
  private async begin(): Promise<void> {
    for (let began = 1; began > 0 && !this.stopping.signal.aborted && this.atWork.size < MAX_AT_WORK;) {
      began = 0;
      for (const projectId of await this.tasks.waitingProjects(this.database, nowIso(), PROJECTS_PER_LOOK)) {
        const ofProject = [...this.atWork.values()].filter(({ task }) => task.project_id === projectId).length;
        const room = Math.min(MAX_AT_WORK - this.atWork.size, MAX_OF_PROJECT - ofProject);
        if (room <= 0 || this.stopping.signal.aborted) continue;
        const claimed = await this.tasks.claim(this.database, projectId, leased(), room);
        for (const task of claimed) this.work(task);
        began += claimed.length;
      }
    }
  }

  private work(task: ScoreTaskRow): void {
    const key = `${task.project_id} ${task.id}`;
    const done = this.attempt(task)
      .catch((error: unknown) => this.giveBack(task, error))
      .finally(() => {
        this.atWork.delete(key);
        this.lookSoon();
      });
    this.atWork.set(key, { task, done });
  }

  private async attempt(task: ScoreTaskRow): Promise<void> {
    const outcome: TaskOutcome = await this.maker.attempt(task, this.stopping.signal);
    if (outcome.kind !== 'later') {
      await this.settlement.settle(task, outcome);
      return;
    }
    const dueAt = new Date(Date.now() + outcome.afterMs).toISOString();
    await this.tasks.postpone(this.database, task, { dueAt, isCounted: outcome.isCounted });
  }

  /** The database was away, or this program has a mistake: the task is tried again, and the log says why. */
  private async giveBack(task: ScoreTaskRow, error: unknown): Promise<void> {
    if (GONE.some((foreignKey) => violates(error, foreignKey))) return;
    this.warn('a score was not made', error);
    const dueAt = new Date(Date.now() + backoffMs(task.attempts)).toISOString();
    await this.tasks
      .postpone(this.database, task, { dueAt, isCounted: true })
      .catch((again: unknown) => this.warn('a task was not put back', again));
  }

  private async renew(): Promise<void> {
    const { until } = leased();
    const atWork = [...this.atWork.values()].map(({ task }) => task);
    for (const [projectId, tasks] of Map.groupBy(atWork, (task) => task.project_id)) {
      await this.tasks
        .renew(this.database, projectId, tasks, until)
        .catch((error: unknown) => this.warn('tasks were not renewed', error));
    }
  }

  private warn(message: string, error: unknown): void {
    this.logger.warn({ message, err: describeError(error) });
  }
}

function leased(): { now: string; until: string } {
  return { now: nowIso(), until: new Date(Date.now() + LEASE_MS).toISOString() };
}
