/** One message of a conversation; `role` as OpenAI's chat completions name it. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** What a model is asked. */
export interface ChatRequest {
  /** The provider's default unless given. */
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature?: number;
  readonly seed?: number;
  /** Further fields of the request's body, such as `max_tokens` or `top_p`; the fields above win. */
  readonly parameters?: object;
  /** As the API takes it: `{type: 'json_schema', json_schema: {…}}`. Left out where the provider refuses it. */
  readonly responseFormat?: object;
  /** For one attempt; the provider's setting unless given. */
  readonly timeoutMs?: number;
  /** Attempts in all while the provider's trouble may pass; 4 unless given. */
  readonly maxAttempts?: number;
  readonly signal?: AbortSignal;
  /** Further headers, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Fields that some models refuse, and that an answer can be had without. */
export const DISPENSABLE = ['response_format', 'seed', 'temperature'] as const;

/** One of {@link DISPENSABLE}. */
export type Dispensable = (typeof DISPENSABLE)[number];

/**
 * The JSON text to send.
 * @param withoutFields fields that this model refused before
 */
export function chatBody(request: ChatRequest, model: string, withoutFields: ReadonlySet<Dispensable>): string {
  const fields: Record<string, unknown> = {
    ...request.parameters,
    model,
    messages: request.messages,
    stream: false,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.responseFormat === undefined ? {} : { response_format: request.responseFormat }),
  };
  for (const field of withoutFields) delete fields[field];
  return JSON.stringify(fields);
}

/**
 * Which field of a request a provider refused, by the `param` of its error, else by its message.
 * @param sent the body that was refused
 */
export function refusedField(answer: string, sent: string): Dispensable | undefined {
  const body = JSON.parse(sent) as Record<string, unknown>;
  const present = DISPENSABLE.filter((field) => body[field] !== undefined);
  const param = errorParam(answer);
  const byParam = present.find((field) => param === field || param?.startsWith(`${field}.`) === true);
  return byParam ?? present.find((field) => MENTIONS[field].test(answer));
}

const MENTIONS: Record<Dispensable, RegExp> = {
  response_format: /response_format|json_schema|structured output/i,
  seed: /\bseed\b/i,
  temperature: /\btemperature\b/i,
};

function errorParam(answer: string): string | undefined {
  try {
    const { error } = JSON.parse(answer) as { error?: { param?: unknown } };
    return typeof error?.param === 'string' ? error.param : undefined;
  } catch {
    return undefined;
  }
}
