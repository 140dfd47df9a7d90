/** Tokens that an answer says it took. */
export interface FakeUsage {
  readonly input: number;
  readonly output: number;
}

/** A call of a tool that the model asks for; `arguments` is JSON text, or anything that is not. */
export interface FakeToolCall {
  readonly name: string;
  readonly arguments: string;
  readonly id?: string;
}

/** A message of the model, as both endpoints can say it. */
export interface FakeMessage {
  readonly kind: 'message';
  readonly text?: string;
  readonly toolCalls?: readonly FakeToolCall[];
  /** The model refuses: the text stands in `refusal`, and there is no content. */
  readonly refusal?: string;
  /** Why it stopped; `stop`, or `tool_calls` where there are some. */
  readonly finishReason?: 'stop' | 'length' | 'content_filter' | 'tool_calls';
  /** Left out of the answer when null. */
  readonly usage?: FakeUsage | null;
  /** The model that answers; the one that was asked for unless given. */
  readonly model?: string;
  /** `choices` (or `output`) is an empty list. */
  readonly isEmpty?: boolean;
  /** Streamed: the connection breaks after so many pieces of text. Not streamed: after half of the body. */
  readonly cutAfter?: number;
}

/** Any answer at all, byte for byte. */
export interface FakeRawAnswer {
  readonly kind: 'raw';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No answer: the connection stays open until the client leaves, or is closed at once. */
export interface FakeSilence {
  readonly kind: 'silence';
  readonly closes: boolean;
}

/** What the server does with one request. */
export type FakeReply = (FakeMessage | FakeRawAnswer | FakeSilence) & {
  /** The answer begins when this settles, or the client has left. */
  readonly after?: Promise<unknown>;
};

/** A plain answer. */
export function says(text: string, more: Partial<FakeMessage> & { after?: Promise<unknown> } = {}): FakeReply {
  return { kind: 'message', text, ...more };
}

/** The model asks for tools. */
export function callsTools(...toolCalls: FakeToolCall[]): FakeReply {
  return { kind: 'message', toolCalls };
}

/** The model refuses (`message.refusal`). */
export function refuses(refusal = 'I cannot help with that.'): FakeReply {
  return { kind: 'message', refusal };
}

/** The provider's filter took the answer away: no content, `finish_reason: "content_filter"`. */
export function filtersContent(): FakeReply {
  return { kind: 'message', finishReason: 'content_filter' };
}

/** Success without a choice. */
export function choosesNothing(): FakeReply {
  return { kind: 'message', isEmpty: true };
}

/** Too many requests, with `Retry-After` in seconds (or an HTTP date) where given. */
export function limitsRate(retryAfter?: string): FakeReply {
  return fails(429, 'rate_limit_exceeded', retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

/** An error in the provider's own envelope. */
export function fails(status: number, code = 'server_error', headers: Record<string, string> = {}): FakeReply {
  const error = { message: `the fake was told to answer ${status}`, type: code, param: null, code };
  return answersBytes(JSON.stringify({ error }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** A body exactly as given: malformed JSON, HTML, nothing, megabytes. */
export function answersBytes(
  body: string,
  more: { status?: number; headers?: Record<string, string>; after?: Promise<unknown> } = {},
): FakeReply {
  return { kind: 'raw', status: 200, headers: { 'content-type': 'application/json' }, ...more, body };
}

/** Never answers. */
export function hangs(): FakeReply {
  return { kind: 'silence', closes: false };
}

/** Closes the connection without an answer. */
export function hangsUp(): FakeReply {
  return { kind: 'silence', closes: true };
}
