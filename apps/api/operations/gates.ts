import type { AuthenticatedRequest } from '@assay/shared/auth';
import { RateLimitedError, UnavailableError } from '@assay/shared/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { InFlight } from './in-flight';
import { RateLimiter } from './rate-limiter';
import { onRequestEnd } from './request-end';

const RETRY_AFTER_SECONDS = 1;
const STOPPING_RETRY_AFTER_SECONDS = 2;

/** Probes and scrapes must work when everything else is refused. */
function isExempt(request: FastifyRequest): boolean {
  const pattern = request.routeOptions.url ?? '';
  return pattern === '/metrics' || pattern.startsWith('/health/');
}

/** What {@link limitConcurrency} needs to know. */
export interface ConcurrencyLimit {
  readonly inFlight: InFlight;
  readonly maxConcurrentRequests: number;
  readonly isStopping: () => boolean;
}

/**
 * Refuses requests at once, before a token is checked or a byte of the body is read, when too many are in flight or
 * when the process is stopping: 503, which callers may repeat elsewhere.
 */
export function limitConcurrency(fastify: FastifyInstance, limit: ConcurrencyLimit): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isExempt(request)) return done();
    if (limit.isStopping()) {
      void reply.header('connection', 'close');
      return done(unavailable('this process is stopping; try again', STOPPING_RETRY_AFTER_SECONDS));
    }
    if (limit.inFlight.current >= limit.maxConcurrentRequests) {
      return done(unavailable('too many requests at once; try again', RETRY_AFTER_SECONDS));
    }
    onRequestEnd(request, reply, limit.inFlight.begin());
    done();
  });
}

function unavailable(message: string, retryAfterSeconds: number): UnavailableError {
  return new UnavailableError(message, { retry_after_seconds: retryAfterSeconds }, { retryAfterSeconds });
}

/** Refuses requests of a key beyond its rate, after its token is checked and before the body is read. 0: no limit. */
export function limitRate(fastify: FastifyInstance, limitPerMinute: number): void {
  if (limitPerMinute === 0) return;
  const limiter = new RateLimiter(limitPerMinute);
  fastify.addHook('onRequest', (request: AuthenticatedRequest, reply, done) => {
    if (request.caller === undefined || isExempt(request)) return done();
    const decision = limiter.take(request.caller.keyId);
    void reply.headers({
      'ratelimit-limit': String(decision.limit),
      'ratelimit-remaining': String(decision.remaining),
      'ratelimit-reset': String(decision.resetSeconds),
    });
    if (decision.isAllowed) return done();
    const { retryAfterSeconds } = decision;
    const details = { limit_per_minute: decision.limit, retry_after_seconds: retryAfterSeconds };
    const message = `this key may make ${decision.limit} requests a minute; try again in ${retryAfterSeconds} s`;
    done(new RateLimitedError(message, details, { retryAfterSeconds }));
  });
}
