import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type AppError, envelopeOf } from '@assay/shared/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asAppError } from './as-app-error';
import { describeError } from './describe-error';
import { routeConfigOf } from './route-config';

/** Turns everything that is thrown into the one envelope (contract section 1), and logs what the caller may not see. */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  private readonly logger = new Logger('Error');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const error = asAppError(thrown, request.id);
    if (error.status >= 500) this.note(request, error);
    sendError(http.getResponse<FastifyReply>(), error);
  }

  /** A caller that went away in the middle of its body is no fault of the service. */
  private note(request: FastifyRequest, error: AppError): void {
    const isGone = request.raw.destroyed && !request.raw.complete;
    const line = { request_id: request.id, code: error.code, err: describeError(error.cause ?? error) };
    if (isGone) this.logger.debug(line);
    else if (error.status === 503) this.logger.warn(line);
    else this.logger.error(line);
  }
}

/** Answers an error: status, headers that go with it, and the envelope or what its route writes instead. */
export function sendError(reply: FastifyReply, error: AppError): void {
  if (reply.sent || reply.raw.headersSent) {
    // The answer has begun to stream: cutting the connection is the only way left to say that it is not whole.
    reply.raw.destroy();
    return;
  }
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (error.closesConnection) void reply.header('connection', 'close');
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
  const written = routeConfigOf(reply.request).writeError?.(reply.request, error);
  void reply.status(error.status);
  if (written === undefined) void reply.type('application/json; charset=utf-8').send(envelopeOf(error));
  else void reply.header('content-type', written.contentType).send(written.body);
}
