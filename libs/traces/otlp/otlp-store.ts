import { Injectable } from '@nestjs/common';
import { type Transaction, violates } from '@assay/database';
import { UnavailableError } from '@assay/shared/errors';
import { IngestRepository, type TraceState } from '../ingest/ingest.repository';
import { SpanStore } from '../ingest/span-store';
import { byTrace, type TraceBatch } from '../ingest/trace-batch';
import { type PreparedSpanScores, SpanScoring } from '../span-scoring';
import { SeenSpans } from './seen-spans';
import type { TranslatedSpan } from './translate-span';

/**
 * Times that a batch is tried while others store spans of it. Each leaves out one span or more that another request has
 * stored meanwhile, so only a crowd of different batches with the same spans gets near it.
 */
const MAX_ATTEMPTS = 30;
const RETRY_AFTER_SECONDS = 1;

/** Ends a transaction in which spans were found that are stored already. */
class AlreadyStored extends Error {
  constructor(readonly seen: SeenSpans) {
    super('spans of this batch are stored already');
  }
}

/** Stores spans that a client may send again: what is stored already stays as it is, and is no error. */
@Injectable()
export class OtlpStore {
  constructor(
    private readonly store: SpanStore,
    private readonly repository: IngestRepository,
    private readonly scoring: SpanScoring,
  ) {}

  /**
   * Stores those spans of a batch that are new, in one transaction, with their scores. Parents are not looked at, and
   * further roots are spans like any other.
   * @param spans of one project, each key once
   * @returns how many were new
   * @throws {UnavailableError} when other requests keep storing parts of the batch
   */
  async add(projectId: string, spans: readonly TranslatedSpan[]): Promise<number> {
    let fresh = spans;
    let seen = SeenSpans.NONE;
    for (let attempt = 1; fresh.length > 0; attempt += 1) {
      const found = await this.attempt(projectId, fresh, seen);
      if (found === undefined) break;
      if (attempt === MAX_ATTEMPTS) throw contended();
      seen = found;
      fresh = fresh.filter(({ traceId, id }) => !found.isStored(traceId, id));
    }
    return fresh.length;
  }

  /** Stores all of the spans, or tells which of them are stored already. */
  private async attempt(
    projectId: string,
    spans: readonly TranslatedSpan[],
    seen: SeenSpans,
  ): Promise<SeenSpans | undefined> {
    const set = { projectId, spans, batches: byTrace(spans), scores: await this.scoresOf(projectId, spans) };
    try {
      await this.store.add(set, (tx, batches, states) => this.refuseStored(tx, projectId, batches, states, seen));
      return undefined;
    } catch (error) {
      if (error instanceof AlreadyStored) return error.seen;
      if (violates(error, 'spans_pkey')) return SeenSpans.NONE;
      throw error;
    }
  }

  /**
   * @param seen what the attempt before found
   * @throws {AlreadyStored} when a span of the batch is stored; otherwise traces that existed are marked as waiting for
   *   parents where they do, as the native rules about circles need to know
   */
  private async refuseStored(
    tx: Transaction,
    projectId: string,
    batches: readonly TraceBatch[],
    states: ReadonlyMap<string, TraceState>,
    seen: SeenSpans,
  ): Promise<void> {
    const existed = batches.filter((batch) => states.get(batch.id)?.span_count !== batch.spans.length);
    const unseen = existed.filter((batch) => !seen.covers(batch, states));
    if (unseen.length === 0) return;
    const keys = unseen.flatMap((batch) => batch.keys());
    const missing = unseen.flatMap((batch) => batch.missingParents());
    const facts = await this.repository.facts(tx, projectId, keys, missing, false);
    if (!keys.some(({ traceId, id }) => facts.isKnown(traceId, id))) return;
    throw new AlreadyStored(new SeenSpans(facts, existed, states));
  }

  private async scoresOf(projectId: string, spans: readonly TranslatedSpan[]): Promise<PreparedSpanScores | undefined> {
    const requests = spans.flatMap((span) =>
      span.scores.map((score, scoreIndex) => ({
        spanIndex: span.index,
        scoreIndex,
        traceId: span.traceId,
        spanId: span.id,
        // Each has a value, so nothing is computed from these.
        input: null,
        output: null,
        score,
      })),
    );
    return requests.length === 0 ? undefined : this.scoring.prepare(projectId, requests);
  }
}

function contended(): UnavailableError {
  const details = { retry_after_seconds: RETRY_AFTER_SECONDS };
  const message = 'other requests are storing the same spans; try again';
  return new UnavailableError(message, details, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
