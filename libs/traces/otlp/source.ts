import type { AnyValue } from './any-value';
import { payloadText } from './payload';
import type { SpanView, Usage } from './span-view';

/** What a source found, and what it took it from: that does not go into the metadata once more. */
export interface Found<T> extends Usage {
  readonly value: T;
}

/** One place that a field may come from. Pure. */
export interface Source<T> {
  /** As the table of precedence calls it. */
  readonly name: string;
  /** A key that it needs, or how such keys begin: it is not asked when there is none. Empty when it reads no attributes. */
  readonly needs: string;
  read(view: SpanView): Found<T> | undefined;
}

/** A source of one attribute; `convert` gives undefined when the value is not what it should be. */
export function attribute<T>(key: string, convert: (value: AnyValue) => T | undefined): Source<T> {
  return source(key, key, (view) => {
    const sent = view.attributes.get(key);
    const value = sent === undefined ? undefined : convert(sent);
    return value === undefined ? undefined : { value, keys: [key] };
  });
}

/** A source that reads several attributes, or one in the light of others. */
export function source<T>(name: string, needs: string, read: Source<T>['read']): Source<T> {
  return { name, needs, read };
}

/** A payload in one attribute. */
export function payload(key: string): Source<string> {
  return attribute(key, payloadText);
}

/** A text that is not blank, or a number as text, in one attribute. */
export function label(key: string): Source<string> {
  return attribute(key, labelText);
}

/** A text that is not blank; numbers stand as their text. */
export function labelText(value: AnyValue): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'bigint' || Number.isFinite(value) ? String(value) : undefined;
}

/** A count in one attribute. */
export function count(key: string): Source<number> {
  return attribute(key, countOf);
}

/** A count however a client spells it: integer, integral double, or either as text; else undefined. */
export function countOf(value: AnyValue | undefined): number | undefined {
  const isText = typeof value === 'string' && /^\s*\d+(?:\.0*)?\s*$/.test(value);
  const number = isText ? Number(value) : value;
  // Adding 0 turns -0 into 0.
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number + 0 : undefined;
}

/** The value of the first source that finds one; what it was taken from is noted in the view. */
export function take<T>(view: SpanView, sources: readonly Source<T>[]): T | undefined {
  for (const candidate of sources) {
    if (candidate.needs !== '' && !view.mayHave(candidate.needs)) continue;
    const found = candidate.read(view);
    if (found === undefined) continue;
    view.note(found);
    return found.value;
  }
  return undefined;
}
