import { isStorableText } from '@assay/shared/json';

const MAX_LABEL_BYTES = 1_024;
const MAX_TAGS = 1_000;

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && Buffer.byteLength(value) <= MAX_LABEL_BYTES && isStorableText(value);
}

/**
 * A session or user as metadata names it: text of 1 to 1,024 bytes, or a number, which stands as its text. Anything else
 * stays in the metadata only and labels nothing.
 */
export function labelOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return isShortText(value) && value !== '' ? value : null;
}

/**
 * Tags as metadata holds them, flat as it is: the text of a JSON array of strings. At most 1,000 of up to 1,024 bytes;
 * anything else stays in the metadata only.
 */
export function tagsOf(value: unknown): string[] | null {
  if (typeof value !== 'string' || !/^\s*\[/.test(value)) return null;
  try {
    const tags: unknown = JSON.parse(value);
    return Array.isArray(tags) && tags.length <= MAX_TAGS && tags.every(isShortText) ? tags : null;
  } catch {
    return null;
  }
}
