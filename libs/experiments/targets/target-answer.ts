import type { CallPlace, TargetItem } from './placeholders';

/** Why a call gave no output. `type` is one word for programs, such as `timeout` or `http_500`. */
export interface TargetFailure {
  readonly message: string;
  readonly type: string;
  /** The first 2 KiB of what the target answered, if it did. */
  readonly excerpt?: string;
}

/** What a call of a target gave: an output or an error, never both. */
export interface TargetAnswer {
  /** A plain JSON value or `RawJson`; never null when there is no error. */
  readonly output?: unknown;
  readonly error?: TargetFailure;
  /** Whether the same call may succeed later: timeouts, network, 408, 425, 429 and 5xx. */
  readonly retryable?: boolean;
  /** How long the target asks to wait before that. */
  readonly retryAfterMs?: number;
  /** From the start of the call to the last byte. */
  readonly latencyMs: number;
  /** The trace that the call belongs to: as the target names it, else as `traceparent` told it. */
  readonly traceId: string | null;
  readonly tokensInput?: number | null;
  readonly tokensOutput?: number | null;
  /** Exact decimal as text. */
  readonly costUsd?: string | null;
}

/** What a call belongs to, and its limits. */
export interface CallContext extends CallPlace {
  /** The execution's limit in milliseconds; the target's own, else a minute, unless given. */
  readonly timeoutMs?: number;
  /** Ends the call; the answer is then an error of the type `aborted`. */
  readonly signal?: AbortSignal;
}

/** A target that is ready to be called. */
export interface PreparedTarget {
  /** Calls it once. Never throws for what the target does. */
  call(item: TargetItem, context: CallContext): Promise<TargetAnswer>;
}

/** The reason of a {@link TargetUnusableError} for a target that is gone. */
export const TARGET_DELETED = 'the target was deleted';

/** A stored target that cannot be called at all; the message says why and may be shown. */
export class TargetUnusableError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'TargetUnusableError';
  }
}

/** How much of an answer an error keeps, in bytes. */
export const EXCERPT_BYTES = 2_048;

/** The beginning of an answer as text that can be stored; bytes that are no UTF-8 become U+FFFD. */
export function excerptOf(body: Buffer): string | undefined {
  if (body.length === 0) return undefined;
  return body.subarray(0, EXCERPT_BYTES).toString('utf8').replaceAll('\u0000', '\uFFFD');
}
