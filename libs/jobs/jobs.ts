import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { background, Database, type Executor, Listener, type Subscription } from '@assay/database';
import { CONFIG, type Config } from '@assay/shared/config';
import { describeError } from '@assay/shared/http';
import { Metrics } from '@assay/shared/metrics';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { makeBoss, sendingOn } from './boss';
import { countJobs } from './job-counts';
import { Crew } from './crew';
import { checkedQueue, type JobHandler, type QueueOptions, type RegisteredQueue } from './queue';
import { isSame, retryDelayMs, settingsOf } from './queue-settings';
import { WakeTimers } from './wake-timers';

/** How a job is sent. */
export interface SendOptions {
  /** While a job with this key waits in the queue, another one is not added. */
  readonly singletonKey?: string;
  /** Milliseconds before which the job is not taken. */
  readonly startAfterMs?: number;
  /** The transaction of the rows that the job is about; the pool (or the request's own transaction) unless given. */
  readonly executor?: Executor;
}

/** Wakes workers of other processes when a job that had to wait is due. */
const DUE_CHANNEL = 'assay_job_due';
/** Without a notice (see {@link Listener}) the queues are looked at this often, with notices rarely. */
const POLL_SECONDS = 2;
const POLL_WITH_NOTICES_SECONDS = 20;
/** Handlers that are still at work when the process stops get this long. */
const STOP_LIMIT_MS = 4_000;

/**
 * The job queue (pg-boss in the same Postgres). Every process may send; handlers run where `WORKER=inside`, and in the
 * processes of `npm run start:worker`. Jobs are hints: what is to be done stands in the tables of its domain, and
 * whoever sends jobs also looks there now and then for work without one.
 */
