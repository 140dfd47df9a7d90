import { piecesOf, toolCallId } from './chat-completions';
import type { FakeMessage } from './reply';

type Item = Record<string, unknown>;

interface Part {
  readonly type: 'output_text' | 'refusal';
  readonly text: string;
}

function partOf(message: FakeMessage): Part | undefined {
  if (message.refusal !== undefined) return { type: 'refusal', text: message.refusal };
  return message.text === undefined ? undefined : { type: 'output_text', text: message.text };
}

function shownPart({ type, text }: Part): Item {
  return type === 'refusal' ? { type, refusal: text } : { type, text, annotations: [], logprobs: [] };
}

function messageItem(part: Part, serial: number): Item {
  return {
    id: `msg_fake_${serial}`,
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [shownPart(part)],
  };
}

function callItems(message: FakeMessage, serial: number): Item[] {
  return (message.toolCalls ?? []).map((call, index) => ({
    id: `fc_fake_${serial}_${index}`,
    type: 'function_call',
    status: 'completed',
    call_id: toolCallId(message, index),
    name: call.name,
    arguments: call.arguments,
  }));
}

function itemsOf(message: FakeMessage, serial: number): Item[] {
  if (message.isEmpty === true) return [];
  const part = partOf(message);
  return [...(part === undefined ? [] : [messageItem(part, serial)]), ...callItems(message, serial)];
}

function usageOf(message: FakeMessage): object | null {
  if (message.usage === null) return null;
  const { input, output } = message.usage ?? { input: 11, output: 7 };
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

/** Why an answer is not whole, in the words of this endpoint. */
function incompleteReason(message: FakeMessage): string | undefined {
  if (message.finishReason === 'content_filter') return 'content_filter';
  return message.finishReason === 'length' ? 'max_output_tokens' : undefined;
}

/** The body of `POST /responses` without `stream`. */
export function response(message: FakeMessage, model: string, serial: number): Item {
  const reason = incompleteReason(message);
  return {
    id: `resp_fake_${serial}`,
    object: 'response',
    created_at: 1_760_000_000,
    status: reason === undefined ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: null,
    model,
    output: itemsOf(message, serial),
    parallel_tool_calls: true,
    previous_response_id: null,
    tools: [],
    usage: usageOf(message),
    metadata: {},
  };
}

/** The events of `POST /responses` with `stream`, each with its `type` and sequence number. */
export function responseEvents(message: FakeMessage, model: string, serial: number): Item[] {
  const whole = response(message, model, serial);
  const begun = { ...whole, status: 'in_progress', output: [], usage: null, incomplete_details: null };
  const events: Item[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
  ];
  (whole.output as Item[]).forEach((item, index) => {
    events.push(...itemEvents(item, index, partOf(message)));
  });
  events.push({ type: whole.status === 'completed' ? 'response.completed' : 'response.incomplete', response: whole });
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

function itemEvents(item: Item, index: number, part: Part | undefined): Item[] {
  const begun = { ...item, status: 'in_progress', ...(item.type === 'message' ? { content: [] } : { arguments: '' }) };
  const inner = item.type === 'message' && part !== undefined ? partEvents(item, index, part) : callEvents(item, index);
  return [
    { type: 'response.output_item.added', output_index: index, item: begun },
    ...inner,
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function partEvents(item: Item, outputIndex: number, part: Part): Item[] {
  const place = { item_id: item.id, output_index: outputIndex, content_index: 0 };
  const word = part.type === 'refusal' ? 'response.refusal' : 'response.output_text';
  const done = part.type === 'refusal' ? { refusal: part.text } : { text: part.text, logprobs: [] };
  return [
    { type: 'response.content_part.added', ...place, part: shownPart({ ...part, text: '' }) },
    ...piecesOf(part.text).map((delta) => ({ type: `${word}.delta`, ...place, delta, logprobs: [] })),
    { type: `${word}.done`, ...place, ...done },
    { type: 'response.content_part.done', ...place, part: shownPart(part) },
  ];
}

function callEvents(item: Item, outputIndex: number): Item[] {
  const place = { item_id: item.id, output_index: outputIndex };
  return [
    { type: 'response.function_call_arguments.delta', ...place, delta: item.arguments },
    { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments, name: item.name },
  ];
}
