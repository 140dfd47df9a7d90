import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { ProjectRegistry } from '@assay/projects';
import { type PreparedSpanScores, SpanScoring } from '../span-scoring';
import { IngestRepository } from './ingest.repository';
import type { NewSpan } from './span';
import type { TraceBatch } from './trace-batch';
import { deltaOf, type TraceDelta } from './trace-delta';

/** Spans of one project that are stored together. */
export interface SpanSet {
  readonly projectId: string;
  readonly spans: readonly NewSpan[];
  /** The same spans by trace. */
  readonly batches: readonly TraceBatch[];
  readonly scores: PreparedSpanScores | undefined;
}

/**
 * Adds batches to their traces and holds them against what is stored there; throws what the transaction is to end with,
 * above all where the key of a span is taken.
 * @param deltas sums of the batches, in the order of their ids: all writers lock in one order
 * @param batches in the same order
 * @param makesProject whether the project may have to be made
 */
export type AddChecked = (
  tx: Transaction,
  deltas: readonly TraceDelta[],
  batches: readonly TraceBatch[],
  makesProject: boolean,
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

  /** Stores a set, its scores and what they change on their traces, or nothing at all. */
  async add({ projectId, spans, batches, scores }: SpanSet, addChecked: AddChecked): Promise<void> {
    const inOrder = [...batches].sort((a, b) => (a.id < b.id ? -1 : 1));
    const deltas = inOrder.map(deltaOf);
    const makesProject = !this.projects.isKnown(projectId);
    await this.database.transaction(async (tx) => {
      await addChecked(tx, deltas, inOrder, makesProject);
      await this.repository.insertSpans(tx, projectId, spans);
      if (scores !== undefined) await this.scoring.insert(tx, projectId, scores);
    });
    if (makesProject) this.projects.remember(projectId);
  }
}
