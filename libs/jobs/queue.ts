/** A queue, as its handler declares it. */
export interface QueueOptions {
  /** Lower-case words with hyphens; becomes a label of metrics. */
  readonly name: string;
  /** Jobs that one process works on at once, 1 to 64; 1 unless given. */
  readonly concurrency?: number;
  /** How often a job whose handler failed, or whose process died, is tried again; 3 unless given. */
  readonly retryLimit?: number;
  /** A job that takes longer counts as failed, and its signal aborts; 900 unless given. */
  readonly expireInSeconds?: number;
}

/**
 * Does one job. A job may come more than once, and may find its work done already.
 * @param signal aborts when the process stops, or the job has taken too long: end soon, and throw unless all is done
 */
export type JobHandler<Data extends object> = (data: Data, signal: AbortSignal) => Promise<void>;

/** A queue as this process knows it: checked, with nothing left open. */
export interface RegisteredQueue {
  readonly options: Required<QueueOptions>;
  readonly handler: JobHandler<object>;
}

const NAME = /^[a-z][a-z0-9-]{0,49}$/;
const MAX_CONCURRENCY = 64;
const DEFAULTS = { concurrency: 1, retryLimit: 3, expireInSeconds: 900 };

/** Fills in what a queue leaves open. A mistake here is the programmer's, so it throws a plain error at start. */
export function checkedQueue(options: QueueOptions): Required<QueueOptions> {
  const checked = { ...DEFAULTS, ...options };
  if (!NAME.test(checked.name)) throw new Error(`not the name of a queue: ${checked.name}`);
  const { concurrency } = checked;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) {
    throw new Error(`a queue works on 1 to ${MAX_CONCURRENCY} jobs at once, not ${concurrency}`);
  }
  return checked;
}
