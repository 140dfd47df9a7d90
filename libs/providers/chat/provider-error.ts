/**
 * Why a provider gave no usable answer. `timeout`, `network`, `rate_limited`, `server`, `malformed` and `empty` may pass;
 * `throttled` means that nothing was sent yet, for the limit of a minute is used up; the others would come again.
 */
export type ProviderErrorKind =
  | 'timeout'
  | 'network'
  | 'rate_limited'
  | 'throttled'
  | 'server'
  | 'malformed'
  | 'empty'
  | 'blocked'
  | 'too_large'
  | 'aborted'
  | 'rejected'
  | 'refused'
  | 'filtered'
  | 'misconfigured';

const RETRYABLE: ReadonlySet<ProviderErrorKind> = new Set([
  'timeout',
  'network',
  'rate_limited',
  'throttled',
  'server',
  'malformed',
  'empty',
]);
const EXCERPT_CHARACTERS = 2_048;

/** A call of a provider that failed. The message may be shown; it never holds keys or what was sent. */
export class ProviderError extends Error {
  /** The beginning of what the provider answered, at most 2,048 characters. */
  readonly excerpt: string | undefined;
  /** What the provider asks to wait before the next call, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly kind: ProviderErrorKind,
    message: string,
    more: { excerpt?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ProviderError';
    this.excerpt = more.excerpt === undefined ? undefined : shortened(more.excerpt);
    this.retryAfterMs = more.retryAfterMs;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}

/** Storable: without U+0000 and lone surrogates, at most {@link EXCERPT_CHARACTERS}. */
function shortened(text: string): string {
  return text.slice(0, EXCERPT_CHARACTERS).replaceAll('\u0000', '\uFFFD').toWellFormed();
}
