import { isList } from '../any-value';
import { branchText, indexed, keysOf } from '../indexed';
import { payloadText } from '../payload';
import { type Found, type Source, source } from '../source';
import type { SpanView } from '../span-view';

// OpenInference (Arize Phoenix): flat attributes, lists with the index in the key.

const WRAPPERS = new Set(['message', 'message_content', 'tool_call', 'document']);
const NO_WRAPPERS = new Set<string>();

/** `llm.input_messages.N.message.*` of spans of kind LLM, or of no kind. */
export const inputMessages: Source<string> = ofModelCalls('llm.input_messages');
/** `llm.prompts.N.prompt.text` of spans of kind LLM: a list of texts. */
export const inputPrompts: Source<string> = texts('llm.prompts', 'prompt.text');
/** `input.value`, which on model calls is the raw request; the messages where another kind of span has nothing else. */
export const inputValue: Source<string> = value('input');
/** Messages of spans of other kinds, which have no value of their own. */
export const otherInputMessages: Source<string> = list('llm.input_messages');

/** `llm.output_messages.N.message.*` of spans of kind LLM, or of no kind. */
export const outputMessages: Source<string> = ofModelCalls('llm.output_messages');
/** `llm.choices.N.completion.text` of spans of kind LLM: a list of texts. */
export const outputCompletions: Source<string> = texts('llm.choices', 'completion.text');
/** `output.value`. */
export const outputValue: Source<string> = value('output');
/** `retrieval.documents.N.document.*`. */
export const outputDocuments: Source<string> = list('retrieval.documents');
/** Messages of spans of other kinds, which have no value of their own. */
export const otherOutputMessages: Source<string> = list('llm.output_messages');

function isModelCall(view: SpanView): boolean {
  const kind = view.text('openinference.span.kind');
  return kind === undefined || kind.toUpperCase() === 'LLM';
}

function readList(view: SpanView, prefix: string): Found<string> | undefined {
  const { elements } = indexed(view, `${prefix}.`, WRAPPERS);
  if (elements.length > 0) return { value: `[${elements.map(branchText).join(',')}]`, keys: elements.flatMap(keysOf) };
  const whole = view.attributes.get(prefix);
  const value = isList(whole) || typeof whole === 'string' ? payloadText(whole) : undefined;
  return value?.startsWith('[') ? { value, keys: [prefix] } : undefined;
}

function list(prefix: string): Source<string> {
  return source(`${prefix}.N (any kind)`, prefix, (view) => readList(view, prefix));
}

function ofModelCalls(prefix: string): Source<string> {
  return source(`${prefix}.N`, prefix, (view) => (isModelCall(view) ? readList(view, prefix) : undefined));
}

function texts(prefix: string, member: string): Source<string> {
  return source(`${prefix}.N.${member}`, prefix, (view) => {
    if (!isModelCall(view)) return undefined;
    const [outer, inner] = member.split('.');
    const found: { text: string; key: string }[] = [];
    for (const element of indexed(view, `${prefix}.`, NO_WRAPPERS).elements) {
      const branch = element.get(outer);
      const leaf = branch instanceof Map ? branch.get(inner) : undefined;
      if (leaf === undefined || leaf instanceof Map || typeof leaf.value !== 'string') continue;
      found.push({ text: leaf.value, key: leaf.key });
    }
    if (found.length === 0) return undefined;
    return { value: JSON.stringify(found.map(({ text }) => text)), keys: found.map(({ key }) => key) };
  });
}

/** A value is JSON only when its MIME type says so. */
function value(prefix: 'input' | 'output'): Source<string> {
  const [key, mimeKey] = [`${prefix}.value`, `${prefix}.mime_type`];
  return source(key, key, (view) => {
    const sent = view.attributes.get(key);
    const isJson = /^\s*application\/json\s*(?:;|$)/i.test(view.text(mimeKey) ?? '');
    const text = typeof sent === 'string' && !isJson ? JSON.stringify(sent) : payloadText(sent);
    return text === undefined ? undefined : { value: text, keys: [key, mimeKey] };
  });
}
