import type { Dispatcher } from 'undici';
import type { Deadline } from './deadline';
import { OutboundError, PARTIAL_BYTES, type PartialAnswer } from './outbound.error';
import { type OutgoingRequest, redirected } from './redirects';

/** The body of a redirect is read up to here, so that the connection can be used again, and cut off beyond. */
const MAX_DUMPED_BYTES = 65_536;
const FIRST_FINAL_STATUS = 200;

/** Where a request goes. */
export interface Place {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
}

/** What came back, or where a redirect leads. */
export interface Exchanged {
  readonly status: number;
  /** By lower-case name; several of one name are joined with `, `. */
  readonly headers: Record<string, string>;
  /** As it came; of a redirect nothing. */
  readonly body: Buffer;
  readonly redirect: OutgoingRequest | undefined;
}

/** What an exchange is bound by. */
export interface ExchangeLimits {
  readonly maxBytes: number;
  readonly deadline: Deadline;
}

/**
 * Sends one request and reads its whole answer.
 * @throws {OutboundError} `too_large`, the reason of the deadline, or `network` for an answer that breaks off, with what had
 *   come; any other error when there is no connection
 */
export function exchange(
  agent: Dispatcher,
  place: Place,
  request: OutgoingRequest,
  limits: ExchangeLimits,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const reader = new AnswerReader(request, limits.maxBytes, resolve, reject);
    limits.deadline.watch((reason) => reader.end(reason));
    if (limits.deadline.passed !== undefined) return;
    const headers = { 'user-agent': 'assay', 'accept-encoding': 'identity', ...request.headers };
    const method = request.method as Dispatcher.HttpMethod;
    agent.dispatch({ ...place, method, headers, body: request.body }, reader);
  });
}

/** Collects an answer as it comes: a stream for each would make short calls noticeably dearer. */
class AnswerReader implements Dispatcher.DispatchHandler {
  private readonly chunks: Buffer[] = [];
  private length = 0;
  private status = 0;
  private headers: Record<string, string> = {};
  private redirect: OutgoingRequest | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  /** Why it ended before the answer did. */
  private ended: Error | undefined;

  constructor(
    private readonly request: OutgoingRequest,
    private readonly maxBytes: number,
    private readonly resolve: (answer: Exchanged) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It ended while it waited for a connection.
    if (this.ended !== undefined) controller.abort(this.ended);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < FIRST_FINAL_STATUS) return;
    this.status = status;
    this.headers = joined(headers);
    this.redirect = redirected(this.request, status, this.headers.location);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.length += chunk.length;
    if (this.redirect !== undefined) {
      if (this.length > MAX_DUMPED_BYTES) this.cut();
      return;
    }
    this.chunks.push(chunk);
    if (this.length > this.maxBytes) {
      this.end(new OutboundError('too_large', `the answer is larger than ${this.maxBytes} bytes`));
    }
  }

  onResponseEnd(): void {
    this.resolve({ status: this.status, headers: this.headers, body: this.body(), redirect: this.redirect });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.status === 0) return this.reject(error);
    this.reject(new OutboundError('network', 'the answer broke off', this.partial(), { cause: error }));
  }

  /** Gives up, whatever it waits for: the connection is closed and nothing more is read. */
  end(reason: OutboundError): void {
    if (this.ended !== undefined) return;
    this.reject(this.status === 0 ? reason : new OutboundError(reason.kind, reason.message, this.partial()));
    this.close(reason);
  }

  /** Leaves the rest of a redirect's body. */
  private cut(): void {
    this.onResponseEnd();
    this.close(new Error('the body of the redirect is not read'));
  }

  private close(reason: Error): void {
    this.ended = reason;
    this.controller?.abort(reason);
  }

  private body(): Buffer {
    return this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
  }

  private partial(): PartialAnswer {
    return { status: this.status, headers: this.headers, body: this.body().subarray(0, PARTIAL_BYTES) };
  }
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const single: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    single[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return single;
}
