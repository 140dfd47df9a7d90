import { Injectable } from '@nestjs/common';
import { type Transaction, violates } from '@assay/database';
import { UnavailableError } from '@assay/shared/errors';
import { nowIso } from '@assay/shared/time';
import { IngestRepository, type SeenTraceState } from '../ingest/ingest.repository';
import { SpanStore } from '../ingest/span-store';
import { StoredFacts } from '../ingest/stored-facts';
import { byTrace, type TraceBatch } from '../ingest/trace-batch';
import { type PreparedSpanScores, SpanScoring } from '../span-scoring';
import type { TranslatedSpan } from './translate-span';

/**
 * Times that a batch is tried while others store spans of it. Each leaves out one span or more that another request has
 * stored meanwhile, so only a crowd of different batches with the same spans gets near it.
 */
const MAX_ATTEMPTS = 30;
const RETRY_AFTER_SECONDS = 1;

/** Ends a transaction in which spans were found that are stored already. */
class AlreadyStored extends Error {
  constructor(readonly stored: StoredFacts) {
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
    for (let attempt = 1; fresh.length > 0; attempt += 1) {
      const stored = await this.attempt(projectId, fresh);
      if (stored === undefined) break;
      if (attempt === MAX_ATTEMPTS) throw contended();
      fresh = fresh.filter(({ traceId, id }) => !stored.isKnown(traceId, id));
    }
    return fresh.length;
  }

  /** Stores all of the spans, or tells which of them are stored already. */
  private async attempt(projectId: string, spans: readonly TranslatedSpan[]): Promise<StoredFacts | undefined> {
    const set = { projectId, spans, batches: byTrace(spans), scores: await this.scoresOf(projectId, spans) };
    try {
      await this.store.add(set, async (tx, deltas, batches, makesProject) => {
        const sent = { deltas, batches };
        const states = await this.repository.addLooking(tx, projectId, nowIso(), sent, makesProject);
        await this.refuseStored(tx, projectId, batches, states);
      });
      return undefined;
    } catch (error) {
      if (error instanceof AlreadyStored) return error.stored;
      if (violates(error, 'spans_pkey')) return new StoredFacts();
      throw error;
    }
  }

  /**
   * @throws {AlreadyStored} when a span of the batch is stored. Traces to which others added spans while this waited for
   *   them are looked at again, now that they are locked.
   */
  private async refuseStored(
    tx: Transaction,
    projectId: string,
    batches: readonly TraceBatch[],
    states: ReadonlyMap<string, SeenTraceState>,
  ): Promise<void> {
    const changed = batches.filter((batch) => states.get(batch.id)?.is_current !== true);
    const keys = changed.flatMap((batch) => batch.keys());
    const missing = changed.flatMap((batch) => batch.missingParents());
    const facts =
      changed.length > 0 ? await this.repository.facts(tx, projectId, keys, missing, false) : new StoredFacts();
    for (const { id, is_current: isCurrent, stored_ids: ids } of states.values())
      if (isCurrent) for (const spanId of ids) facts.addKnown(id, spanId);
    if (facts.hasKnown) throw new AlreadyStored(facts);
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
