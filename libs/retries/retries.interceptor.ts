import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { AuthenticatedRequest } from '@assay/shared/auth';
import { IGNORES_IDEMPOTENCY_KEY, SentBody } from '@assay/shared/http';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { retryScopeOf } from './retry-scope';
import { type Answer, SafeRetries } from './safe-retries.service';

/** Puts {@link SafeRetries} around every POST that carries an `Idempotency-Key`, whatever its surface. */
@Injectable()
export class RetriesInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly retries: SafeRetries,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    const header = request.headers['idempotency-key'];
    const { caller } = request;
    if (typeof header !== 'string' || caller === undefined || !this.honours(context, request)) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    const body = new SentBody(request);
    const { statusCode } = reply;
    try {
      const scope = retryScopeOf(request, caller, header);
      const answer = await this.retries.answer(scope, body, async () => {
        void reply.status(statusCode); // An attempt before may have changed it.
        const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        return { status: reply.statusCode, result };
      });
      return of(sent(reply, answer));
    } catch (error) {
      body.discard();
      throw error;
    }
  }

  private honours(context: ExecutionContext, request: AuthenticatedRequest): boolean {
    return request.method === 'POST' && this.reflector.get(IGNORES_IDEMPOTENCY_KEY, context.getHandler()) !== true;
  }
}

/** The text goes out as it was kept: nothing is serialised twice. */
function sent(reply: FastifyReply, answer: Answer): string | undefined {
  void reply.status(answer.status);
  if (answer.isReplay) void reply.header('idempotency-replayed', 'true');
  if (answer.text === null) return undefined;
  void reply.type('application/json; charset=utf-8');
  return answer.text;
}
