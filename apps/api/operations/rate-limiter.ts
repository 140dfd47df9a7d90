import { LRUCache } from 'lru-cache';

/** What a bucket says to a request. */
export interface RateDecision {
  readonly isAllowed: boolean;
  /** Requests a minute. */
  readonly limit: number;
  /** Requests left now. */
  readonly remaining: number;
  /** Seconds until the next request is allowed; 0 when one is now. */
  readonly retryAfterSeconds: number;
  /** Seconds until the bucket is full again. */
  readonly resetSeconds: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

const MINUTE_MS = 60_000;
const MAX_BUCKETS = 10_000;

/**
 * A token bucket for each key: it holds a minute's worth of requests and fills evenly. Buckets live in this process
 * (several processes allow as many times the rate) and the least recently used are forgotten beyond 10,000 keys.
 */
export class RateLimiter {
  private readonly buckets = new LRUCache<string, Bucket>({ max: MAX_BUCKETS });

  /**
   * @param limitPerMinute requests a key may make in a minute
   * @param nowMs a clock that does not jump
   */
  constructor(
    private readonly limitPerMinute: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Takes one request of a key from its bucket, if there is one. */
  take(keyId: string): RateDecision {
    const now = this.nowMs();
    const bucket = this.buckets.get(keyId) ?? { tokens: this.limitPerMinute, filledAtMs: now };
    const perMs = this.limitPerMinute / MINUTE_MS;
    const tokens = Math.min(this.limitPerMinute, bucket.tokens + (now - bucket.filledAtMs) * perMs);
    const isAllowed = tokens >= 1;
    const left = isAllowed ? tokens - 1 : tokens;
    this.buckets.set(keyId, { tokens: left, filledAtMs: now });
    return {
      isAllowed,
      limit: this.limitPerMinute,
      remaining: Math.floor(left),
      retryAfterSeconds: left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perMs / 1_000)),
      resetSeconds: Math.ceil((this.limitPerMinute - left) / perMs / 1_000),
    };
  }
}
