import { PatternError } from './pattern-error';
import { enginePropertyName } from './unicode-properties';

/** What one escape sequence becomes. */
export interface TranslatedEscape {
  /** The engine's spelling. */
  text: string;
  /** How many UTF-16 units of the pattern it takes, the backslash included. */
  length: number;
  /** True for what has long tables of characters, which weigh more and are slow to fold to both cases. */
  isWide?: boolean;
}

/** ECMAScript's WhiteSpace and LineTerminator, and what is between them: the engine's own `\s` is ASCII without `\v`. */
const SPACE_RANGES =
  '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NOT_SPACE_RANGES =
  '\\x00-\\x08\\x0e-\\x1f!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}' +
  '\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';

const SAME_IN_ENGINE = new Set('dDwWnrtfvaAzB');
const HEX_4 = /^[0-9a-fA-F]{4}/;
const HEX_8 = /^[0-9a-fA-F]{8}/;
const BRACED_HEX = /^\{([0-9a-fA-F]{1,6})\}/;
const HEX_2_OR_BRACED = /^(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,6}\})/;
const OCTAL = /^0[0-7]{0,2}/;
const PROPERTY = /^(?:\{(\^?)([A-Za-z0-9_=]+)\}|([A-Z]))/;
const SURROGATE_PAIR = /^([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/;

/**
 * Translates the escape sequence at `position` (which holds a backslash) from what people write for JavaScript or Python to
 * what the engine reads.
 *
 * @param inClass whether it stands between `[` and `]`
 * @throws PatternError for back-references and for sequences without a meaning
 */
export function translateEscape(pattern: string, position: number, inClass: boolean): TranslatedEscape {
  const letter = pattern[position + 1];
  if (letter === undefined)
    throw new PatternError('The pattern ends in a single backslash; write \\\\ for a backslash.');
  const rest = pattern.slice(position + 2, position + 80);
  if (/[1-9gk]/.test(letter)) {
    throw new PatternError(`Back-references (\\${letter}) are not supported: they cannot be matched in linear time.`);
  }
  if (letter === 's') return { text: inClass ? SPACE_RANGES : `[${SPACE_RANGES}]`, length: 2 };
  if (letter === 'S') return { text: inClass ? NOT_SPACE_RANGES : `[^${SPACE_RANGES}]`, length: 2, isWide: inClass };
  if (letter === 'b') return { text: inClass ? '\\x08' : '\\b', length: 2 };
  // Python's end of text.
  if (letter === 'Z' && !inClass) return { text: '\\z', length: 2 };
  if (SAME_IN_ENGINE.has(letter)) return { text: `\\${letter}`, length: 2 };
  if (letter === 'p' || letter === 'P') return unicodeClass(letter, rest);
  if (/[A-Za-z0-9]/.test(letter)) return characterByCode(letter, rest);
  // An escaped character that needs no escape stands for itself; the engine refuses that beyond ASCII.
  return { text: letter > '\u007f' ? letter : `\\${letter}`, length: 2 };
}

function unicodeClass(letter: string, rest: string): TranslatedEscape {
  const match = PROPERTY.exec(rest);
  if (match === null)
    throw new PatternError(`\\${letter} needs a Unicode property, such as \\p{L} or \\p{Script=Greek}.`);
  const [whole, negation = '', name, shortName] = match;
  const text = `\\${letter}{${negation}${shortName ?? enginePropertyName(name)}}`;
  return { text, length: 2 + whole.length, isWide: true };
}

/** Escapes that name a character by its code: `\u1234`, `\u{1F600}`, `\U0001F600`, `\x41`, `\cA`, `\0`. */
function characterByCode(letter: string, rest: string): TranslatedEscape {
  const byCode = (hex: string, taken: number) => ({ text: `\\x{${hex}}`, length: 2 + taken });
  if (letter === 'u') {
    const pair = SURROGATE_PAIR.exec(rest);
    if (pair !== null) {
      const codePoint = String.fromCharCode(parseInt(pair[1], 16), parseInt(pair[2], 16)).codePointAt(0) ?? 0;
      return byCode(codePoint.toString(16), pair[0].length);
    }
    const braced = BRACED_HEX.exec(rest);
    if (braced !== null) return byCode(braced[1], braced[0].length);
    if (HEX_4.test(rest)) return byCode(rest.slice(0, 4), 4);
    throw new PatternError('\\u needs four hexadecimal digits (\\u00e9) or a code in braces (\\u{1F600}).');
  }
  if (letter === 'U' && HEX_8.test(rest)) return byCode(rest.slice(0, 8).replace(/^0+(?=.)/, ''), 8);
  if (letter === 'x') {
    const hex = HEX_2_OR_BRACED.exec(rest);
    if (hex === null) throw new PatternError('\\x needs two hexadecimal digits (\\x41) or a code in braces (\\x{41}).');
    return { text: `\\x${hex[0]}`, length: 2 + hex[0].length };
  }
  if (letter === 'c' && /^[A-Za-z]/.test(rest)) return byCode((rest.charCodeAt(0) % 32).toString(16), 1);
  const octal = OCTAL.exec(letter + rest);
  if (octal !== null) return { text: `\\x{${parseInt(octal[0], 8).toString(16)}}`, length: 1 + octal[0].length };
  throw new PatternError(
    `The escape \\${letter} has no meaning here; leave out the backslash for the character itself.`,
  );
}
