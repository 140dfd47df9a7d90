import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import { authenticateEarly, TokenVerifier } from '@assay/shared/auth';
import type { Config } from '@assay/shared/config';
import { readBodies } from '@assay/shared/http';
import { writeJson } from '@assay/shared/json';
import type { FastifyInstance } from 'fastify';
import { isDocsPath, serveDocs } from './openapi/serve-docs';

/**
 * Everything between the socket and the controllers, shared by `main.ts` and the HTTP tests: how bodies are read and
 * answers written, tokens, security headers, CORS, the docs page.
 */
export async function configureApp(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.setReplySerializer((payload) => writeJson(payload));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    done(null, payload);
  });
  await securityHeaders(app, config);
  authenticateEarly(fastify, app.get(TokenVerifier), isDocsPath);
  readBodies(fastify, config.bodyLimitBytes);
  serveDocs(app);
}

async function securityHeaders(app: NestFastifyApplication, config: Config): Promise<void> {
  // Swagger UI needs inline styles and data: images; everything else stays at helmet's defaults.
  const directives = { 'img-src': [`'self'`, 'data:'], 'style-src': [`'self'`, `'unsafe-inline'`], 'script-src': [`'self'`], 'upgrade-insecure-requests': null };
  await app.register(fastifyHelmet as never, { contentSecurityPolicy: { directives } } as never);
  if (config.corsOrigins.length === 0) return;
  const origin = config.corsOrigins.includes('*') ? '*' : config.corsOrigins;
  await app.register(fastifyCors as never, { origin, methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'], maxAge: 600 } as never);
}
