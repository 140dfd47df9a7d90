/** Why a call gave no answer. */
export type OutboundErrorKind = 'blocked' | 'timeout' | 'network' | 'too_large' | 'aborted';

/** What came of an answer before the call failed. */
export interface PartialAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** The first bytes of the body, at most {@link PARTIAL_BYTES}. */
  readonly body: Buffer;
}

/** How much of an answer a failed call keeps. */
export const PARTIAL_BYTES = 4_096;

/**
 * A call to another service that gave no whole answer. The message may be shown to the caller of the API: it holds the
 * host, never headers or bodies. `timeout` and `network` may be tried again; `blocked` and `too_large` would fail again.
 */
export class OutboundError extends Error {
  constructor(
    readonly kind: OutboundErrorKind,
    message: string,
    readonly partial?: PartialAnswer,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'OutboundError';
  }
}
