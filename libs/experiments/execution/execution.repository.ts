import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { isServerId } from '@assay/shared/ids';
import { isStorableText } from '@assay/shared/json';
import type { ExperimentRow } from '../experiment.repository';
import type { TargetType } from '../targets/target-settings';
import { EXECUTION_MEMBERS, PROGRESS_OF_EXECUTION } from './execution-of-row';
import type { ExecutionStatus } from './entities/execution.entity';
import { ACTIVE, EXECUTE, EXECUTE_NEW, RESUME, RETRY_FAILED } from './start-sql';

/** What an execution is asked to do. */
export interface ExecutionOrder {
  /** The id or name of the target. */
  readonly target: string;
  /** What the target is to be, and the execution is said to be: an agent or workflow is any HTTP or prompt target. Null: whatever it is. */
  readonly kind: 'agent' | 'workflow' | 'scorer' | null;
  /** JSON text. */
  readonly scorers: string;
  /** Null: every item of the dataset version. */
  readonly itemIds: readonly string[] | null;
  /** Whether each of them must be an item of the version; else those that are not are left out. */
  readonly needsAllItems: boolean;
  readonly maxConcurrency: number;
  readonly timeoutMs: number | null;
  readonly maxRetries: number;
}

/** An execution at a moment. */
export interface ExecutionPlace {
  readonly projectId: string;
  readonly experimentId: string;
  readonly now: string;
}

/** An execution that starts. */
export interface StartPlace extends ExecutionPlace {
  /** When to look whether anybody works on it. */
  readonly aliveUntil: string;
}

/** An experiment that is made to be executed. */
export interface NewPlace extends StartPlace {
  readonly name: string;
  readonly datasetId: string;
  /** Null: as the dataset stands now. */
  readonly datasetVersion: number | null;
}

/** How a start went: the experiment, with its execution if it was started. Nothing of one that was not made. */
export interface StartResult extends ExperimentRow {
  readonly dataset_exists: boolean;
  /** The stage of the execution before, as far as it is known; null when there was none. */
  readonly previous: ExecutionStatus | null;
  /** Items of the version that the selection names. */
  readonly picked: number;
  readonly planned: number;
  /** The new attempt; null when nothing was started. */
  readonly attempt: number | null;
  /** Null when there is no such target, or none was asked for. */
  readonly target_type: TargetType | null;
  /** Whether the target is what it is to be; null when there is none. */
  readonly is_wanted_target: boolean | null;
}

/** Which runs a start is about. */
export type StartKind = 'execute' | 'resume' | 'retry';

/** Chunks of an execution that is started again, at least. */
const RESTART_CHUNKS = 32;
/** Every chunk is to have company: about this many for each call that may run at once. */
const CHUNKS_PER_CALL = 2;
/** Tells which execution got further. */
export const EXECUTION_CHANNEL = 'assay_execution';
/** Tells which execution was ended. */
export const EXECUTION_STOP_CHANNEL = 'assay_execution_stop';

const TEXTS: Record<Exclude<StartKind, 'execute'>, string> = { resume: RESUME, retry: RETRY_FAILED };

/** The SQL of starting and ending executions. */
@Injectable()
export class ExecutionRepository {
  /**
   * Starts an execution: plans the items without a run, unless one is active or the experiment is completed.
   * @returns undefined when there is no such experiment
   */
  async execute(executor: Executor, place: StartPlace, order: ExecutionOrder): Promise<StartResult | undefined> {
    const { rows } = await executor.run<StartResult>(EXECUTE, orderValues(place, order));
    return rows[0];
  }

  /**
   * Makes an experiment that completes itself and starts its execution, both or neither: neither without such a target.
   * @returns undefined when there is no such dataset, or it has not reached the version
   */
  async executeNew(executor: Executor, place: NewPlace, order: ExecutionOrder): Promise<StartResult | undefined> {
    const { datasetId, datasetVersion, name } = place;
    const values = [...orderValues(place, order), datasetId, datasetVersion, name];
    const { rows } = await executor.run<StartResult>(EXECUTE_NEW, values);
    return rows[0];
  }

  /**
   * Starts an ended execution again: items without a run, or those whose run failed.
   * @returns undefined when there is no such experiment
   */
  async again(
    executor: Executor,
    place: StartPlace,
    kind: Exclude<StartKind, 'execute'>,
  ): Promise<StartResult | undefined> {
    const { rows } = await executor.run<StartResult>(TEXTS[kind], [
      place.projectId,
      place.experimentId,
      place.now,
      RESTART_CHUNKS,
      place.aliveUntil,
    ]);
    return rows[0];
  }

  /**
   * Ends an active execution; what was planned is forgotten. Runs that were to be replaced count as failed again.
   * @param attempt null: whichever is active
   * @returns JSON text of the execution, or undefined when none was active
   */
  async end(
    executor: Executor,
    place: ExecutionPlace,
    attempt: number | null,
    end: { status: 'cancelled' | 'failed'; error: string | null },
  ): Promise<string | undefined> {
    const { rows } = await executor.run<{ execution: string }>(
      `WITH x AS (
         UPDATE executions AS x SET status = $4, error = $5, failed = x.failed + CASE WHEN x.replaces THEN x.remaining ELSE 0 END,
           remaining = 0, event_seq = x.event_seq + 1, completed_at = $3::timestamptz, updated_at = $3::timestamptz
         WHERE x.project_id = $1 AND x.experiment_id = $2::uuid AND x.status IN ${ACTIVE}
           AND ($6::integer IS NULL OR x.attempt = $6::integer)
         RETURNING x.*
       ), event AS (
         INSERT INTO execution_events AS v (project_id, experiment_id, seq, body, created_at)
         SELECT $1, $2::uuid, x.event_seq,
           json_build_object('items', '[]'::json, 'execution', ${PROGRESS_OF_EXECUTION}), $3::timestamptz FROM x
       ), left_over AS (
         DELETE FROM execution_chunks AS c USING x WHERE c.project_id = $1 AND c.experiment_id = $2::uuid
       )
       SELECT json_build_object(${EXECUTION_MEMBERS}) AS execution, pg_notify('${EXECUTION_CHANNEL}', $2::text),
         pg_notify('${EXECUTION_STOP_CHANNEL}', $2::text) FROM x`,
      [place.projectId, place.experimentId, place.now, end.status, end.error, attempt],
    );
    return rows[0]?.execution;
  }
}

function orderValues(place: StartPlace, order: ExecutionOrder): unknown[] {
  return [
    place.projectId,
    place.experimentId,
    place.now,
    order.maxConcurrency * CHUNKS_PER_CALL,
    place.aliveUntil,
    order.itemIds,
    isServerId(order.target) ? order.target : null,
    isStorableText(order.target) ? order.target : null,
    order.kind,
    order.scorers,
    order.maxConcurrency,
    order.timeoutMs,
    order.maxRetries,
  ];
}
