import { createHash, randomBytes } from 'node:crypto';

const PREFIX_LENGTH = 12;

/** A new API key: `assay_` and 32 random bytes in base64url. */
export function newKey(): string {
  return `assay_${randomBytes(32).toString('base64url')}`;
}

/**
 * The hash under which a key is stored. Keys hold 256 random bits, so one round of SHA-256 is enough: there is nothing
 * to guess that a slow password hash would protect.
 */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** The part of a key that may be shown. */
export function keyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}
