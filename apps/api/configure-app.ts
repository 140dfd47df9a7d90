import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import { authenticateEarly, TokenVerifier } from '@assay/shared/auth';
import type { Config } from '@assay/shared/config';
import { readBodies } from '@assay/shared/http';
import { writeJson } from '@assay/shared/json';
import { Metrics } from '@assay/shared/metrics';
import type { FastifyInstance } from 'fastify';
import { HealthService } from './health/health.service';
import { isDocsPath, serveDocs } from './openapi/serve-docs';
import { limitConcurrency, limitRate } from './operations/gates';
import { InFlight } from './operations/in-flight';
import { endUnreadBodies } from './operations/linger';
import { observeRequests } from './operations/observe';
import { refuseUnknownPaths } from './operations/unknown-paths';

const HSTS_SECONDS = 180 * 24 * 60 * 60;
const PREFLIGHT_CACHE_SECONDS = 600;
/** Headers of answers that scripts of other origins may read. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'idempotency-replayed',
];

/**
 * Everything between the socket and the controllers, shared by `main.ts` and the HTTP tests. The order counts: what
 * refuses a request stands before what costs more, and nothing reads a body before the token is checked.
 */
export async function configureApp(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.setReplySerializer((payload) => writeJson(payload));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    done(null, payload);
  });
  observeRequests(fastify, app.get(Metrics));
  endUnreadBodies(fastify);
  await securityHeaders(app, config);
  await crossOrigin(app, config);
  limitConcurrency(fastify, {
    inFlight: app.get(InFlight),
    maxConcurrentRequests: config.maxConcurrentRequests,
    isStopping: () => app.get(HealthService).isStopping,
  });
  refuseUnknownPaths(fastify);
  authenticateEarly(fastify, app.get(TokenVerifier), isDocsPath);
  limitRate(fastify, config.rateLimitPerMinute);
  readBodies(fastify, config.bodyLimitBytes);
  serveDocs(app);
}

async function securityHeaders(app: NestFastifyApplication, config: Config): Promise<void> {
  // Swagger UI needs inline styles and data: images; everything else stays at helmet's defaults.
  const directives = {
    'img-src': [`'self'`, 'data:'],
    'style-src': [`'self'`, `'unsafe-inline'`],
    'script-src': [`'self'`],
    'upgrade-insecure-requests': null,
  };
  // Only a proxy can have brought TLS; without it the header would be a lie.
  const strictTransportSecurity = config.trustProxy ? { maxAge: HSTS_SECONDS } : false;
  const options = { contentSecurityPolicy: { directives }, strictTransportSecurity };
  await app.register(fastifyHelmet as never, options as never);
}

async function crossOrigin(app: NestFastifyApplication, config: Config): Promise<void> {
  if (config.corsOrigins.length === 0) return;
  const options = {
    origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_CACHE_SECONDS,
    strictPreflight: false,
  };
  await app.register(fastifyCors as never, options as never);
}
