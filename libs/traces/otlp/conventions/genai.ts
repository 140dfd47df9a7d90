import { type AnyValue, isList } from '../any-value';
import { payloadText } from '../payload';
import { type Found, type Source, source } from '../source';
import type { Attributes } from '../otlp-span';

// OpenTelemetry semantic conventions for generative AI, since 1.37: messages as attributes.

const INPUT = 'gen_ai.input.messages';
const OUTPUT = 'gen_ai.output.messages';
const INSTRUCTIONS = 'gen_ai.system_instructions';

/** `gen_ai.input.messages`, with `gen_ai.system_instructions` as the first message unless there is a system message. */
export const inputMessages: Source<string> = source(INPUT, INPUT, (view) => inputOf(view.attributes));

/** `gen_ai.output.messages`. */
export const outputMessages: Source<string> = source(OUTPUT, OUTPUT, (view) => outputOf(view.attributes));

/** The input messages among the attributes of a span or of an event. */
export function inputOf(attributes: Attributes): Found<string> | undefined {
  const messages = payloadText(attributes.get(INPUT));
  if (messages === undefined) return undefined;
  const instructions = attributes.get(INSTRUCTIONS);
  if (instructions === undefined || instructions === null || !messages.startsWith('[') || hasSystemMessage(messages)) {
    return { value: messages, keys: [INPUT] };
  }
  const system = `{"role":"system","parts":${partsText(instructions)}}`;
  const rest = messages.slice(1);
  return { value: `[${system}${rest === ']' ? '' : ','}${rest}`, keys: [INPUT, INSTRUCTIONS] };
}

/** The output messages among the attributes of a span or of an event. */
export function outputOf(attributes: Attributes): Found<string> | undefined {
  const value = payloadText(attributes.get(OUTPUT));
  return value === undefined ? undefined : { value, keys: [OUTPUT] };
}

function hasSystemMessage(messages: string): boolean {
  if (!messages.includes('"system"')) return false;
  const list = JSON.parse(messages) as unknown[];
  return list.some((message) => (message as { role?: unknown } | null)?.role === 'system');
}

/** Instructions are a list of parts; some clients send the bare text. */
function partsText(instructions: AnyValue): string {
  const text = payloadText(instructions) ?? 'null';
  if (isList(instructions) || text.startsWith('[')) return text;
  return text.startsWith('{') ? `[${text}]` : `[{"type":"text","content":${text}}]`;
}