@Injectable()
export class Jobs implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly queues = new Map<string, RegisteredQueue>();
  private readonly stopping = new AbortController();
  /** By queue: its workers in this process. */
  private readonly crews = new Map<string, Crew>();

  private readonly timers = new WakeTimers((queue) => void this.announce(queue));
  private readonly givenBack: { readonly name: string; readonly id: string }[] = [];
  private due: Subscription | undefined;
  private starting: Promise<PgBoss> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether this process takes jobs. Sweeps belong into processes that do. */
  get isWorker(): boolean {
    return this.config.worker === 'inside';
  }

  /** Aborts when this process begins to stop: what serves somebody for long ends then. */
  get stopSignal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Names a queue and says who does its jobs. To be called from `onModuleInit`, in every process. */
  handle<Data extends object>(options: QueueOptions, handler: JobHandler<Data>): void {
    if (this.starting !== undefined) throw new Error(`the queue ${options.name} is named after the start`);
    if (this.queues.has(options.name)) throw new Error(`the queue ${options.name} has a handler already`);
    this.queues.set(options.name, { options: checkedQueue(options), handler: handler as JobHandler<object> });
  }

  /**
   * Puts a job into a queue: one statement, on `executor` when given, so that it comes with a transaction or not at all.
   * @throws {UnavailableError} when the database is away
   */
  async send(name: string, data: object, options: SendOptions = {}): Promise<void> {
    if (!this.queues.has(name)) throw new Error(`there is no queue ${name}`);
    const boss = await (this.starting ?? this.start());
    const { singletonKey = randomUUID(), startAfterMs = 0, executor = this.database } = options;
    const startAfter = startAfterMs > 0 ? new Date(Date.now() + startAfterMs).toISOString() : undefined;
    await boss.send(name, data, { singletonKey, startAfter, db: sendingOn(executor) });
    if (startAfterMs > 0) this.timers.wakeIn(name, startAfterMs);
  }

  onModuleInit(): void {
    this.metrics.watchJobs(() => countJobs(this.database));
  }

  async onApplicationBootstrap(): Promise<void> {
    await (this.starting ?? this.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop(STOP_LIMIT_MS);
  }

  /**
   * Takes no more jobs, asks running handlers to end and waits for them. What is not done by then goes back into its
   * queue. May be called more than once.
   */
  async stop(limitMs: number): Promise<void> {
    this.stopped ??= this.finish(limitMs);
    await this.stopped;
  }

  private start(): Promise<PgBoss> {
    this.starting = this.startBoss();
    return this.starting;
  }

  private async startBoss(): Promise<PgBoss> {
    const boss = makeBoss(this.database, this.listener, this.isWorker ? (queue) => this.wake(queue) : undefined);
    boss.on('error', (error) => this.warn('the job queue has a problem', error));
    boss.on('warning', ({ message }) => this.logger.warn({ message: `the job queue warns: ${message}` }));
    await boss.start();
    await this.makeQueues(boss);
    if (!this.isWorker) return boss;
    for (const queue of this.queues.values()) await this.work(boss, queue);
    this.due = await this.listener.subscribe(DUE_CHANNEL, { onNotice: (queue) => this.wake(queue) });
    return boss;
  }

  /** Queues are made once; what a newer version declares otherwise is taken over. */
  private async makeQueues(boss: PgBoss): Promise<void> {
    const names = [...this.queues.keys()];
    if (names.length === 0) return;
    const stored = new Map((await boss.getQueues(names)).map((queue) => [queue.name, queue]));
    for (const { options } of this.queues.values()) {
      const wanted = settingsOf(options);
      const found = stored.get(options.name);
      if (found === undefined) await boss.createQueue(options.name, { policy: 'short', ...wanted });
      else if (!isSame(found, wanted)) await boss.updateQueue(options.name, wanted);
    }
  }

  private async work(boss: PgBoss, { options: queue, handler }: RegisteredQueue): Promise<void> {
    const { name, concurrency } = queue;
    const options = {
      pollingIntervalSeconds: POLL_SECONDS,
      notifyPollingIntervalSeconds: POLL_WITH_NOTICES_SECONDS,
      includeMetadata: true as const,
    };
    const crew = new Crew((id) => boss.notifyWorker(id));
    this.crews.set(name, crew);
    for (let index = 0; index < concurrency; index += 1) {
      const own = { id: '' };
      const take = async ([job]: JobWithMetadata<object>[]): Promise<void> => {
        crew.busy(own.id);
        if (job !== undefined) await this.attempt(name, job, handler).finally(() => crew.rest(own.id));
      };
      own.id = await boss.work(name, options, take);
      crew.rest(own.id);
    }
  }

  private async attempt(name: string, job: JobWithMetadata<object>, handler: JobHandler<object>): Promise<void> {
    try {
      await handler(job.data, AbortSignal.any([job.signal, this.stopping.signal]));
    } catch (error) {
      if (this.stopping.signal.aborted) this.givenBack.push({ name, id: job.id });
      else this.warn(`a job of ${name} failed`, error);
      this.timers.wakeIn(name, retryDelayMs(job.retryCount));
      // What the queue keeps of an error must not quote payloads.
      throw new Error('the handler failed; the log says where');
    }
  }

  private wake(queue: string): void {
    this.crews.get(queue)?.wake();
  }

  private async announce(queue: string): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const text = background('SELECT pg_notify($1, $2)');
    await this.database.run(text, [DUE_CHANNEL, queue]).catch((error) => this.warn('a job was not announced', error));
  }

  private async finish(limitMs: number): Promise<void> {
    this.stopping.abort();
    this.timers.clear();
    const boss = await this.starting?.catch(() => undefined);
    if (boss === undefined) return;
    await this.due?.close();
    const names = [...this.crews.keys()];
    const idle = Promise.all(names.map((name) => boss.offWork(name, { wait: true })));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([idle, limit]);
    clearTimeout(timer);
    for (const { name, id } of this.givenBack) await this.giveBack(boss, name, id);
    await boss.stop({ graceful: false, close: false }).catch((error) => this.warn('the job queue did not stop', error));
  }

  /** What a stop interrupted need not wait as what failed does. */
  private async giveBack(boss: PgBoss, name: string, id: string): Promise<void> {
    const options = { id, startAfter: new Date() };
    await boss.update({ name, options }).catch((error) => this.warn(`a job of ${name} was not given back`, error));
  }

  private warn(message: string, error: unknown): void {
    this.logger.warn({ message, err: describeError(error) });
  }
}
