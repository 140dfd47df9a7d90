import { type CallHandler, type ExecutionContext, type NestInterceptor, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** A second success of an endpoint, told from the first by what the handler gave. */
export interface OtherAnswer {
  status: number;
  /** When this is the answer, for a person. */
  description: string;
  answers: Type;
  example?: unknown;
  /** Whether what the handler gave is this answer. */
  when: (result: unknown) => boolean;
}

/** Answers with another status where the handler gave the {@link OtherAnswer}. */
export class OtherStatus implements NestInterceptor {
  constructor(private readonly other: OtherAnswer) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((result: unknown) => {
        if (this.other.when(result)) void reply.status(this.other.status);
        return result;
      }),
    );
  }
}
