const PREVIEW_CODE_POINTS = 200;

/**
 * The beginning of a payload for lists: at most 200 characters of a string's content, or of the JSON text of any other
 * value. U+0000 and lone surrogates, which a `text` column cannot hold, become U+FFFD.
 * @param json JSON text of the payload
 */
export function previewOf(json: string | null): string | null {
  if (json === null) return null;
  const text = json.startsWith('"') ? (JSON.parse(json) as string) : json;
  // No code point takes more than two units, so the first 400 units hold the first 200 characters whole.
  const start = text.slice(0, PREVIEW_CODE_POINTS * 2);
  const characters =
    start.length > PREVIEW_CODE_POINTS ? Array.from(start).slice(0, PREVIEW_CODE_POINTS).join('') : start;
  return characters.toWellFormed().replaceAll('\u0000', '\uFFFD');
}
