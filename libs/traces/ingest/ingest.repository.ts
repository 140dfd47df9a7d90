import { Injectable } from '@nestjs/common';
import { copyRows, type Executor, textArray, type Transaction } from '@assay/database';
import { CREATE_PROJECT } from '@assay/projects';
import { type FactRow, STORED_FACTS } from './fact-query';
import type { NewSpan } from './span';
import { SPAN_COLUMNS, spanRows } from './span-rows';
import { StoredFacts } from './stored-facts';
import type { SpanKey, TraceBatch } from './trace-batch';
import type { TraceDelta } from './trace-delta';
import { QUEUE_FOR_SEARCH, upsertParameters, upsertSource, upsertTraces } from './trace-upsert';
import { ADD_LOOKING, lookParameters } from './upsert-looking';

/** The row of a trace after a batch was added to it. */
export interface TraceState {
  id: string;
  root_span_id: string | null;
  span_count: number;
  /** As it was before the batch, for a trace that existed. */
  has_open_parents: boolean;
}

/** What a trace held when a batch was added to it. */
export interface SeenTraceState extends TraceState {
  /** Spans of the batch that were stored when the statement began. */
  stored_ids: readonly string[];
  /** Whether these are all of them, now that the trace is locked. */
  is_current: boolean;
}

const ADD = `${QUEUE_FOR_SEARCH}\n${upsertTraces(upsertSource())}`;

/** The statements by whether the project may have to be made, which is part of them then. */
const withProject = (rest: string): Record<'known' | 'new', string> => ({
  known: `WITH ${rest}`,
  new: `WITH made AS (${CREATE_PROJECT}), ${rest}`,
});
const ADD_TO_TRACES = withProject(ADD);
const ADD_TO_TRACES_LOOKING = withProject(ADD_LOOKING);

/** The SQL of ingestion; each method is one statement of the four that a batch may take. */
@Injectable()
export class IngestRepository {
  /**
   * Adds batches to their trace rows and locks these until the transaction ends, so that batches of one trace follow
   * each other.
   * @param deltas in the order of their ids: all writers lock in one order
   * @param makesProject whether the project may have to be made
   */
  async addToTraces(
    executor: Executor,
    projectId: string,
    at: string,
    deltas: readonly TraceDelta[],
    makesProject: boolean,
  ): Promise<Map<string, TraceState>> {
    const text = ADD_TO_TRACES[makesProject ? 'new' : 'known'];
    const { rows } = await executor.run<TraceState>(text, upsertParameters(projectId, at, deltas));
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * The same for batches whose spans may be stored already, which the states tell. Traces that get their first span
   * whose parent is not stored are marked on the way.
   * @param batches what the deltas sum up, in the same order
   */
  async addLooking(
    executor: Executor,
    projectId: string,
    at: string,
    { deltas, batches }: { deltas: readonly TraceDelta[]; batches: readonly TraceBatch[] },
    makesProject: boolean,
  ): Promise<Map<string, SeenTraceState>> {
    const text = ADD_TO_TRACES_LOOKING[makesProject ? 'new' : 'known'];
    const parameters = [...upsertParameters(projectId, at, deltas), ...lookParameters(batches)];
    const { rows } = await executor.run<SeenTraceState>(text, parameters);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * What is stored about a batch; marks traces that get their first span whose parent is not stored.
   * @param keys spans that may be stored already
   * @param missing parents that are not in the batch
   * @param isWalked whether the chains above these are followed to their ends
   */
  async facts(
    executor: Executor,
    projectId: string,
    keys: readonly SpanKey[],
    missing: readonly SpanKey[],
    isWalked: boolean,
  ): Promise<StoredFacts> {
    const columns = [keys, missing].flatMap((list) => [
      textArray(list.map(({ traceId }) => traceId)),
      textArray(list.map(({ id }) => id)),
    ]);
    const { rows } = await executor.run<FactRow>(STORED_FACTS, [projectId, ...columns, isWalked]);
    const facts = new StoredFacts();
    for (const { fact, trace_id: traceId, id, parent_span_id: parentId } of rows) {
      if (fact === 'known') facts.addKnown(traceId, id);
      else if (fact === 'elsewhere') facts.addElsewhere(traceId, id);
      else facts.addAncestor(traceId, id, parentId);
    }
    return facts;
  }

  /** Stores spans whose keys are known to be free, and whose traces this transaction has locked. */
  async insertSpans(tx: Transaction, projectId: string, spans: readonly NewSpan[]): Promise<void> {
    await copyRows(tx, SPAN_COLUMNS, spanRows(projectId, spans));
  }
}
