import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { InvalidRequestError, PayloadTooLargeError, UnsupportedMediaTypeError } from '@assay/shared/errors';

const INFLATERS = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
]);
const CODINGS = ['gzip', 'deflate', 'identity'];

function codingOf(header: string | undefined): string {
  return (header ?? '').trim().toLowerCase() || 'identity';
}

/**
 * Checks `Content-Encoding` before the body is read (RFC 9110, section 8.4.1: names are case-insensitive).
 * @throws {UnsupportedMediaTypeError} for anything but one of gzip, deflate and identity
 */
export function refuseUnknownCoding(header: string | undefined): void {
  const coding = codingOf(header);
  if (coding === 'identity' || INFLATERS.has(coding)) return;
  const message = 'this Content-Encoding is not read: send gzip, deflate or none';
  throw new UnsupportedMediaTypeError(message, { content_encoding: coding.slice(0, 100), accepted: CODINGS });
}

/**
 * The body as it was before `Content-Encoding`. Inflating ends as soon as the limit is passed, so a body that would
 * become huge takes no more memory than any other.
 * @throws {PayloadTooLargeError} for more than `limitBytes`; {@link InvalidRequestError} for bytes that cannot be inflated
 */
export async function inflated(bytes: Buffer, header: string | undefined, limitBytes: number): Promise<Buffer> {
  const coding = codingOf(header);
  const inflater = INFLATERS.get(coding);
  if (inflater === undefined) return bytes;
  try {
    return await inflater(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      const message = `the body is larger than ${limitBytes} bytes when inflated`;
      throw new PayloadTooLargeError(message, { limit_bytes: limitBytes });
    }
    throw new InvalidRequestError(
      `the body is not valid ${coding} data`,
      { content_encoding: coding },
      { cause: error },
    );
  }
}
