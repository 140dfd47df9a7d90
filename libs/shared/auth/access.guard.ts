import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { UnauthorizedError } from '@assay/shared/errors';
import type { Role } from './caller';
import { type AuthenticatedRequest, IS_PUBLIC, NEEDED_ROLE } from './decorators';

function namedProjects(request: AuthenticatedRequest): unknown[] {
  const query = request.query as { project_id?: unknown } | undefined;
  const body = request.body as { project_id?: unknown } | null | undefined;
  return [request.headers['x-project-id'], query?.project_id, body?.project_id];
}

/**
 * Lets a request through when its token has the role that the handler needs, and when the project it names
 * (query, body, header `X-Project-Id`) is one that the token may see: another one is 404, as if it did not exist.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, places)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { caller } = request;
    if (caller === undefined) throw new UnauthorizedError('a valid bearer token is required');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    for (const project of namedProjects(request)) if (typeof project === 'string') caller.mustSee(project);
    caller.mustHave(this.reflector.getAllAndOverride<Role>(NEEDED_ROLE, places) ?? (reads ? 'read' : 'write'));
    return true;
  }
}
