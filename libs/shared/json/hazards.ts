import { survivesDouble } from './decimal';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  LETTER_E,
  MINUS,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  ZERO,
  isDigit,
  isSpace,
  stringEnd,
} from './tokens';

/** A decimal of so many characters has at most 15 significant digits, which every double keeps (C's `DBL_DIG`). */
const SAFE_LITERAL_LENGTH = 15;
/** Literals longer than any that `String(number)` prints are left to the exact reader. */
const CHECKED_LITERAL_LENGTH = 40;
/** Long literals checked one by one, at half a microsecond each; a text with more of them is cheaper to read exactly. */
const CHECKED_LITERALS = 64;

/**
 * Whether `JSON.parse` followed by `JSON.stringify` might change a text: a number that a double does not keep, -0, a key
 * of digits only (objects list those first) or with an escape (V8 may misread it), or nesting beyond `maxDepth`. May be wrong only towards true. Does not
 * check syntax; one pass, linear in the text, strings are passed natively.
 * @param maxDepth - levels of arrays and objects that are no hazard
 */
export function hasHazard(text: string, maxDepth: number): boolean {
  let depth = 0;
  let checked = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      const end = stringEnd(text, at);
      if (end < 0) {
        return false;
      }
      if (isHazardousKey(text, at + 1, end)) {
        return true;
      }
      at = end;
    } else if (char <= NINE && (char >= ZERO || char === MINUS)) {
      const end = literalEnd(text, at);
      if (!isSafeLiteral(text, at, end)) {
        checked += 1;
        if (checked > CHECKED_LITERALS || isHazardousLiteral(text, at, end)) {
          return true;
        }
      }
      at = end - 1;
    } else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      depth += 1;
      if (depth > maxDepth) {
        return true;
      }
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) {
      depth -= 1;
    }
  }
  return false;
}

/** Index after the run of characters that numbers are made of: digits, `+`, `-`, `.`, `e` and `E`. */
function literalEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const char = text.charCodeAt(at);
    if (!isDigit(char) && char !== POINT && (char | 0x20) !== LETTER_E && char !== PLUS && char !== MINUS) {
      return at;
    }
    at += 1;
  }
}

/** Whether a literal is short and free of exponents and -0, which settles it for nearly all. */
function isSafeLiteral(text: string, start: number, end: number): boolean {
  if (end - start > SAFE_LITERAL_LENGTH) {
    return false;
  }
  if (text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === ZERO) {
    return false;
  }
  for (let at = start + 1; at < end; at += 1) {
    if ((text.charCodeAt(at) | 0x20) === LETTER_E) {
      return false;
    }
  }
  return true;
}

function isHazardousLiteral(text: string, start: number, end: number): boolean {
  if (end - start > CHECKED_LITERAL_LENGTH) {
    return true;
  }
  const literal = text.slice(start, end);
  return Object.is(Number(literal), -0) || !survivesDouble(literal);
}

/**
 * Whether the string is a key that `JSON.parse` may move or misread: one made of digits, or one with an escape. V8 compares
 * an escaped key with the key that an earlier object had in its place before it resolves the escape: after
 * `{"a":1,"\\":2}` it reads `{"a":1,"\n":2}` with a backslash for a key (seen in Node 24.21).
 */
function isHazardousKey(text: string, start: number, end: number): boolean {
  let at = end + 1;
  while (isSpace(text.charCodeAt(at))) {
    at += 1;
  }
  if (text.charCodeAt(at) !== COLON) {
    return false;
  }
  let isIndex = end > start;
  for (at = start; at < end; at += 1) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) {
      return true;
    }
    isIndex &&= isDigit(char);
  }
  return isIndex;
}
