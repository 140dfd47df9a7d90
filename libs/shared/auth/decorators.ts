import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Caller, Role } from './caller';

/** Metadata key of the role that a handler needs. */
export const NEEDED_ROLE = 'assay:needed-role';
/** Metadata key of handlers that need no token. */
export const IS_PUBLIC = 'assay:public';

/** A handler that needs no token. */
export const Public = (): MethodDecorator =>
  applyDecorators(SetMetadata(IS_PUBLIC, true), RouteConfig({ public: true }));

/** The role that a handler needs, where it is not what the method says (GET reads, everything else writes). */
export const Needs = (role: Role): MethodDecorator & ClassDecorator => applyDecorators(SetMetadata(NEEDED_ROLE, role));

/** Marks a controller whose handlers take a bearer token. */
export const Authenticated = (): ClassDecorator => ApiBearerAuth() as ClassDecorator;

/** A request whose token has been checked. */
export interface AuthenticatedRequest extends FastifyRequest {
  caller?: Caller;
}

/** Gives a handler the {@link Caller} of the request. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (caller === undefined) throw new Error('a handler without @Public() ran without a caller');
  return caller;
});
