import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { AuthenticatedRequest, Caller } from '@assay/shared/auth';
import { InvalidRequestError } from '@assay/shared/errors';
import { projectIdProblem } from '@assay/shared/http/fields';

/** What a request must share with another one to be its repeat, apart from the body. */
export interface RetryScope {
  readonly projectId: string;
  readonly isBound: boolean;
  readonly method: string;
  readonly path: string;
  readonly key: string;
}

/** Together with a key and a project this stays within what a B-tree entry of Postgres can hold. */
const MAX_PATH_LENGTH = 512;
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u;

/**
 * The scope of a request with an `Idempotency-Key` (contract section 9).
 * @param header the header as Node gives it
 * @throws {InvalidRequestError} when the key is not 1 to 255 printable characters
 */
export function retryScopeOf(request: AuthenticatedRequest, caller: Caller, header: string): RetryScope {
  const key = textOf(header);
  if (!PRINTABLE.test(key)) {
    const message = 'Idempotency-Key must be 1 to 255 printable characters';
    throw new InvalidRequestError(message, { field: 'Idempotency-Key' });
  }
  return {
    projectId: caller.boundProject ?? namedProjects(request),
    isBound: caller.boundProject !== null,
    method: request.method,
    path: shortened(request.url.split('?')[0] as string),
    key,
  };
}

/** Node gives the bytes of headers as Latin-1; what is UTF-8 counts by its characters. */
function textOf(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : header;
}

/**
 * The project that a request of an unbound token names; the handler refuses one that cannot be an id. Which of several
 * counts is for the surface to say, so all of them make the scope then.
 */
function namedProjects(request: AuthenticatedRequest): string {
  const query = request.query as { project_id?: unknown } | undefined;
  const body = request.body as { project_id?: unknown } | null | undefined;
  const places = [query?.project_id, body?.project_id, request.headers['x-project-id']];
  const named = new Set(places.filter(isProjectId));
  if (named.size > 1) return hashOf(JSON.stringify(places.map((place) => (isProjectId(place) ? place : null))));
  return [...named][0] ?? '';
}

function isProjectId(value: unknown): value is string {
  return typeof value === 'string' && projectIdProblem(value) === undefined;
}

function shortened(path: string): string {
  return path.length <= MAX_PATH_LENGTH ? path : hashOf(path);
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
