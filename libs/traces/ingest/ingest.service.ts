import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { InvalidRequestError } from '@assay/shared/errors';
import { Metrics } from '@assay/shared/metrics';
import { nowIso } from '@assay/shared/time';
import type { IngestDto, IngestedDto } from '../dto/ingest.dto';
import { type PreparedSpanScores, SpanScoring, type SpanScoreRequest } from '../span-scoring';
import { refuseBadBatch } from './batch-rules';
import { DEFAULT_PROJECT, projectOfHeader } from './ingest-project';
import { IngestRepository, type TraceState } from './ingest.repository';
import type { NewSpan } from './span';
import { invalidSpans } from './span-problems';
import { SpanReader } from './span-reader';
import { SpanStore } from './span-store';
import { StoredFacts } from './stored-facts';
import { byTrace, type TraceBatch } from './trace-batch';

/** Takes spans in: all of a request or nothing. */
@Injectable()
export class IngestService {
  constructor(
    private readonly database: Database,
    private readonly repository: IngestRepository,
    private readonly store: SpanStore,
    private readonly scoring: SpanScoring,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Checks and stores a native batch.
   * @param projectHeader the header `X-Project-Id`
   * @throws {InvalidSpanError}, {DuplicateSpanError}, {InvalidSpanParentError}, {CircularSpanReferenceError} or
   *   {InvalidScoreValueError}, each with every span that it concerns; nothing is stored then
   */
  async ingest(caller: Caller, projectHeader: string | undefined, body: IngestDto): Promise<IngestedDto> {
    const projectId = caller.namedProject(body.project_id) ?? projectOfHeader(projectHeader) ?? DEFAULT_PROJECT;
    const sent = this.spanList(body.spans);
    const spans = readSpans(sent);
    const scores = await this.prepareScores(projectId, sent, spans);
    const batches = byTrace(spans);
    await this.store.add({ projectId, spans, batches, scores }, async (tx, deltas, inOrder, makesProject) => {
      const states = await this.repository.addToTraces(tx, projectId, nowIso(), deltas, makesProject);
      await this.check(tx, projectId, inOrder, states);
    });
    this.database.afterCommit(() => this.metrics.spansIngested('native', spans.length));
    return { accepted: spans.length, trace_ids: batches.map(({ id }) => id) };
  }

  private spanList(spans: unknown): readonly unknown[] {
    const limit = this.config.maxSpansPerRequest;
    if (Array.isArray(spans) && spans.length > 0 && spans.length <= limit) return spans;
    const reason = `must be a list of 1 to ${limit} spans`;
    throw new InvalidRequestError(`spans ${reason}`, { field: 'spans', limit, errors: [{ field: 'spans', reason }] });
  }

  private async prepareScores(
    projectId: string,
    sent: readonly unknown[],
    spans: readonly NewSpan[],
  ): Promise<PreparedSpanScores | undefined> {
    const requests = spans.flatMap((span) => scoreRequests(span, sent[span.index] as Record<string, unknown>));
    return requests.length === 0 ? undefined : this.scoring.prepare(projectId, requests);
  }

  /** Holds a batch against what is stored; asks for nothing when all its traces are new and whole. */
  private async check(
    tx: Transaction,
    projectId: string,
    batches: readonly TraceBatch[],
    states: ReadonlyMap<string, TraceState>,
  ): Promise<void> {
    const existed = batches.filter((batch) => states.get(batch.id)?.span_count !== batch.spans.length);
    const missing = batches.flatMap((batch) => batch.missingParents());
    const keys = existed.flatMap((batch) => batch.keys());
    // A chain of stored parents can lead back into the batch only where one of them waits for its parent.
    const isWalked = existed.some((batch) => states.get(batch.id)?.has_open_parents === true);
    const needsFacts = existed.length > 0 || missing.length > 0;
    const facts = needsFacts ? await this.repository.facts(tx, projectId, keys, missing, isWalked) : new StoredFacts();
    refuseBadBatch(
      batches.map((batch) => ({ batch, rootSpanId: states.get(batch.id)?.root_span_id ?? null })),
      facts,
    );
  }
}

function readSpans(sent: readonly unknown[]): NewSpan[] {
  const reader = new SpanReader();
  const spans: NewSpan[] = [];
  for (let index = 0; index < sent.length; index += 1) {
    const span = reader.read(sent[index], index);
    if (span !== undefined) spans.push(span);
  }
  if (reader.problems.length > 0) throw invalidSpans(reader.problems);
  return spans;
}

function scoreRequests(span: NewSpan, source: Record<string, unknown>): SpanScoreRequest[] {
  const { scores, input = null, output = null } = source;
  if (!Array.isArray(scores)) return [];
  return scores.map((score: unknown, scoreIndex) => ({
    spanIndex: span.index,
    scoreIndex,
    traceId: span.traceId,
    spanId: span.id,
    input,
    output,
    score,
  }));
}
