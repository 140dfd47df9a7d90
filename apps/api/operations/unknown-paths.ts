import { NotFoundError } from '@assay/shared/errors';
import { noSuchEndpoint } from '@assay/shared/http';
import type { FastifyInstance } from 'fastify';

/**
 * Refuses paths that lead nowhere before a token is checked or a body is read. A parameter with U+0000 names nothing
 * either: no id holds it, and Postgres takes it for a broken text.
 */
export function refuseUnknownPaths(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) return done(noSuchEndpoint() as Error);
    const parameters = Object.values((request.params ?? {}) as Record<string, string>);
    if (parameters.some((value) => value.includes('\0'))) return done(new NotFoundError('no such resource', {}));
    done();
  });
}
