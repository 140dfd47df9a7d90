import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Config } from '@assay/shared/config';
import { asAppError, sendError } from '@assay/shared/http';
import { newId } from '@assay/shared/ids';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { logOptions, type LogStream } from './logs/log-options';
import { observeUnrouted } from './operations/observe';
import { answerSocketError } from './operations/socket-errors';

/** Node takes 16 KiB of path and headers: within that any path parameter is looked up, percent-encoded ones too. */
const MAX_PATH_PARAMETER_LENGTH = 16_384;
const IDLE_SOCKET_MS = 120_000;
const GIVEN_REQUEST_ID = /^[\w.-]{1,128}$/;

/** Limits, log and identity of the HTTP server. */
export function createAdapter(config: Config, logStream?: LogStream): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH },
    trustProxy: config.trustProxy,
    genReqId: requestId as never,
    connectionTimeout: IDLE_SOCKET_MS,
    // Imports may take long as a whole; `connectionTimeout` ends those that stand still.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    frameworkErrors: answerUnrouted,
    clientErrorHandler: answerSocketError,
    logger: logOptions(config, logStream),
    logController: new LogController({ disableRequestLogging: true }),
    // The request's line names it; a logger for each request would cost more than the line.
    childLoggerFactory: ((logger: FastifyBaseLogger) => logger) as never,
  });
}

/** The id that the caller gave a request, if it is a plain word, else a new one. */
function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && GIVEN_REQUEST_ID.test(given) ? given : newId();
}

/** What the router refuses before any hook runs: a path that cannot be decoded, for instance. */
function answerUnrouted(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  observeUnrouted(request, reply);
  void reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  sendError(reply, asAppError(error, request.id));
}
