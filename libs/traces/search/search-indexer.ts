import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Database, type Transaction, violates } from '@assay/database';
import { CONFIG, type Config } from '@assay/shared/config';
import { Metrics, type SearchBacklog } from '@assay/shared/metrics';
import { Rounds } from '@assay/shared/rounds';
import { PairBackfill } from './pair-backfill';
import { SearchIndexRepository, type UnindexedSpan } from './search-index.repository';
import { spanWords } from './span-words';
import { TermHasher } from './term-hasher';

const POLL_MS = 1_000;
const PROJECTS_PER_ROUND = 20;
const BATCHES_PER_STEP = 10;
/** Spans that one transaction adds. */
const SPANS_PER_STEP = 250;
/** Text that is read at once. */
const READ_BYTES = 2 * 1024 * 1024;
/** Text after which other work of the process gets its turn. */
const TURN_BYTES = 128 * 1024;
/** Rest after a step, in times of the step, by how long the oldest batch waits: a burst is stored first and indexed after. */
const PACES = [
  { waitedMs: 10_000, rest: 7 },
  { waitedMs: 60_000, rest: 1 },
];
const MAX_REST_MS = 2_000;

/**
 * Brings stored spans into the search index, behind their commit: their transaction only notes which traces it added to.
 * A process that dies loses nothing, for the note stays until the words are stored; what one process works on, others
 * pass over.
 */
@Injectable()
export class SearchIndexer implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(
    { name: 'Search', everyMs: POLL_MS, failure: 'the search index was not brought up to date' },
    () => this.drain(true),
  );
  /** How long the oldest batch of the last step had waited. */
  private waitedMs = 0;

  constructor(
    private readonly database: Database,
    private readonly repository: SearchIndexRepository,
    private readonly backfill: PairBackfill,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.metrics.watchSearch(() => this.backlog());
  }

  onApplicationBootstrap(): void {
    if (!this.config.searchIndexer) return;
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** How far the index is behind. */
  async backlog(): Promise<SearchBacklog> {
    const { batches, oldest, unpaired } = await this.repository.backlog(this.database);
    const lagSeconds = oldest === null ? 0 : Math.max(0, (Date.now() - Date.parse(oldest)) / 1_000);
    return { batches, lagSeconds, unpairedSpans: unpaired };
  }

  /**
   * Indexes all that waits and is not being indexed by another process, then gives spans their pairs that have none. Gives
   * the number of spans added.
   * @param isPaced whether to rest between steps, so that a burst of spans is stored first and indexed after
   */
  async drain(isPaced = false): Promise<number> {
    let added = 0;
    for (let isDone = false; !isDone && !this.rounds.isStopping;) {
      const round = await this.round(isPaced);
      added += round ?? 0;
      isDone = round === undefined && (await this.pair(isPaced)) === 0;
    }
    return added;
  }

  /** A step of each project that waits. Undefined when none does, or other processes have taken all. */
  private async round(isPaced: boolean): Promise<number | undefined> {
    let added: number | undefined;
    for (const projectId of await this.repository.waitingProjects(this.database, PROJECTS_PER_ROUND)) {
      const beganMs = performance.now();
      const step = await this.step(projectId);
      if (isPaced) await this.rest(performance.now() - beganMs);
      if (step !== undefined) added = (added ?? 0) + step;
    }
    return added;
  }

  /** Half of the time, while nothing else waits. */
  private async pair(isPaced: boolean): Promise<number> {
    const beganMs = performance.now();
    const paired = await this.backfill.step();
    if (isPaced && paired > 0) await this.rounds.rest(Math.min(MAX_REST_MS, performance.now() - beganMs));
    return paired;
  }

  /** Rests while the index is nearly up to date; one that falls behind catches up without. */
  private async rest(stepMs: number): Promise<void> {
    const pace = PACES.find(({ waitedMs }) => this.waitedMs < waitedMs);
    if (pace !== undefined) await this.rounds.rest(Math.min(MAX_REST_MS, stepMs * pace.rest));
  }

  /** One transaction: some of a project's batches. Undefined when others have taken them all. */
  private async step(projectId: string): Promise<number | undefined> {
    try {
      return await this.database.transaction((tx) => this.index(tx, projectId));
    } catch (error) {
      // Another process has added the same spans, or their trace was deleted meanwhile: the next step sees it.
      if (violates(error, 'span_search_pkey') || violates(error, 'span_search_trace')) return 0;
      throw error;
    }
  }

  private async index(tx: Transaction, projectId: string): Promise<number | undefined> {
    const batches = await this.repository.take(tx, projectId, BATCHES_PER_STEP);
    const [oldest] = batches;
    if (oldest === undefined) return undefined;
    this.waitedMs = Date.now() - Date.parse(oldest.queued_at);
    await this.repository.prepare(tx);
    const traceIds = [...new Set(batches.flatMap((batch) => batch.trace_ids))];
    const spans = await this.repository.unindexed(tx, projectId, traceIds, SPANS_PER_STEP);
    for (const chunk of chunksOf(spans)) await this.add(tx, projectId, chunk);
    if (spans.length < SPANS_PER_STEP) await this.repository.finish(tx, projectId, batches);
    return spans.length;
  }

  private async add(tx: Transaction, projectId: string, spans: readonly UnindexedSpan[]): Promise<void> {
    const hasher = new TermHasher(projectId, 'word');
    const made = [];
    let sinceTurn = 0;
    for (const span of await this.repository.texts(tx, projectId, spans)) {
      made.push({ traceId: span.trace_id, id: span.id, ...spanWords(span, hasher) });
      sinceTurn += span.name.length + (span.input?.length ?? 0) + (span.output?.length ?? 0);
      if (sinceTurn < TURN_BYTES) continue;
      sinceTurn = 0;
      await nextTurn();
    }
    await this.repository.add(tx, projectId, made);
  }
}

/** Spans in parts whose text is read at once: at least one, beyond that up to {@link READ_BYTES}. */
function* chunksOf(spans: readonly UnindexedSpan[]): Generator<UnindexedSpan[]> {
  let chunk: UnindexedSpan[] = [];
  let bytes = 0;
  for (const span of spans) {
    if (chunk.length > 0 && bytes + span.bytes > READ_BYTES) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(span);
    bytes += span.bytes;
  }
  if (chunk.length > 0) yield chunk;
}
