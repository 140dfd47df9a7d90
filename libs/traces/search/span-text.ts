/** How much text of each name, input and output is indexed, in bytes of UTF-8. */
export const INDEXED_BYTES = 64 * 1024;
/** So many characters of JSON hold that much text: one that is escaped as `\u` and four digits takes three times its bytes. */
export const READ_CHARACTERS = 3 * INDEXED_BYTES;

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^u]))/g;
const buffer = new Uint8Array(INDEXED_BYTES);
const encoder = new TextEncoder();

/**
 * The text that a JSON value shows: its keys, strings and numbers with escapes resolved. Quotes, brackets and control
 * characters stay or become spaces; to a search they only separate words.
 * @param json JSON text, maybe only its beginning
 */
export function textOfJson(json: string | null): string {
  if (json === null) return '';
  if (!json.includes('\\')) return json;
  return json.replace(ESCAPE, (_escape, hex: string | undefined, character: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return /["\\/]/.test(character) ? character : ' ';
  });
}

/** The part of a text that is indexed: its first 64 KiB, cut between characters. */
export function indexedPart(text: string): string {
  if (text.length * 3 <= INDEXED_BYTES) return text;
  return text.slice(0, encoder.encodeInto(text, buffer).read);
}
