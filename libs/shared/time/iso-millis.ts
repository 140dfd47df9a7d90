const SHAPE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(?:Z|\+00(?::00)?)$/;

/**
 * The form in which answers carry times, `2026-02-21T22:00:00.123Z`: milliseconds, cut and not rounded, so that a time
 * never moves into the next second.
 *
 * @param text a normalised timestamp, or Postgres' text of a `timestamptz` in a UTC session, as a column
 *   (`2026-02-21 22:00:00.123456+00`) or inside JSON (`2026-02-21T22:00:00.123456+00:00`), with up to six fraction digits
 * @throws RangeError for anything else: `infinity`, another offset, years before 1 or after 9999
 */
export function isoMillis(text: string): string {
  const shape = SHAPE.exec(text);
  if (shape === null) throw new RangeError('Expected a timestamp in UTC');
  const fraction = shape[1] ?? '.';
  const millis = fraction.length >= 4 ? fraction.slice(0, 4) : fraction.padEnd(4, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}${millis}Z`;
}
