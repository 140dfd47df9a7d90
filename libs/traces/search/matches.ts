import type { SearchMatchDto } from '../dto/trace.dto';
import type { SearchText } from './search-text';
import { indexedPart, textOfJson } from './span-text';
import { placedWords } from './words';

/** A span that a search found; JSON columns are texts, maybe only their beginnings. */
export interface FoundSpan {
  trace_id: string;
  span_id: string;
  name: string;
  input: string | null;
  output: string | null;
}

const BEFORE_CHARACTERS = 60;
const AFTER_CHARACTERS = 120;
const UNPRINTABLE = /[\s\u0000-\u001f\u007f-\u009f]+/g;

/** Where a search meets a span: one entry for each field that holds one of its phrases, with the text around it. */
export function matchesOf(span: FoundSpan, search: SearchText): SearchMatchDto[] {
  const fields = { name: span.name, input: textOfJson(span.input), output: textOfJson(span.output) };
  return Object.entries(fields).flatMap(([field, text]) => {
    const shown = snippet(indexedPart(text), search);
    return shown === undefined
      ? []
      : [{ span_id: span.span_id, field: field as SearchMatchDto['field'], snippet: shown }];
  });
}

/** The text around the first phrase that is found; undefined when there is none. */
function snippet(text: string, search: SearchText): string | undefined {
  const recent: { word: string; start: number }[] = [];
  const longest = Math.max(...search.phrases.map(({ words }) => words.length));
  for (const { word, start, end } of placedWords(text)) {
    recent.push({ word, start });
    if (recent.length > longest) recent.shift();
    for (const { words } of search.phrases) {
      const first = recent.length - words.length;
      if (first >= 0 && words.every((wanted, index) => recent[first + index]?.word === wanted)) {
        return excerpt(text, recent[first]?.start ?? start, end);
      }
    }
  }
  return undefined;
}

function excerpt(text: string, start: number, end: number): string {
  const from = Math.max(0, start - BEFORE_CHARACTERS);
  const to = Math.min(text.length, end + AFTER_CHARACTERS);
  // A cut may halve a character: what is left of it is not text.
  const part = text
    .slice(from, to)
    .replace(UNPRINTABLE, ' ')
    .replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
  return `${from > 0 ? '…' : ''}${part.trim().toWellFormed()}${to < text.length ? '…' : ''}`;
}
