/** Scripts that are written without spaces, or whose words grow endings that a search does not know: each character is a word. */
const DENSE_SCRIPTS = [
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
];
const WORD_CHARACTERS = '[\\p{L}\\p{N}\\p{M}]';
const DENSE = `[[${DENSE_SCRIPTS.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]&&${WORD_CHARACTERS}]`;
const WORDS = new RegExp(`${DENSE}|[${WORD_CHARACTERS}--${DENSE}]+|\\p{Extended_Pictographic}`, 'gv');
const IS_DENSE = new RegExp(`^${DENSE}$`, 'v');
/** Characters below this one belong to no dense script: Thai is the first. */
const FIRST_DENSE_UNIT = 0x0e00;
const EMOJI_VARIANTS = /[\uFE0E\uFE0F]/g;

/** A word and where it stands in the text that it was found in, in UTF-16 units. */
export interface PlacedWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Folds what a reader does not tell apart: case, width, ligatures, composed and combined accents (Unicode NFKC). */
function folded(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(EMOJI_VARIANTS, '');
  return plain.includes('ς') ? plain.replaceAll('ς', 'σ') : plain;
}

/**
 * The words of a text in order, folded: runs of letters, digits and marks; each character by itself in scripts without
 * spaces; pictographs. Everything else only separates. None holds U+0000, a lone surrogate or white space.
 */
export function wordsOf(text: string): string[] {
  return folded(text).match(WORDS) ?? [];
}

/** The words of a text with their places in the text as it is. */
export function* placedWords(text: string): Generator<PlacedWord> {
  for (const match of text.matchAll(WORDS)) {
    const [start, end] = [match.index, match.index + match[0].length];
    for (const word of wordsOf(match[0])) yield { word, start, end };
  }
}

/** Whether a word of {@link wordsOf} is a character of a script without spaces. */
export function isDense(word: string): boolean {
  return word.charCodeAt(0) >= FIRST_DENSE_UNIT && IS_DENSE.test(word);
}

/**
 * Adds the texts by which words are found: each word, and each pair of neighbours in a script without spaces, for there
 * a single character says little.
 */
export function addTermTexts(words: readonly string[], into: Set<string>): void {
  let before: string | undefined;
  for (const word of words) {
    into.add(word);
    const dense = isDense(word) ? word : undefined;
    if (before !== undefined && dense !== undefined) into.add(before + dense);
    before = dense;
  }
}
