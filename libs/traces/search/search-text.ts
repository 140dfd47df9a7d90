import { pairsOf } from './pair-hasher';
import { TermHasher } from './term-hasher';
import { addTermTexts, isDense, wordsOf } from './words';

/** Words that must stand next to each other, in order, in one field of a span; mostly a single one. */
export interface SearchPhrase {
  readonly words: readonly string[];
  /** How the words stand in the body of an indexed span. */
  readonly body: string;
  /** Whether the terms alone do not tell that the words stand in this order. */
  readonly isInOrder: boolean;
}

/** What `q` asks for: all phrases in one span. Without any, nothing is found. */
export interface SearchText {
  readonly phrases: readonly SearchPhrase[];
}

const QUOTES = /[“”„«»]/g;

/**
 * Reads the text of a search. Parts in quotes are phrases, and so is whatever stands together without a space, such as
 * `user@example.com` or a Chinese word. A quote that is not closed goes to the end.
 */
export function readSearchText(q: string): SearchText {
  const parts = q.replace(QUOTES, '"').split('"');
  const texts = parts.flatMap((part, index) => (index % 2 === 1 ? [part] : part.split(/\s+/)));
  const phrases = new Map<string, SearchPhrase>();
  for (const text of texts) {
    const words = wordsOf(text);
    if (words.length === 0) continue;
    const body = bodyOf(words);
    // Two neighbours in a script without spaces are a term of their own.
    const isTerm = words.length === 1 || (words.length === 2 && words.every(isDense));
    phrases.set(body, { words, body, isInOrder: !isTerm });
  }
  return { phrases: [...phrases.values()] };
}

/** Words in order as an indexed span holds them: each between spaces, so that no word is found within another. */
export function bodyOf(words: readonly string[]): string {
  return words.length === 0 ? '' : ` ${words.join(' ')} `;
}

/** The terms that a span must have, as the text of a `bigint[]`. */
export function searchTerms(projectId: string, { phrases }: SearchText): string {
  const texts = new Set<string>();
  for (const { words } of phrases) addTermTexts(words, texts);
  const hasher = new TermHasher(projectId, 'word');
  return `{${[...texts].map((text) => hasher.term(text)).join(',')}}`;
}

/** The pairs of neighbours that a span must have, as the text of a `smallint[]`; undefined when there are none. */
export function searchPairs(projectId: string, { phrases }: SearchText): string | undefined {
  const pairs = pairsOf(
    phrases.map(({ words }) => words),
    new TermHasher(projectId, 'word'),
  );
  return pairs.length === 0 ? undefined : `{${pairs.join(',')}}`;
}
