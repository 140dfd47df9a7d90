import { canonicalDecimal } from './decimal';
import { jsonText, RawJson } from './raw-json';
import { OPEN_BRACE, OPEN_BRACKET, QUOTE, TokenReader } from './tokens';

/** How a text is written anew. */
interface Spelling {
  readonly number: (literal: string) => string;
  readonly sortsKeys: boolean;
}

const COMPACT: Spelling = { number: (literal) => literal, sortsKeys: false };
const CANONICAL: Spelling = { number: canonicalDecimal, sortsKeys: true };

/**
 * The same value without insignificant whitespace, each key once (the last value, in the place of the first), strings
 * as `JSON.stringify` writes them, so that lone surrogates are escaped. Number literals and the order of keys stay.
 * @param text - valid JSON, nested at most 1,000 levels
 */
export function compactText(text: string): string {
  return rewrite(new TokenReader(text), COMPACT);
}

/**
 * Canonical JSON for comparing values: equal values, and only those, have equal texts. Keys are sorted by UTF-16 code
 * units and strings written as in RFC 8785; numbers, unlike there, are exact decimals in one spelling (see
 * {@link canonicalDecimal}), and -0 is 0.
 * @throws TypeError for a value JSON has no text for
 */
export function canonicalText(value: unknown): string {
  return rewrite(new TokenReader(jsonText(value)), CANONICAL);
}

/**
 * What scorers compare (contract section 5): a string stands for itself, any other value for its canonical text. So 42
 * equals "42".
 */
export function comparisonText(value: unknown): string {
  const plain = value instanceof RawJson && value.text.startsWith('"') ? value.toValue() : value;
  return typeof plain === 'string' ? plain : canonicalText(plain);
}

// Texts grow by `+=`, never by join: a rope is copied once at the end, a join once per level of nesting.
function rewrite(tokens: TokenReader, spelling: Spelling): string {
  switch (tokens.skipSpace()) {
    case QUOTE:
      return JSON.stringify(tokens.string());
    case OPEN_BRACE:
      return rewriteObject(tokens, spelling);
    case OPEN_BRACKET:
      return rewriteArray(tokens, spelling);
    default:
      return tokens.word() ?? spelling.number(tokens.number());
  }
}

function rewriteArray(tokens: TokenReader, spelling: Spelling): string {
  let text = '[';
  for (let more = tokens.firstElement(); more; more = tokens.nextElement()) {
    text += (text.length > 1 ? ',' : '') + rewrite(tokens, spelling);
  }
  return `${text}]`;
}

function rewriteObject(tokens: TokenReader, spelling: Spelling): string {
  const members = new Map<string, string>();
  for (let key = tokens.firstKey(); key !== undefined; key = tokens.nextKey()) {
    members.set(key, rewrite(tokens, spelling));
  }
  let text = '{';
  for (const key of spelling.sortsKeys ? [...members.keys()].sort() : members.keys()) {
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${members.get(key)}`;
  }
  return `${text}}`;
}
