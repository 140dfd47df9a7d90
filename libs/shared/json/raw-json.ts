import { randomBytes } from 'node:crypto';
import { isSpace } from './tokens';

/** Where {@link writeJson} collects the values it meets; undefined outside of it. */
let collected: RawJson[] | undefined;

/**
 * Opens every placeholder. U+0000 followed by 128 random bits of this process: no caller can send a string that looks
 * like one, and none ever leaves the process.
 */
const MARK = `\u0000${randomBytes(16).toString('hex')}:`;
const QUOTED_MARK = JSON.stringify(MARK).slice(0, -1);

/** A JSON value kept as its text, so that nothing about it changes between reading and writing. */
export class RawJson {
  /** @param text - valid JSON without surrounding whitespace; see {@link rawJson} */
  constructor(readonly text: string) {}

  /** The value as `JSON.parse` gives it: numbers rounded to doubles, integer-like keys first. */
  toValue(): unknown {
    return JSON.parse(this.text);
  }

  /**
   * Within {@link writeJson} a placeholder; in any other `JSON.stringify` the parsed value (exact when a scalar), so
   * that a stray one still prints something true.
   */
  toJSON(): unknown {
    if (collected !== undefined) {
      return `${MARK}${collected.push(this) - 1}`;
    }
    return /^[[{]/.test(this.text) ? this.toValue() : JSON.rawJSON(this.text);
  }
}

/**
 * Wraps a text that is known to be valid JSON, such as a `json` column's; it is not checked.
 * Surrounding whitespace is dropped.
 */
export function rawJson(text: string): RawJson {
  const spaced = isSpace(text.charCodeAt(0)) || isSpace(text.charCodeAt(text.length - 1));
  return new RawJson(spaced ? text.trim() : text);
}

/**
 * Serialises an answer whose graph may hold {@link RawJson} anywhere. The native serialiser writes the envelope with a
 * placeholder string for each, and one pass puts their texts in place of the placeholders: payloads are never parsed,
 * and an answer without any costs what `JSON.stringify` costs. Safe because a placeholder cannot be forged, see
 * {@link MARK}. Synchronous; a `toJSON` within the graph may itself call it.
 * @throws TypeError for a value JSON has no text for, such as `undefined` or a cycle
 */
export function writeJson(answer: unknown): string {
  const outer = collected;
  const values: RawJson[] = [];
  collected = values;
  let json: string | undefined;
  try {
    json = JSON.stringify(answer);
  } finally {
    collected = outer;
  }
  if (json === undefined) {
    throw new TypeError('The value has no JSON text');
  }
  return values.length === 0 ? json : splice(json, values);
}

/**
 * The text of a payload: as kept for {@link RawJson} and raw numbers, else what `JSON.stringify` gives, which escapes
 * lone surrogates. A number -0 is `-0`; deeper inside a plain value it is `0`, which only {@link RawJson} avoids.
 * @throws TypeError for a value JSON has no text for
 */
export function jsonText(value: unknown): string {
  if (value instanceof RawJson) {
    return value.text;
  }
  return Object.is(value, -0) ? '-0' : writeJson(value);
}

function splice(json: string, values: readonly RawJson[]): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = json.indexOf(QUOTED_MARK); at >= 0; at = json.indexOf(QUOTED_MARK, from)) {
    const end = json.indexOf('"', at + QUOTED_MARK.length);
    parts.push(json.slice(from, at), values[Number(json.slice(at + QUOTED_MARK.length, end))].text);
    from = end + 1;
  }
  parts.push(json.slice(from));
  return parts.join('');
}
