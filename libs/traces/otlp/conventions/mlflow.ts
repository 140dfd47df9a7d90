import { type AnyValue, isMap } from '../any-value';
import { dumpedText } from '../payload';
import { attribute, countOf, labelText, type Source, source } from '../source';

// MLflow: every value is dumped as JSON, scalars too (`"\"LLM\""`).

const USAGE = 'mlflow.chat.tokenUsage';

/** A payload in one attribute. */
export function payload(key: string): Source<string> {
  return attribute(key, dumpedText);
}

/** A text in one attribute, its quotes removed. */
export function label(key: string): Source<string> {
  return attribute(key, (value) => labelText(undumped(value)));
}

/** A count in the usage of a chat. The attribute stays: it says more than that. */
export function usage(name: 'input_tokens' | 'output_tokens'): Source<number> {
  return source(`${USAGE}.${name}`, USAGE, (view) => {
    const sent = view.attributes.get(USAGE);
    const members = typeof sent === 'string' ? undumped(sent) : sent;
    const value = countOf(isMap(members) ? members.get(name) : undefined);
    return value === undefined ? undefined : { value, keys: [] };
  });
}

/** The scalar, or the members of the object, that a string holds as JSON; any other value as it is. */
export function undumped(value: AnyValue): AnyValue {
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null) return parsed as AnyValue;
    return Array.isArray(parsed) ? value : new Map(Object.entries(parsed as Record<string, AnyValue>));
  } catch {
    return value;
  }
}
