import { type AnyValue, isMap, objectText } from '../any-value';
import type { OtlpEvent } from '../otlp-span';
import { payloadText } from '../payload';
import { type Found, type Source, source } from '../source';
import type { SpanView } from '../span-view';
import { inputOf, outputOf } from './genai';

// The contents of generative AI as span events, in the three forms that they have had.

const DETAILS = 'gen_ai.client.inference.operation.details';
const CHOICE = 'gen_ai.choice';
/** Event names of 1.28 to 1.36 and the role that each stands for. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
]);
/** Where some SDKs put the whole body of the event, as JSON. */
const BODY = 'gen_ai.event.content';
/** Attributes of an event that are about the call and not part of the message. */
const ABOUT_THE_CALL = new Set(['gen_ai.system', 'gen_ai.provider.name', 'event.name', 'role']);

/** Since 1.37: one event with the attributes of the span. */
export const detailsInput: Source<string> = source(`${DETAILS} (input)`, '', (view) => details(view, inputOf));
/** Since 1.37: one event with the attributes of the span. */
export const detailsOutput: Source<string> = source(`${DETAILS} (output)`, '', (view) => details(view, outputOf));

/** 1.28 to 1.36: an event per message. */
export const messageInput: Source<string> = source('gen_ai.*.message', '', (view) =>
  messages(view, ({ name }) => ROLES.get(name)),
);
/** 1.28 to 1.36: an event per choice. */
export const choiceOutput: Source<string> = source(CHOICE, '', (view) =>
  messages(view, ({ name }) => (name === CHOICE ? 'assistant' : undefined)),
);

/** Up to 1.27: all messages in one event. */
export const contentInput: Source<string> = content('gen_ai.content.prompt', 'gen_ai.prompt');
/** Up to 1.27: all messages in one event. */
export const contentOutput: Source<string> = content('gen_ai.content.completion', 'gen_ai.completion');

function details(view: SpanView, read: typeof inputOf): Found<string> | undefined {
  for (const [index, event] of view.events.entries()) {
    const found = event.name === DETAILS ? read(event.attributes) : undefined;
    if (found !== undefined) return { value: found.value, keys: [], events: [{ index, keys: found.keys }] };
  }
  return undefined;
}

function content(name: string, key: string): Source<string> {
  return source(name, '', (view) => {
    for (const [index, event] of view.events.entries()) {
      const value = event.name === name ? payloadText(event.attributes.get(key)) : undefined;
      if (value !== undefined) return { value, keys: [], events: [{ index }] };
    }
    return undefined;
  });
}

function messages(view: SpanView, roleOf: (event: OtlpEvent) => string | undefined): Found<string> | undefined {
  const texts: string[] = [];
  const events: { index: number }[] = [];
  for (const [index, event] of view.events.entries()) {
    const role = roleOf(event);
    if (role === undefined) continue;
    texts.push(messageText(event, role));
    events.push({ index });
  }
  return texts.length === 0 ? undefined : { value: `[${texts.join(',')}]`, keys: [], events };
}

function messageText({ attributes }: OtlpEvent, role: string): string {
  const body = attributes.get(BODY);
  if (body !== undefined && body !== null) return bodyText(body, role);
  const members = [...attributes].filter(([key, value]) => !ABOUT_THE_CALL.has(key) && value !== null);
  const texts = members.map(([key, value]) => [key, payloadText(value) ?? 'null'] as const);
  return objectText([['role', payloadText(attributes.get('role')) ?? JSON.stringify(role)], ...texts]);
}

/** The body as it was sent, with a role when it names none. */
function bodyText(body: AnyValue, role: string): string {
  const text = payloadText(body) ?? 'null';
  if (!isMap(body) && !text.startsWith('{')) return `{"role":${JSON.stringify(role)},"content":${text}}`;
  const members = JSON.parse(text) as Record<string, unknown>;
  if (Object.hasOwn(members, 'role') || Object.hasOwn(members, 'message')) return text;
  return `{"role":${JSON.stringify(role)}${text === '{}' ? '' : ','}${text.slice(1)}`;
}
