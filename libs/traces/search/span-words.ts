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
  /** The words of name, input and output, a line each. */
  readonly body: string;
}

const OID_BIGINT = 20;
const HEADER_BYTES = 20;
const ENTRY_BYTES = 12;

/** Takes a span apart into words. */
export function spanWords(span: SearchedSpan, hasher: TermHasher): SpanWords {
  const texts = new Set<string>();
  const lines: string[] = [];
  for (const text of [span.name, textOfJson(span.input), textOfJson(span.output)]) {
    const words = wordsOf(indexedPart(text));
    addTermTexts(words, texts);
    lines.push(bodyOf(words));
  }
  return { terms: termArray(texts, hasher), body: lines.join('\n') };
}

/** Hashes as `array_recv` reads them: a header, then length and value of each entry. */
function termArray(texts: ReadonlySet<string>, hasher: TermHasher): Uint8Array {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + ENTRY_BYTES * texts.size);
  buffer.writeInt32BE(texts.size === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(OID_BIGINT, 8);
  if (texts.size === 0) return buffer.subarray(0, 12);
  buffer.writeInt32BE(texts.size, 12);
  buffer.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const text of texts) {
    hasher.hash(text);
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeInt32BE(hasher.high, at);
    at = buffer.writeInt32BE(hasher.low, at);
  }
  return buffer;
}
