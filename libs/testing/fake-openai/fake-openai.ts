import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatCompletion, chatCompletionEvents } from './chat-completions';
import { type FakeMessage, type FakeReply, fails, says } from './reply';
import { response, responseEvents } from './responses';

/** A request as it came. */
export interface FakeRequest {
  readonly method: string;
  /** Without the base: `/chat/completions`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; the bare text where it is none. */
  readonly body: any;
}

/** Decides on a reply by the request. */
export type FakeRule = (request: FakeRequest) => FakeReply | undefined;

const BASE = '/v1';

/**
 * A provider on the loopback that speaks OpenAI's HTTP API: `/chat/completions` and `/responses`, plain and streamed.
 * It answers with the replies that a test queued, in the order of requests; then by the rule of {@link answerBy}, else
 * with "ok". It keeps every request.
 */
export class FakeOpenAi {
  readonly requests: FakeRequest[] = [];
  /** Most requests that were open at once. */
  peakConcurrency = 0;
  private readonly queued: FakeReply[] = [];
  private rule: FakeRule = () => undefined;
  private open = 0;
  private waiting: { count: number; arrived: () => void }[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (incoming, outgoing) => {
      this.serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** Starts a server on a free port. */
  static async start(): Promise<FakeOpenAi> {
    const fake = new FakeOpenAi(createServer());
    fake.server.listen(0, '127.0.0.1');
    await once(fake.server, 'listening');
    return fake;
  }

  /** What a client takes as its base URL. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${BASE}`;
  }

  /** Queues replies, one for each request to come. */
  reply(...replies: FakeReply[]): this {
    this.queued.push(...replies);
    return this;
  }

  /** Answers requests that find nothing queued; undefined means "ok". */
  answerBy(rule: FakeRule): this {
    this.rule = rule;
    return this;
  }

  /** Settles when so many requests have come in all. */
  async received(count: number): Promise<void> {
    if (this.requests.length >= count) return;
    await new Promise<void>((arrived) => this.waiting.push({ count, arrived }));
  }

  /** Forgets requests, queued replies and the rule. */
  reset(): void {
    this.requests.length = 0;
    this.queued.length = 0;
    this.peakConcurrency = 0;
    this.rule = () => undefined;
  }

  /** Stops, and breaks what is still open. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await read(incoming);
    this.open += 1;
    this.peakConcurrency = Math.max(this.peakConcurrency, this.open);
    outgoing.once('close', () => (this.open -= 1));
    this.requests.push(request);
    this.waiting = this.waiting.filter(({ count, arrived }) => {
      if (this.requests.length >= count) arrived();
      return this.requests.length < count;
    });
    const reply = this.queued.shift() ?? this.rule(request) ?? says('ok');
    if (reply.after !== undefined) await Promise.race([reply.after, once(outgoing, 'close')]);
    if (!outgoing.destroyed) send(outgoing, request, reply, this.requests.length);
  }
}

async function read(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname } = new URL(incoming.url ?? '/', 'http://fake');
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return { method: incoming.method ?? '', path, headers: incoming.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function send(outgoing: ServerResponse, request: FakeRequest, reply: FakeReply, serial: number): void {
  if (reply.kind === 'silence') {
    if (reply.closes) outgoing.destroy();
    return;
  }
  if (reply.kind === 'raw') {
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  const endpoint = request.method === 'POST' ? ENDPOINTS[request.path] : undefined;
  if (endpoint === undefined) send(outgoing, request, fails(404, 'unknown_url'), serial);
  else if (request.body?.stream === true)
    stream(outgoing, endpoint.events(reply, request, serial), endpoint.end, reply);
  else whole(outgoing, endpoint.body(reply, request, serial), reply);
}

interface Endpoint {
  body(message: FakeMessage, request: FakeRequest, serial: number): object;
  events(message: FakeMessage, request: FakeRequest, serial: number): object[];
  /** What closes a stream. */
  readonly end: string;
}

function modelOf(message: FakeMessage, request: FakeRequest): string {
  return message.model ?? String(request.body?.model);
}

const ENDPOINTS: Record<string, Endpoint | undefined> = {
  '/chat/completions': {
    body: (message, request, serial) => chatCompletion(message, modelOf(message, request), serial),
    events: (message, request, serial) => {
      const includesUsage = request.body?.stream_options?.include_usage === true;
      return chatCompletionEvents(message, modelOf(message, request), serial, includesUsage);
    },
    end: 'data: [DONE]\n\n',
  },
  '/responses': {
    body: (message, request, serial) => response(message, modelOf(message, request), serial),
    events: (message, request, serial) => responseEvents(message, modelOf(message, request), serial),
    end: '',
  },
};

function whole(outgoing: ServerResponse, body: object, message: FakeMessage): void {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  outgoing.writeHead(200, headers);
  if (message.cutAfter === undefined) outgoing.end(text);
  else outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy());
}

function stream(outgoing: ServerResponse, events: object[], end: string, message: FakeMessage): void {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const sent = message.cutAfter === undefined ? events : events.slice(0, message.cutAfter + 1);
  const text = sent.map((event) => eventText(event)).join('');
  if (message.cutAfter === undefined) outgoing.end(text + end);
  else outgoing.write(text, () => outgoing.destroy());
}

function eventText(event: object): string {
  const name = 'type' in event && typeof event.type === 'string' ? `event: ${event.type}\n` : '';
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}
