import { InvalidRequestError } from '@assay/shared/errors';
import { clientIdProblem } from '@assay/shared/http/fields';

/** The project of spans that name none. */
export const DEFAULT_PROJECT = 'default';

const MAX_PROJECT_BYTES = 128;

/** Why a name cannot be that of a project, or undefined. */
export function projectProblem(name: string): string | undefined {
  return clientIdProblem(name, MAX_PROJECT_BYTES);
}

/**
 * The project that the header `X-Project-Id` names.
 * @throws {InvalidRequestError} when it cannot be the name of one
 */
export function projectOfHeader(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const problem = projectProblem(header);
  if (problem === undefined) return header;
  throw new InvalidRequestError(`the header X-Project-Id ${problem}`, { field: 'X-Project-Id' });
}
