/**
 * Whether a string outside payloads may be stored: no lone surrogate and no U+0000 (contract section 1), neither of which
 * Postgres `text` can hold.
 */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
