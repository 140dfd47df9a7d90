import type { AuthenticatedRequest } from '@assay/shared/auth';
import type { Metrics } from '@assay/shared/metrics';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { onRequestEnd } from './request-end';

/** Label of every path that no route answers. */
const UNKNOWN_ROUTE = '(unknown)';
/** What logs and metrics call a request whose caller went away; no answer ever has it. */
const ABORTED_STATUS = 499;
const QUIET = /^\/(health\/|metrics$)/;
const metricsOf = new WeakMap<FastifyInstance, Metrics>();

/**
 * One log line and one count for every request when it is over, with the pattern of its route and never its path,
 * query, headers or body.
 */
export function observeRequests(fastify: FastifyInstance, metrics: Metrics): void {
  metricsOf.set(fastify, metrics);
  fastify.addHook('onRequest', (request, reply, done) => {
    observe(fastify, request, reply);
    done();
  });
}

/** The same for a request that the router refused, which no hook sees. */
export function observeUnrouted(request: AuthenticatedRequest, reply: FastifyReply): void {
  observe(reply.server, request, reply);
}

function observe(fastify: FastifyInstance, request: AuthenticatedRequest, reply: FastifyReply): void {
  const beganAtMs = performance.now();
  onRequestEnd(request, reply, (wasAborted) => {
    const durationMs = performance.now() - beganAtMs;
    const status = wasAborted ? ABORTED_STATUS : reply.statusCode;
    const route = request.is404 ? UNKNOWN_ROUTE : (request.routeOptions.url ?? UNKNOWN_ROUTE);
    metricsOf.get(fastify)?.requestFinished({ method: request.method, route, status, durationMs });
    const { caller } = request;
    fastify.log[QUIET.test(route) ? 'debug' : 'info'](
      {
        request_id: request.id,
        method: request.method,
        route,
        status,
        duration_ms: Math.round(durationMs * 1_000) / 1_000,
        ...(caller === undefined ? {} : { key_id: caller.keyId }),
        ...(caller?.boundProject == null ? {} : { project: caller.boundProject }),
      },
      'request',
    );
  });
}
