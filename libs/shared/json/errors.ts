/** Longest key shown in the path of a {@link JsonDepthError}, in UTF-16 units. */
const SHOWN_KEY_LENGTH = 40;
/** Number of path segments shown, counted from the outside. */
const SHOWN_SEGMENTS = 4;

/** The text is not JSON (RFC 8259). The message names the place for a person and never repeats more than one character. */
export class JsonSyntaxError extends Error {
  /**
   * @param problem - what was met, e.g. `Unexpected end of JSON`
   * @param position - UTF-16 units from the start of the text, from 0
   * @param line - line of that place, from 1
   * @param column - UTF-16 units within that line, from 1
   */
  constructor(
    problem: string,
    readonly position: number,
    readonly line: number,
    readonly column: number,
  ) {
    super(`${problem} at position ${position} (line ${line}, column ${column})`);
    this.name = 'JsonSyntaxError';
  }

  /** An error at a position of a text; counts the lines before it. */
  static at(problem: string, text: string, position: number): JsonSyntaxError {
    let line = 1;
    let lineStart = 0;
    for (let end = text.indexOf('\n'); end >= 0 && end < position; end = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    return new JsonSyntaxError(problem, position, line, position - lineStart + 1);
  }
}

/** Arrays and objects are nested deeper than the limit of their place. */
export class JsonDepthError extends Error {
  /** Where, e.g. `spans[3].input`; empty for the whole text. At most four segments, counted from the outside. */
  readonly path: string;

  /**
   * @param limit - levels allowed at that place: a scalar has none, `[]` has one
   * @param path - keys and indexes from the outside to the value that is too deep
   */
  constructor(
    readonly limit: number,
    path: readonly (string | number)[],
  ) {
    const shown = describePath(path);
    super(`${shown === '' ? 'The JSON value' : shown} is nested deeper than ${limit} levels`);
    this.name = 'JsonDepthError';
    this.path = shown;
  }
}

function describePath(path: readonly (string | number)[]): string {
  let shown = '';
  for (const segment of path.slice(0, SHOWN_SEGMENTS)) {
    if (typeof segment === 'number') {
      shown += `[${segment}]`;
    } else {
      const key = segment.length > SHOWN_KEY_LENGTH ? `${segment.slice(0, SHOWN_KEY_LENGTH)}…` : segment;
      shown += shown === '' ? key : `.${key}`;
    }
  }
  // A cut may split a surrogate pair, and keys may hold lone ones: a message is always well-formed.
  return shown.toWellFormed().replaceAll('\u0000', '\uFFFD');
}
