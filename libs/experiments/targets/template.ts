import { jsonText, RawJson, readJson } from '@assay/shared/json';
import { type CallPlace, type Placeholder, PLACEHOLDER_NAMES, placeholderOf, type TargetItem } from './placeholders';

/** A template that cannot be used; the message says why. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}

/** A template that became too large as it was filled; the message says so. */
export class FilledTooLargeError extends Error {
  constructor() {
    super(`the template is longer than ${MAX_FILLED_CHARS} characters when it is filled with this item`);
    this.name = 'FilledTooLargeError';
  }
}

/** Longest text that is made of the templates of one call, in characters: an item may be large, and stand there often. */
export const MAX_FILLED_CHARS = 64 * 1_024 * 1_024;

/** A template whose placeholders are filled in one pass: what a value brings in is never filled again. */
export interface Template {
  /**
   * @param maxChars most characters that it may become
   * @throws {FilledTooLargeError} for more
   */
  fill(item: TargetItem, place: CallPlace, maxChars?: number): string;
}

/** A piece of a template: text as it is, or a placeholder, as a JSON value or as part of a text. */
type Piece = string | { readonly placeholder: Placeholder; readonly isText: boolean };

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** A value within a text: a string as it is, nothing for null, anything else as JSON. */
function asText(value: unknown): string {
  const plain = value instanceof RawJson && value.text.startsWith('"') ? value.toValue() : value;
  if (plain === null || plain === undefined) return '';
  return typeof plain === 'string' ? plain : jsonText(plain);
}

function filled(pieces: readonly Piece[], text: (value: unknown, isText: boolean) => string): Template {
  return {
    fill: (item, place, maxChars = MAX_FILLED_CHARS) => {
      let whole = '';
      for (const piece of pieces) {
        whole += typeof piece === 'string' ? piece : text(piece.placeholder.valueOf(item, place), piece.isText);
        if (whole.length > maxChars) throw new FilledTooLargeError();
      }
      return whole;
    },
  };
}

/** @throws {TemplateError} for a placeholder that does not exist */
function piecesOf(template: string, isTextAt: (offset: number) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const name = (match[1] as string).trim();
    const placeholder = placeholderOf(name);
    if (placeholder === undefined) {
      const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
      throw new TemplateError(`has an unknown placeholder {{${shown}}}: there are ${PLACEHOLDER_NAMES.join(', ')}`);
    }
    pieces.push(template.slice(from, match.index), { placeholder, isText: isTextAt(match.index) });
    from = match.index + match[0].length;
  }
  return [...pieces, template.slice(from)];
}

/** A template of plain text, such as a message: values stand in it as text. */
export function textTemplate(template: string): Template {
  return filled(
    piecesOf(template, () => true),
    asText,
  );
}

/**
 * A template of a JSON body. A placeholder that stands alone becomes the JSON of its value; one within a string becomes a
 * part of that string, escaped.
 *
 * @throws {TemplateError} when it is not JSON once it is filled
 */
export function jsonTemplate(template: string): Template {
  const pieces = piecesOf(template, stringPlaces(template));
  for (const sample of ['0', '""', '{"a":[]}']) refuseOther(pieces, sample);
  return filled(pieces, (value, isText) =>
    isText ? JSON.stringify(asText(value)).slice(1, -1) : jsonText(value ?? null),
  );
}

/** Tells for places of a JSON text, asked from left to right, whether they are within a string. */
function stringPlaces(template: string): (offset: number) => boolean {
  let at = 0;
  let isInString = false;
  return (offset) => {
    for (; at < offset; at += 1) {
      if (isInString && template[at] === '\\') at += 1;
      else if (template[at] === '"') isInString = !isInString;
    }
    return isInString;
  };
}

function refuseOther(pieces: readonly Piece[], sample: string): void {
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.isText ? 'text' : sample)).join('');
  try {
    readJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new TemplateError(`is not JSON when its placeholders are filled: ${reason}`);
  }
}
