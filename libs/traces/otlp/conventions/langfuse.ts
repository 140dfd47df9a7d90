import { type AnyValue, isMap } from '../any-value';
import { payloadText, structureText } from '../payload';
import { countOf, type Source, source } from '../source';

// Langfuse: what its own SDKs write.

const USAGE = 'langfuse.observation.usage_details';

/** A payload of the trace, which stands on its spans and counts for the root alone. */
export function ofRoot(key: string): Source<string> {
  return source(`${key} (root)`, key, (view) => {
    const value = view.isRoot ? payloadText(view.attributes.get(key)) : undefined;
    return value === undefined ? undefined : { value, keys: [key] };
  });
}

/** The sum of all counts in the usage details whose name contains a word. The attribute stays: it says more than that. */
export function usage(word: 'input' | 'output'): Source<number> {
  return source(`${USAGE} (${word})`, USAGE, (view) => {
    let sum: number | undefined;
    for (const [name, value] of members(view.attributes.get(USAGE))) {
      const counted = name.includes(word) ? countOf(value) : undefined;
      if (counted !== undefined) sum = (sum ?? 0) + counted;
    }
    return sum !== undefined && Number.isSafeInteger(sum) ? { value: sum, keys: [] } : undefined;
  });
}

function members(value: AnyValue | undefined): Iterable<[string, AnyValue]> {
  if (isMap(value)) return value;
  const text = typeof value === 'string' ? structureText(value) : undefined;
  return text?.startsWith('{') ? Object.entries(JSON.parse(text) as Record<string, AnyValue>) : [];
}
