import { JsonSyntaxError } from './errors';

export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const LETTER_E = 0x65;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;

/** Longest string looked through in JavaScript; `JSON.parse` is faster on longer ones. */
const SHORT_STRING_LENGTH = 48;
/** Characters of a string walked before a native search, which costs more than this to call. */
const WALKED_LENGTH = 16;

/** Whether a character is a decimal digit; false for `NaN`, which `charCodeAt` gives at the end. */
export function isDigit(char: number): boolean {
  return char >= ZERO && char <= NINE;
}

/** Whether a character is insignificant whitespace (RFC 8259, section 2). */
export function isSpace(char: number): boolean {
  return char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09;
}

/**
 * Index of the quote that closes the string opened at `open`, or -1. Walks a few characters, which is all that keys and
 * dense escapes need, then searches natively. Runs of backslashes lie between quotes and are each counted once, so the
 * work is linear in the text whatever it holds.
 */
export function stringEnd(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length) {
    const stop = Math.min(at + WALKED_LENGTH, text.length);
    while (at < stop) {
      const char = text.charCodeAt(at);
      if (char === QUOTE) {
        return at;
      }
      at += char === BACKSLASH ? 2 : 1;
    }
    at = text.indexOf('"', at);
    if (at < 0) {
      return -1;
    }
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) {
      before -= 1;
    }
    if ((at - before) % 2 === 1) {
      return at;
    }
    at += 1;
  }
  return -1;
}

/** Reads the tokens of a JSON text one by one, strictly by RFC 8259. Every method throws {@link JsonSyntaxError}. */
export class TokenReader {
  /** Index of the next character, in UTF-16 units. */
  at = 0;
  /** Set when insignificant whitespace was passed; for callers to clear. */
  spaced = false;

  constructor(readonly text: string) {}

  /** Passes whitespace; gives the next character code, `NaN` at the end. */
  skipSpace(): number {
    let char = this.text.charCodeAt(this.at);
    while (isSpace(char)) {
      this.spaced = true;
      this.at += 1;
      char = this.text.charCodeAt(this.at);
    }
    return char;
  }

  /** At `{`: enters the object and gives its first key, or undefined when it is empty and left again. */
  firstKey(): string | undefined {
    this.at += 1;
    return this.skipSpace() === CLOSE_BRACE ? this.leave() : this.key();
  }

  /** After a member's value: the next key, or undefined when the object has ended. */
  nextKey(): string | undefined {
    const char = this.skipSpace();
    if (char === CLOSE_BRACE) {
      return this.leave();
    }
    this.expect(COMMA);
    return this.key();
  }

  /** At `[`: enters the array; false when it is empty and left again. */
  firstElement(): boolean {
    this.at += 1;
    return this.skipSpace() !== CLOSE_BRACKET || this.leave() !== undefined;
  }

  /** After an element: whether another follows. */
  nextElement(): boolean {
    if (this.skipSpace() === CLOSE_BRACKET) {
      return this.leave() !== undefined;
    }
    this.expect(COMMA);
    return true;
  }

  /** At a quote: the content of the string, escapes resolved. */
  string(): string {
    const open = this.at;
    const end = stringEnd(this.text, open);
    if (end < 0) {
      throw this.badString(open);
    }
    this.at = end + 1;
    if (end - open <= SHORT_STRING_LENGTH && this.isPlain(open + 1, end)) {
      return this.text.slice(open + 1, end);
    }
    try {
      return JSON.parse(this.text.slice(open, end + 1)) as string;
    } catch {
      throw this.badString(open);
    }
  }

  /** The literal of the number that starts here. */
  number(): string {
    const start = this.at;
    if (this.text.charCodeAt(this.at) === MINUS) {
      this.at += 1;
    }
    if (this.text.charCodeAt(this.at) === ZERO) {
      this.at += 1;
    } else {
      this.digits();
    }
    if (this.text.charCodeAt(this.at) === POINT) {
      this.at += 1;
      this.digits();
    }
    if ((this.text.charCodeAt(this.at) | 0x20) === LETTER_E) {
      const sign = this.text.charCodeAt(this.at + 1);
      this.at += sign === PLUS || sign === MINUS ? 2 : 1;
      this.digits();
    }
    return this.text.slice(start, this.at);
  }

  /** The literal `true`, `false` or `null` that starts here, or undefined when none does. */
  word(): 'true' | 'false' | 'null' | undefined {
    for (const word of ['true', 'false', 'null'] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return word;
      }
    }
    return undefined;
  }

  /** Passes trailing whitespace; anything else after the value is an error. */
  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) {
      throw this.unexpected(this.at);
    }
  }

  /** An error about the character at a position. */
  unexpected(position: number): JsonSyntaxError {
    if (position >= this.text.length) {
      return JsonSyntaxError.at('Unexpected end of JSON', this.text, this.text.length);
    }
    const char = String.fromCodePoint(this.text.codePointAt(position)!);
    return JsonSyntaxError.at(`Unexpected character ${JSON.stringify(char)}`, this.text, position);
  }

  private key(): string {
    if (this.skipSpace() !== QUOTE) {
      throw this.unexpected(this.at);
    }
    const key = this.string();
    this.skipSpace();
    this.expect(COLON);
    return key;
  }

  private expect(char: number): void {
    if (this.text.charCodeAt(this.at) !== char) {
      throw this.unexpected(this.at);
    }
    this.at += 1;
  }

  private leave(): undefined {
    this.at += 1;
    return undefined;
  }

  private digits(): void {
    if (!isDigit(this.text.charCodeAt(this.at))) {
      throw this.unexpected(this.at);
    }
    do {
      this.at += 1;
    } while (isDigit(this.text.charCodeAt(this.at)));
  }

  private isPlain(start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) {
      const char = this.text.charCodeAt(at);
      if (char < 0x20 || char === BACKSLASH) {
        return false;
      }
    }
    return true;
  }

  /** Finds the first fault of the bad string opened at `open`. */
  private badString(open: number): JsonSyntaxError {
    const escape = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
    for (let at = open + 1; at < this.text.length; at += 1) {
      const char = this.text.charCodeAt(at);
      if (char < 0x20) {
        return JsonSyntaxError.at('Unescaped control character in a string', this.text, at);
      }
      if (char === BACKSLASH) {
        escape.lastIndex = at + 1;
        if (at + 1 < this.text.length && !escape.test(this.text)) {
          return JsonSyntaxError.at('Invalid escape in a string', this.text, at);
        }
        at += 1;
      }
    }
    return this.unexpected(this.text.length);
  }
}
