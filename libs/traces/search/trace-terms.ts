import { jsonText } from '@assay/shared/json';
import { type TermField, TermHasher } from './term-hasher';

/** Most terms that one trace keeps of its spans, and of its root's metadata: with more, later ones are not found. */
export const MAX_TERMS = 2_000;

/** What {@link TraceTerms.ofSpans} makes terms of: distinct texts. */
export interface SpanWords {
  readonly names: Iterable<string>;
  readonly kinds: Iterable<string>;
  readonly models: Iterable<string>;
}

/** Makes the terms by which traces of one project are filtered; the same for what is stored and what is asked. */
export class TraceTerms {
  private readonly hashers = new Map<TermField, TermHasher>();

  constructor(private readonly projectId: string) {}

  /** The term of one text of a field. */
  of(field: TermField, text: string): string {
    const hasher = this.hashers.get(field) ?? new TermHasher(this.projectId, field);
    this.hashers.set(field, hasher);
    return hasher.term(text);
  }

  /** The term of a metadata entry, its value compared as text. */
  ofMetadata(key: string, text: string): string {
    return this.of('metadata', `${key}\u0000${text}`);
  }

  /** The terms of the spans of a trace, as the text of a `bigint[]`. */
  ofSpans({ names, kinds, models }: SpanWords): string {
    const terms: string[] = [];
    for (const kind of kinds) terms.push(this.of('kind', kind));
    for (const model of models) terms.push(this.of('model', model));
    for (const name of names) terms.push(this.of('name', name));
    return arrayText(terms);
  }

  /** The terms of the root's metadata, as the text of a `bigint[]`. */
  ofRoot(metadata: Readonly<Record<string, unknown>> | null): string {
    const entries = Object.entries(metadata ?? {}).slice(0, MAX_TERMS);
    return arrayText(entries.map(([key, value]) => this.ofMetadata(key, metadataText(value))));
  }

  /** The term of a user, as the text of a `bigint[]`. */
  ofUser(userId: string | null): string {
    return arrayText(userId === null ? [] : [this.of('user', userId)]);
  }

  /** The terms of tags, as the text of a `bigint[]`. */
  ofTags(tags: readonly string[]): string {
    return arrayText([...new Set(tags)].map((tag) => this.of('tag', tag)));
  }
}

/** A metadata value as filters compare it: a string itself, anything else its JSON text. */
function metadataText(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}

function arrayText(terms: readonly string[]): string {
  return `{${terms.slice(0, MAX_TERMS).join(',')}}`;
}
