import { InvalidRequestError } from '@assay/shared/errors';
import { metadataProblem } from '@assay/shared/http/fields';
import { jsonText } from '@assay/shared/json';
import { AssertionError, parseAssertions } from './assertions';

const FIELD = 'default_assertions';
const MAX_BYTES = 256 * 1024;

/**
 * The text of the default assertions that a caller sent.
 * @throws {InvalidRequestError} when one is malformed; `details.path` points at it
 */
export function assertionsText(assertions: unknown): string {
  const unusable = metadataProblem(assertions);
  if (unusable !== undefined) throw new InvalidRequestError(`${FIELD} ${unusable}`, { field: FIELD });
  try {
    parseAssertions(assertions, '');
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    const { message: reason, path } = error;
    const errors = [{ field: FIELD, path, reason }];
    throw new InvalidRequestError(`${FIELD}${path} ${reason}`, { field: FIELD, path, errors }, { cause: error });
  }
  const text = jsonText(assertions);
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  throw new InvalidRequestError(`${FIELD} must be at most ${MAX_BYTES} bytes of JSON`, { field: FIELD });
}
