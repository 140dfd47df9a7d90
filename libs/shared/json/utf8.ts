import { isUtf8 } from 'node:buffer';

/** The bytes are not UTF-8 (RFC 3629). */
export class InvalidUtf8Error extends Error {
  constructor() {
    super('The text is not valid UTF-8');
    this.name = 'InvalidUtf8Error';
  }
}

/**
 * Decodes UTF-8 strictly; a byte order mark at the start is dropped (RFC 8259, section 8.1 allows that).
 * @throws InvalidUtf8Error instead of replacing bad bytes with U+FFFD
 */
export function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new InvalidUtf8Error();
  }
  const hasMark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}
