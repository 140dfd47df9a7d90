import type { TermHasher } from './term-hasher';
import { isDense } from './words';

/**
 * Pairs hash to so many values, whatever the project: far fewer than there are pairs, so that the index adds to few long
 * lists, which it stores compressed, and a span keeps two bytes a pair. A span of n pairs has the value of another pair
 * once in 2^14 / n; the look at its text removes it.
 */
const PAIR_BITS = 14;

/**
 * Hashes neighbours, so that a phrase finds spans with the neighbours and not all with the words. Two characters of a
 * script without spaces are left out: they are a term.
 */
export class PairHasher {
  /** What was added, each value once. */
  readonly pairs = new Set<number>();
  private readonly hashes = new Map<string, number>();

  /** @param hasher of words: pairs are of its project */
  constructor(private readonly hasher: TermHasher) {}

  /** Adds the pairs of words that follow each other. */
  add(words: readonly string[]): void {
    let before: string | undefined;
    let hashBefore = 0;
    for (const word of words) {
      const hash = this.hashOf(word);
      if (before !== undefined && !(isDense(before) && isDense(word))) this.pairs.add(pairOf(hashBefore, hash));
      [before, hashBefore] = [word, hash];
    }
  }

  private hashOf(word: string): number {
    let hash = this.hashes.get(word);
    if (hash === undefined) {
      this.hasher.hash(word);
      hash = this.hasher.low;
      this.hashes.set(word, hash);
    }
    return hash;
  }
}

function pairOf(before: number, word: number): number {
  let mixed = Math.imul(before, 0x85ebca6b) ^ Math.imul(word, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x27d4eb2f);
  return (mixed ^ (mixed >>> 13)) >>> (32 - PAIR_BITS);
}

/** The values that a span must have to hold phrases of these words. */
export function pairsOf(phrases: readonly (readonly string[])[], hasher: TermHasher): number[] {
  const hashed = new PairHasher(hasher);
  for (const words of phrases) hashed.add(words);
  return [...hashed.pairs];
}
