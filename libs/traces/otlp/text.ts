/** U+FFFD for U+0000 and for lone surrogates, neither of which a `text` column holds: an exporter could not mend them. */
export function storable(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\u0000') ? wellFormed.replaceAll('\u0000', '\uFFFD') : wellFormed;
}

/** A storable text of at most so many bytes of UTF-8, cut between two code points. */
export function shortened(text: string, maxBytes: number): string {
  const whole = storable(text);
  // No UTF-16 unit takes more than three bytes.
  if (whole.length * 3 <= maxBytes) return whole;
  const bytes = Buffer.from(whole.slice(0, maxBytes));
  if (bytes.length <= maxBytes && whole.length <= maxBytes) return whole;
  let end = Math.min(maxBytes, bytes.length);
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end -= 1;
  return storable(bytes.toString('utf8', 0, end));
}
