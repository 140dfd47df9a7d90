import type { FastifyInstance } from 'fastify';
import { onRequestEnd } from './request-end';

/** A body that nobody reads may go on arriving for this long after the answer, so that the caller gets to read that. */
const LINGER_MS = 5_000;

/**
 * Ends connections on which the body of an answered request keeps coming: Node throws such bytes away for as long as
 * they come, which would let a refused upload run for ever.
 */
export function endUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    onRequestEnd(request, reply, () => {
      const { raw } = request;
      if (raw.complete || raw.socket.destroyed) return;
      const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS).unref();
      raw.once('close', () => clearTimeout(timer));
    });
    done();
  });
}
