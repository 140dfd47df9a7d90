import type { PreparedScore } from '@assay/scores';
import { newId } from '@assay/shared/ids';
import { isStorableText, jsonText } from '@assay/shared/json';
import type { PlacedRun } from '../../runs/run-submission.service';
import type { TargetAnswer, TargetFailure } from '../../targets/target-answer';
import type { CallResult } from './item-call';
import type { WorkItem } from './chunk.repository';

/** An item that is done: with a run, or without one because it has one already. */
export interface FinishedItem {
  readonly item: WorkItem;
  readonly run: PlacedRun | undefined;
}

/** How large a finished item is, in characters: what else it has is small beside an output. */
export function charsOf({ run }: FinishedItem): number {
  return run?.columns.output?.length ?? 0;
}

/** The id of the run of an item: its own when that is replaced. */
export function runIdOf(item: WorkItem): string {
  return item.run_id ?? newId();
}

/** The run that a call gave. */
export function runOf(
  item: WorkItem,
  runId: string,
  { answer, startedAt }: CallResult,
  scores: readonly PreparedScore[],
): PlacedRun {
  const hasError = answer.error !== undefined;
  return {
    id: runId,
    datasetItemId: item.id,
    columns: {
      output: hasError ? null : jsonText(answer.output),
      error: answer.error === undefined ? null : jsonText(keptFailure(answer.error)),
      ...measuresOf(answer),
      metadata: null,
      startedAt,
      itemVersion: String(item.version),
    },
    output: hasError ? undefined : answer.output,
    hasError,
    scores,
    item: {
      id: item.id,
      in_version: true,
      input: item.input,
      expected_output: item.expected_output,
      assertions: item.assertions,
    },
  };
}

function measuresOf(
  answer: TargetAnswer,
): Omit<PlacedRun['columns'], 'output' | 'error' | 'metadata' | 'startedAt' | 'itemVersion'> {
  const { traceId } = answer;
  return {
    traceId: traceId !== null && isStorableText(traceId) ? traceId : null,
    latencyMs: String(answer.latencyMs),
    tokensInput: answer.tokensInput == null ? null : String(answer.tokensInput),
    tokensOutput: answer.tokensOutput == null ? null : String(answer.tokensOutput),
    costUsd: answer.costUsd ?? null,
  };
}

/** Texts of a target may hold what columns of text cannot: as JSON they can. */
function keptFailure({ message, type, excerpt }: TargetFailure): object {
  return { message, type, ...(excerpt === undefined ? {} : { excerpt }) };
}

/** What an event tells of an item. */
export function eventOf({ item, run }: FinishedItem, isStored: boolean): object {
  const place = { item_id: item.id, run_id: run === undefined || !isStored ? item.run_id : run.id };
  if (run === undefined || !isStored) return { ...place, status: 'skipped', error: null, latency_ms: null };
  const failure = run.columns.error === null ? null : (JSON.parse(run.columns.error) as TargetFailure);
  return {
    ...place,
    status: failure === null ? 'succeeded' : 'failed',
    error: failure === null ? null : { message: failure.message, type: failure.type },
    latency_ms: Number(run.columns.latencyMs),
  };
}
