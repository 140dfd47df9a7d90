import { UnauthorizedError } from '@assay/shared/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from './decorators';
import type { TokenVerifier } from './token-verifier';

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;
const MAX_TOKEN_LENGTH = 8_192;

function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined || header.length > MAX_TOKEN_LENGTH) return undefined;
  return BEARER.exec(header)?.[1];
}

function isPublic(request: FastifyRequest): boolean {
  if (request.is404) return true;
  const config = request.routeOptions.config as { public?: boolean };
  return config.public === true;
}

/**
 * Checks the bearer token of every route that is not `@Public()` before a byte of the body is read,
 * so that a stranger cannot make the server buffer or parse anything.
 * @param isOpen tells the paths of routes that are not controllers and need no token, such as the docs page
 */
export function authenticateEarly(
  fastify: FastifyInstance,
  verifier: TokenVerifier,
  isOpen: (url: string) => boolean,
): void {
  fastify.addHook('onRequest', async (request: AuthenticatedRequest) => {
    if (isPublic(request) || isOpen(request.url)) return;
    const token = tokenOf(request);
    const caller = token === undefined ? undefined : await verifier.verify(token);
    if (caller === undefined) throw new UnauthorizedError('a valid bearer token is required');
    request.caller = caller;
  });
}
