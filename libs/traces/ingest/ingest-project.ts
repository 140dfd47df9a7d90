import { InvalidRequestError } from '@assay/shared/errors';
import { projectIdProblem } from '@assay/shared/http/fields';

/** The project of spans that name none. */
export const DEFAULT_PROJECT = 'default';

/**
 * The project that the header `X-Project-Id` names.
 * @throws {InvalidRequestError} when it cannot be the name of one
 */
export function projectOfHeader(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const problem = projectIdProblem(header);
  if (problem === undefined) return header;
  throw new InvalidRequestError(`the header X-Project-Id ${problem}`, { field: 'X-Project-Id' });
}
