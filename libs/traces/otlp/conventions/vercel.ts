import { type AnyValue, isList, objectText, valueText } from '../any-value';
import { dumpedText, payloadText } from '../payload';
import { attribute, countOf, type Source, source } from '../source';
import type { SpanView } from '../span-view';

// Vercel AI SDK up to 6, and `LegacyOpenTelemetry` of 7 (scope `ai`). The SDK 7 itself writes GenAI attributes.

/** The operation of a span, such as `ai.streamText.doStream`; undefined when it is none of this SDK. */
export function operationOf(view: SpanView): string | undefined {
  if (!view.mayHave('ai.')) return undefined;
  const id = view.text('ai.operationId') ?? view.text('operation.name')?.split(' ', 1)[0] ?? view.span.name;
  return id.startsWith('ai.') ? id : undefined;
}

/** Whether a span is one call of a provider; around it stands a span that repeats its usage. */
export function isProviderCall(operation: string): boolean {
  return /\.do[A-Z]/.test(operation);
}

/** A value that is JSON in a string, texts too: `ai.value`. */
export function dumped(key: string): Source<string> {
  return attribute(key, dumpedText);
}

/** A list whose elements are JSON in strings, texts too: `ai.values`, `ai.embeddings`. */
export function listOfJson(key: string): Source<string> {
  return attribute(key, listText);
}

function listText(value: AnyValue): string | undefined {
  if (!isList(value)) return dumpedText(value);
  return `[${value.map((element) => dumpedText(element) ?? valueText(element)).join(',')}]`;
}

/** A text, or where tools were called an object of the text and the calls. */
export function textAndToolCalls(textKey: string, toolCallsKey: string): Source<string> {
  return source(`${textKey} (+ ${toolCallsKey})`, textKey, (view) => {
    const sent = view.attributes.get(textKey);
    const text = typeof sent === 'string' ? JSON.stringify(sent) : payloadText(sent);
    const calls = payloadText(view.attributes.get(toolCallsKey));
    if (calls === undefined || calls === '[]') return text === undefined ? undefined : { value: text, keys: [textKey] };
    const members: [string, string][] = text === undefined ? [] : [['text', text]];
    return { value: objectText([...members, ['toolCalls', calls]]), keys: [textKey, toolCallsKey] };
  });
}

/** A count of tokens by any of its names, of provider calls alone. */
export function usage(...names: readonly string[]): Source<number> {
  const keys = names.map((name) => `ai.usage.${name}`);
  return source(keys.join(' / '), 'ai.usage', (view) => {
    const operation = operationOf(view);
    if (operation === undefined || !isProviderCall(operation)) return undefined;
    for (const key of keys) {
      const value = countOf(view.attributes.get(key));
      if (value !== undefined) return { value, keys: [key] };
    }
    return undefined;
  });
}
