import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { type AuthenticatedRequest, type Caller } from '@assay/shared/auth';
import { DEFAULT_PROJECT, projectOfHeader } from '@assay/traces';
import { type FieldWords, NamesFields, type ResourceWords } from '../field-words';

/** The fields of bodies of this surface that `/v1` calls otherwise. */
const WORDS: FieldWords = { expected_output: 'expectedOutput', item_ids: 'itemIds', target_id: 'targetId' };
/** The resources of this surface that `/v1` calls otherwise. */
const RESOURCES: ResourceWords = { experiment: 'run' };

/** What every controller of this surface has: the header that names the project, and errors in the words of the surface. */
export const OfRunsSurface = (): ClassDecorator =>
  applyDecorators(
    NamesFields(WORDS, RESOURCES),
    ApiHeader({
      name: 'X-Project-Id',
      required: false,
      description: 'The project, where the key is not bound to one. Lists and creates without it mean `default`.',
    }),
  );

function namedProject(request: AuthenticatedRequest): string | undefined {
  const header = request.headers['x-project-id'];
  return projectOfHeader(Array.isArray(header) ? header[0] : header);
}

function callerOf(request: AuthenticatedRequest): Caller {
  if (request.caller === undefined) throw new Error('a handler without @Public() ran without a caller');
  return request.caller;
}

/** The caller, narrowed to the project of the request: the token's, else that of `X-Project-Id`, else `default`. */
export const InProject = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  const caller = callerOf(request);
  return caller.within(namedProject(request) ?? caller.boundProject ?? DEFAULT_PROJECT);
});

/**
 * The caller of a request that names a resource by its id, which says the project as well: narrowed only when the header
 * names one.
 */
export const ById = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  const named = namedProject(request);
  return named === undefined ? callerOf(request) : callerOf(request).within(named);
});
