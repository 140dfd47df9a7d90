import { ProviderError } from './provider-error';

/** What a provider's answer says. */
export interface ReadAnswer {
  readonly text: string;
  /** The model that answered, as the provider names it. */
  readonly model: string | undefined;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** Why the model stopped: `stop`, `length`, … */
  readonly finishReason: string | null;
}

type Fields = Record<string, unknown>;

/**
 * Reads the answer of `/chat/completions`.
 * @throws {ProviderError} `malformed` for anything but such an answer, `empty` without a choice or text, `refused` when
 *   the model refuses, `filtered` when the provider's filter took the text away
 */
export function readChatAnswer(body: string): ReadAnswer {
  const answer = parsed(body);
  const { choices } = answer;
  if (!Array.isArray(choices)) throw failed('malformed', 'the answer of the provider has no choices', body);
  const choice = fieldsOf((choices as unknown[])[0]);
  if (choice === undefined) throw failed('empty', 'the provider answered without a choice', body);
  const message = fieldsOf(choice.message) ?? {};
  const finishReason = typeof choice.finish_reason === 'string' ? choice.finish_reason : null;
  const text = textOf(message.content);
  if (typeof message.refusal === 'string' && message.refusal !== '') {
    throw new ProviderError('refused', 'the model refused to answer', { excerpt: message.refusal });
  }
  if (finishReason === 'content_filter') throw failed('filtered', 'the filter of the provider took the answer', body);
  if (text === undefined || text.trim() === '') throw failed('empty', 'the provider answered without text', body);
  const usage = fieldsOf(answer.usage) ?? {};
  return {
    text,
    model: typeof answer.model === 'string' ? answer.model : undefined,
    tokensInput: tokens(usage.prompt_tokens),
    tokensOutput: tokens(usage.completion_tokens),
    finishReason,
  };
}

function parsed(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new ProviderError('malformed', 'the answer of the provider is not JSON', { excerpt: body, cause: error });
  }
  const fields = fieldsOf(value);
  if (fields === undefined) throw failed('malformed', 'the answer of the provider is not a JSON object', body);
  return fields;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Text as a string, or as a list of parts. */
function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const parts = content.map((part) => fieldsOf(part)?.text).filter((text) => typeof text === 'string');
  return parts.length === 0 ? undefined : parts.join('');
}

function tokens(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function failed(kind: 'malformed' | 'empty' | 'filtered', message: string, excerpt: string): ProviderError {
  return new ProviderError(kind, message, { excerpt });
}
