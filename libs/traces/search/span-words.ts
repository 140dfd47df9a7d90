import { PairHasher, pairsOf } from './pair-hasher';
import { bodyOf } from './search-text';
import { indexedPart, textOfJson } from './span-text';
import type { TermHasher } from './term-hasher';
import { addTermTexts, wordsOf } from './words';

/** The searched parts of a span; JSON columns are texts, maybe only their beginnings. */
export interface SearchedSpan {
  readonly name: string;
  readonly input: string | null;
  readonly output: string | null;
}

/** A span as the search index holds it. */
export interface SpanWords {
  /** Hashes of its words, in Postgres' binary format of a `bigint[]`. */
  readonly terms: Uint8Array;
  /** Hashes of its neighbours, in Postgres' binary format of a `smallint[]`. */
  readonly pairs: Uint8Array;
  /** The words of name, input and output, a line each. */
  readonly body: string;
}

const OID_BIGINT = 20;
const OID_SMALLINT = 21;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** Takes a span apart into words. */
export function spanWords(span: SearchedSpan, hasher: TermHasher): SpanWords {
  const texts = new Set<string>();
  const pairs = new PairHasher(hasher);
  const lines: string[] = [];
  for (const text of [span.name, textOfJson(span.input), textOfJson(span.output)]) {
    const words = wordsOf(indexedPart(text));
    addTermTexts(words, texts);
    pairs.add(words);
    lines.push(bodyOf(words));
  }
  return { terms: termArray(texts, hasher), pairs: pairArray(pairs.pairs), body: lines.join('\n') };
}

/** The pairs of a span that is in the index, from its body. */
export function pairsOfBody(body: string, hasher: TermHasher): number[] {
  const lines = body.split('\n').map((line) => line.split(' ').slice(1, -1));
  return pairsOf(lines, hasher);
}

function termArray(texts: ReadonlySet<string>, hasher: TermHasher): Uint8Array {
  const buffer = arrayBuffer(OID_BIGINT, 8, texts.size);
  let at = HEADER_BYTES;
  for (const text of texts) {
    hasher.hash(text);
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeInt32BE(hasher.high, at);
    at = buffer.writeInt32BE(hasher.low, at);
  }
  return buffer;
}

function pairArray(pairs: ReadonlySet<number>): Uint8Array {
  const buffer = arrayBuffer(OID_SMALLINT, 2, pairs.size);
  let at = HEADER_BYTES;
  for (const pair of pairs) {
    at = buffer.writeInt32BE(2, at);
    at = buffer.writeInt16BE(pair, at);
  }
  return buffer;
}

/** Room for an array as `array_recv` reads it: a header, which is written, then length and value of each entry. */
function arrayBuffer(oid: number, valueBytes: number, count: number): Buffer {
  const header = count === 0 ? [0, 0, oid] : [1, 0, oid, count, 1];
  const buffer = Buffer.allocUnsafe(header.length * 4 + (LENGTH_BYTES + valueBytes) * count);
  header.forEach((value, index) => buffer.writeInt32BE(value, index * 4));
  return buffer;
}
