import { canonicalDecimal } from '@assay/shared/json';

/** Longer texts are the same only when they are spelled the same. */
const MAX_COMPARED_LENGTH = 1024 * 1024;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|\s+/g;

/**
 * Whether two JSON texts (null: none) are one value to a caller: numbers compare by value and strings by their
 * characters, however they are spelled. Another order of keys is another value, because the order is kept.
 */
export function isSameValue(a: string | null, b: string | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  if (a.length > MAX_COMPARED_LENGTH || b.length > MAX_COMPARED_LENGTH) return false;
  return inOneSpelling(a) === inOneSpelling(b);
}

function inOneSpelling(text: string): string {
  return text.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return token.includes('\\') ? JSON.stringify(JSON.parse(token)) : token;
    return /^\s/.test(token) ? '' : canonicalDecimal(token);
  });
}
