import type { FakeMessage } from './reply';

const PIECES = /\S+\s*|\s+/gu;

/** The pieces in which a text is streamed: words with the space after them. */
export function piecesOf(text: string): string[] {
  return text.match(PIECES) ?? [];
}

/** A tool call's id: the one given, else one by its place. */
export function toolCallId(message: FakeMessage, index: number): string {
  return message.toolCalls?.[index]?.id ?? `call_fake_${index}`;
}

function head(object: string, model: string, serial: number): Record<string, unknown> {
  return { id: `chatcmpl-fake-${serial}`, object, created: 1_760_000_000, model, system_fingerprint: 'fp_fake' };
}

function finishReason(message: FakeMessage): string {
  return message.finishReason ?? (message.toolCalls === undefined ? 'stop' : 'tool_calls');
}

function usageOf(message: FakeMessage): object | undefined {
  if (message.usage === null) return undefined;
  const { input, output } = message.usage ?? { input: 11, output: 7 };
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function contentOf(message: FakeMessage): Record<string, unknown> {
  const calls = message.toolCalls?.map((call, index) => ({
    id: toolCallId(message, index),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  return {
    role: 'assistant',
    content: message.text ?? null,
    refusal: message.refusal ?? null,
    ...(calls === undefined ? {} : { tool_calls: calls }),
  };
}

/** The body of `POST /chat/completions` without `stream`. */
export function chatCompletion(message: FakeMessage, model: string, serial: number): object {
  const choice = { index: 0, message: contentOf(message), logprobs: null, finish_reason: finishReason(message) };
  const usage = usageOf(message);
  return {
    ...head('chat.completion', model, serial),
    choices: message.isEmpty === true ? [] : [choice],
    ...(usage === undefined ? {} : { usage }),
  };
}

/**
 * The events of `POST /chat/completions` with `stream`, without the closing `[DONE]`.
 * @param includeUsage whether a last chunk tells the tokens (`stream_options.include_usage`)
 */
export function chatCompletionEvents(
  message: FakeMessage,
  model: string,
  serial: number,
  includeUsage: boolean,
): object[] {
  const chunk = (choices: object[], more: object = {}): object => ({
    ...head('chat.completion.chunk', model, serial),
    choices,
    ...more,
  });
  const delta = (value: object, finish: string | null = null): object =>
    chunk([{ index: 0, delta: value, logprobs: null, finish_reason: finish }]);
  const usage = usageOf(message);
  const last = includeUsage && usage !== undefined ? [chunk([], { usage })] : [];
  if (message.isEmpty === true) return [chunk([]), ...last];
  const calls = (message.toolCalls ?? []).map((call, index) =>
    delta({
      tool_calls: [
        {
          index,
          id: toolCallId(message, index),
          type: 'function',
          function: { name: call.name, arguments: call.arguments },
        },
      ],
    }),
  );
  return [
    delta({ role: 'assistant', content: '', refusal: null }),
    ...piecesOf(message.text ?? '').map((content) => delta({ content })),
    ...piecesOf(message.refusal ?? '').map((refusal) => delta({ refusal })),
    ...calls,
    delta({}, finishReason(message)),
    ...last,
  ];
}
