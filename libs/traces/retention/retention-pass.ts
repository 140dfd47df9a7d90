import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { RetentionSchedule } from '@assay/projects';
import { CONFIG, type Config } from '@assay/shared/config';
import { describeError } from '@assay/shared/http';
import { Metrics } from '@assay/shared/metrics';
import { Rounds } from '@assay/shared/rounds';
import { type ExpiredTrace, ExpiredTracesRepository } from './expired-traces.repository';

const POLL_MS = 2_000;
const DAY_MS = 86_400_000;
/** From the end of a project's pass to the next one. */
const EVERY_MS = 10 * 60 * 1_000;
/** Longer than a batch takes: a process that died blocks a project for so long. */
const LEASE_MS = 60_000;
const PROJECTS_AT_ONCE = 20;
const TRACES_PER_BATCH = 100;
/** Spans of a batch, or one trace that has more. */
const SPANS_PER_BATCH = 1_000;
/** A single trace may be huge, and is deleted whole. */
const STATEMENT_TIMEOUT = '10min';
/** Rest after a batch, in times of the batch: what is stored meanwhile goes first. */
const PACE = 2;
const MAX_REST_MS = 2_000;

/** A project's pass: what it has come to. */
interface Pass {
  /** Time of its begin, for what is due after; and on the monotonic clock, for its duration. */
  readonly began: string;
  readonly beganMs: number;
  after: { created_at: string; id: string };
}

/** What a batch did. */
interface Batch {
  readonly spanCounts: readonly number[];
  /** The last trace it looked at; undefined when no trace is left. */
  readonly last: ExpiredTrace | undefined;
}

const NOTHING_LEFT: Batch = { spanCounts: [], last: undefined };
const atMs = (ms: number): string => new Date(ms).toISOString();

/**
 * Deletes traces that are older than their project keeps them, in the background: in batches that hold locks for a
 * moment only, with rests in between. Processes share the projects by leases; one that dies leaves its project to another.
 */
@Injectable()
export class RetentionPass implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private readonly rounds = new Rounds(
    { name: 'Retention', everyMs: POLL_MS, failure: 'old traces were not deleted' },
    () => this.run(true),
  );

  constructor(
    private readonly database: Database,
    private readonly schedule: RetentionSchedule,
    private readonly traces: ExpiredTracesRepository,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.metrics.watchRetention(() => this.lagSeconds());
  }

  onApplicationBootstrap(): void {
    if (!this.config.retentionPass) return;
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** For how long the pass that waits longest is due, or is going on. */
  async lagSeconds(): Promise<number> {
    const since = await this.schedule.dueSince(this.database);
    return since === null ? 0 : Math.max(0, (Date.now() - Date.parse(since)) / 1_000);
  }

  /**
   * Does every pass that is due and that no other process has. Gives how many traces it deleted.
   * @param isPaced whether to rest between batches
   */
  async run(isPaced = false): Promise<number> {
    const passes = new Map<string, Pass>();
    let deleted = 0;
    do {
      await this.claim(passes);
      for (const [projectId, pass] of passes) {
        if (this.rounds.isStopping) break;
        const beganMs = performance.now();
        deleted += await this.advance(passes, projectId, pass);
        if (isPaced) await this.rest(performance.now() - beganMs);
      }
    } while (passes.size > 0 && !this.rounds.isStopping);
    if (passes.size > 0) await this.schedule.release(this.database, [...passes.keys()]);
    return deleted;
  }

  private async claim(passes: Map<string, Pass>): Promise<void> {
    const room = PROJECTS_AT_ONCE - passes.size;
    if (room === 0 || this.rounds.isStopping) return;
    const nowMs = Date.now();
    const began = atMs(nowMs);
    const claimed = await this.schedule.claim(this.database, room, began, atMs(nowMs + LEASE_MS));
    const beganMs = performance.now();
    for (const id of claimed) passes.set(id, { began, beganMs, after: { created_at: '-infinity', id: '' } });
  }

  /** One batch of a pass. A pass that fails is left to whoever gets the project when its lease is over. */
  private async advance(passes: Map<string, Pass>, projectId: string, pass: Pass): Promise<number> {
    try {
      const { spanCounts, last } = await this.database.transaction((tx) => this.batch(tx, projectId, pass));
      const spans = spanCounts.reduce((sum, count) => sum + count, 0);
      this.metrics.tracesExpired(spanCounts.length, spans);
      if (last === undefined) {
        await this.finish(passes, projectId, pass);
      } else {
        pass.after = last;
      }
      return spanCounts.length;
    } catch (error) {
      passes.delete(projectId);
      this.logger.warn({ message: 'old traces of a project were not deleted', err: describeError(error) });
      return 0;
    }
  }

  private async batch(tx: Transaction, projectId: string, pass: Pass): Promise<Batch> {
    await tx.run(`SELECT set_config('statement_timeout', $1, true)`, [STATEMENT_TIMEOUT]);
    const nowMs = Date.now();
    const days = await this.schedule.renew(tx, projectId, atMs(nowMs + LEASE_MS));
    if (days === undefined) return NOTHING_LEFT;
    const before = atMs(nowMs - days * DAY_MS);
    const oldest = await this.traces.oldest(tx, projectId, before, pass.after, TRACES_PER_BATCH);
    const chosen = firstOf(oldest);
    if (chosen.length === 0) return NOTHING_LEFT;
    const ids = chosen.map(({ id }) => id);
    return { spanCounts: await this.traces.delete(tx, projectId, ids, before), last: chosen.at(-1) };
  }

  private async finish(passes: Map<string, Pass>, projectId: string, pass: Pass): Promise<void> {
    await this.schedule.finish(this.database, projectId, pass.began, atMs(Date.now() + EVERY_MS));
    passes.delete(projectId);
    this.metrics.retentionPassFinished((performance.now() - pass.beganMs) / 1_000);
  }

  private async rest(batchMs: number): Promise<void> {
    await this.rounds.rest(Math.min(MAX_REST_MS, batchMs * PACE));
  }
}

/** As many of the oldest traces as a batch takes: at least one, beyond that up to {@link SPANS_PER_BATCH} spans. */
function firstOf(oldest: readonly ExpiredTrace[]): ExpiredTrace[] {
  let spans = 0;
  return oldest.filter((trace, index) => (spans += trace.span_count) <= SPANS_PER_BATCH || index === 0);
}
