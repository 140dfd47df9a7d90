import type { Queue } from 'pg-boss';
import type { QueueOptions } from './queue';

/** Finished jobs stay this long, to be looked at. */
const KEEP_FINISHED_SECONDS = 3_600;
/** Jobs that nobody takes are dropped: the sweeps find their work again. */
const KEEP_WAITING_SECONDS = 7 * 24 * 3_600;
/** A job of a process that died is tried again after this time at the latest, and a round of supervision. */
const HEARTBEAT_SECONDS = 30;
const RETRY_DELAY_SECONDS = 1;
const MAX_RETRY_DELAY_SECONDS = 60;

/**
 * When a job that failed is surely due again, in milliseconds: pg-boss doubles the delay each time and takes a random part of it off.
 * @param retryCount how often it was tried again before
 */
export function retryDelayMs(retryCount: number): number {
  return Math.min(MAX_RETRY_DELAY_SECONDS, RETRY_DELAY_SECONDS * 2 ** Math.min(16, retryCount + 1)) * 1_000;
}

/** What pg-boss keeps of a queue. */
export type QueueSettings = Pick<
  Queue,
  | 'retryLimit'
  | 'retryDelay'
  | 'retryBackoff'
  | 'retryDelayMax'
  | 'expireInSeconds'
  | 'heartbeatSeconds'
  | 'retentionSeconds'
  | 'deleteAfterSeconds'
  | 'notify'
>;

/** The settings of a queue, as it declares them and as all queues have them. */
export function settingsOf({ retryLimit, expireInSeconds }: Required<QueueOptions>): QueueSettings {
  return {
    retryLimit,
    retryDelay: RETRY_DELAY_SECONDS,
    retryBackoff: true,
    retryDelayMax: MAX_RETRY_DELAY_SECONDS,
    expireInSeconds,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    retentionSeconds: KEEP_WAITING_SECONDS,
    deleteAfterSeconds: KEEP_FINISHED_SECONDS,
    notify: true,
  };
}

/** Whether a stored queue is as it is wanted: then it need not be written again. */
export function isSame(found: QueueSettings, wanted: QueueSettings): boolean {
  return (Object.keys(wanted) as (keyof QueueSettings)[]).every((key) => found[key] === wanted[key]);
}
