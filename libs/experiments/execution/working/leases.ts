import type { Executor } from '@assay/database';
import type { SendOptions } from '@assay/jobs';

/** The queue of executions. */
export const EXECUTION_QUEUE = 'execution';
/** What a process works on is its own for so long, and longer each time it says so. */
export const LEASE_MS = 6_000;
/** How often it says so. */
export const RENEW_MS = 1_500;
/** How often processes look for work that nobody does: that of one that died is found this long after its leases end. */
export const SWEEP_MS = 1_500;
/** An execution is spread over as many jobs, so that several processes share it. */
export const MAX_LANES = 4;

/** One share of an execution. */
export interface LaneJob {
  readonly project_id: string;
  readonly experiment_id: string;
  readonly attempt: number;
  readonly lane: number;
}

/** A moment so many milliseconds from now. */
export function inMs(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString();
}

/** The job of a lane and how it is sent. */
export function laneJob(
  executor: Executor | undefined,
  projectId: string,
  experimentId: string,
  attempt: number,
  lane = 0,
): [LaneJob, SendOptions] {
  const job = { project_id: projectId, experiment_id: experimentId, attempt, lane };
  return [job, { executor, singletonKey: `${experimentId} ${attempt} ${lane}` }];
}
