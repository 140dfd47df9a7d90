import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { ProjectRegistry } from '@assay/projects';
import { nowIso } from '@assay/shared/time';
import { type PreparedSpanScores, SpanScoring } from '../span-scoring';
import { IngestRepository, type TraceState } from './ingest.repository';
import type { NewSpan } from './span';
import type { TraceBatch } from './trace-batch';
import { deltaOf } from './trace-delta';

/** Spans of one project that are stored together. */
export interface SpanSet {
  readonly projectId: string;
  readonly spans: readonly NewSpan[];
  /** The same spans by trace. */
  readonly batches: readonly TraceBatch[];
  readonly scores: PreparedSpanScores | undefined;
}

/**
 * Holds a set against what is stored, while its traces are locked; throws what the transaction is to end with.
 * @param batches in the order of their ids
 * @param states the rows of the traces, the set counted in
 */
export type SpanCheck = (
  tx: Transaction,
  batches: readonly TraceBatch[],
  states: ReadonlyMap<string, TraceState>,
) => Promise<void>;

/** The transaction that stores spans, whatever way they came in. */
@Injectable()
export class SpanStore {
  constructor(
    private readonly database: Database,
    private readonly repository: IngestRepository,
    private readonly projects: ProjectRegistry,
    private readonly scoring: SpanScoring,
  ) {}

  /**
   * Stores a set, its scores and what they change on their traces, or nothing at all.
   * @param check must refuse spans whose keys are taken
   */
  async add({ projectId, spans, batches, scores }: SpanSet, check: SpanCheck): Promise<void> {
    const inOrder = [...batches].sort((a, b) => (a.id < b.id ? -1 : 1));
    const deltas = inOrder.map(deltaOf);
    const makesProject = !this.projects.isKnown(projectId);
    await this.database.transaction(async (tx) => {
      const states = await this.repository.addToTraces(tx, projectId, nowIso(), deltas, makesProject);
      await check(tx, inOrder, states);
      await this.repository.insertSpans(tx, projectId, spans);
      if (scores !== undefined) await this.scoring.insert(tx, projectId, scores);
    });
    if (makesProject) this.projects.remember(projectId);
  }
}
