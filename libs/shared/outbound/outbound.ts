import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Dispatcher, request as send } from 'undici';
import { CONFIG, type Config } from '@assay/shared/config';
import { Deadline } from './deadline';
import { guardedAgent } from './guarded-agent';
import { readBody } from './read-body';
import { OutboundError } from './outbound.error';
import { outboundUrlProblem } from './outbound-url';
import { MAX_REDIRECTS, type OutgoingRequest, redirected } from './redirects';

/** The body of a redirect is read up to here, so that the connection can be used again, and cut off beyond. */
const MAX_DUMPED_BYTES = 65_536;

/** A call to another service. */
export interface OutboundRequest extends OutgoingRequest {
  /** For all of it: resolving, connecting, redirects and the last byte. */
  readonly timeoutMs: number;
  /** Largest body of the answer, also when it is inflated. */
  readonly maxBytes: number;
  /** Ends the call. */
  readonly signal?: AbortSignal;
  /** The operator named the URL: it may have a private address, whatever the setting says of callers' URLs. */
  readonly isTrusted?: boolean;
}

/** The answer of another service, whatever its status. */
export interface OutboundAnswer {
  readonly status: number;
  /** By lower-case name; several of one name are joined with `, `. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  /** From the start of the call to the last byte. */
  readonly durationMs: number;
}

/**
 * Calls other services over HTTP: targets and providers that callers named. Refuses addresses that nobody outside may
 * reach through this service (see the README), keeps connections open, and bounds time and bytes.
 */
@Injectable()
export class Outbound implements OnApplicationShutdown {
  private readonly agent: Dispatcher;
  private readonly trustedAgent: Dispatcher;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.agent = guardedAgent(config.outboundPrivate);
    this.trustedAgent = config.outboundPrivate ? this.agent : guardedAgent(true);
  }

  /** Why a URL cannot be called, or undefined: to be asked when it is written. */
  urlProblem(url: string): string | undefined {
    return outboundUrlProblem(url, this.config.outboundPrivate);
  }

  /** @throws {OutboundError} when there is no whole answer; an answer of any status is an answer */
  async call(request: OutboundRequest): Promise<OutboundAnswer> {
    const startedAt = performance.now();
    using deadline = new Deadline(request.timeoutMs, request.signal);
    try {
      const { status, headers, body } = await this.follow(request, request, deadline);
      return { status, headers, body, durationMs: performance.now() - startedAt };
    } catch (error) {
      throw deadline.passed === undefined ? outboundError(error, request.url) : withPartial(deadline.passed, error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
    if (this.trustedAgent !== this.agent) await this.trustedAgent.destroy();
  }

  private async follow(
    first: OutgoingRequest,
    { maxBytes, isTrusted = false }: Pick<OutboundRequest, 'maxBytes' | 'isTrusted'>,
    deadline: Deadline,
  ): Promise<Omit<OutboundAnswer, 'durationMs'>> {
    let request = first;
    for (let redirects = 0; ; redirects += 1) {
      const problem = isTrusted ? outboundUrlProblem(request.url, true) : this.urlProblem(request.url);
      if (problem !== undefined) throw new OutboundError('blocked', `the URL ${problem}`);
      const answer = await this.once(request, isTrusted, deadline);
      const headers = joined(answer.headers);
      const next = redirected(request, answer.statusCode, headers.location);
      if (next === undefined) {
        return { status: answer.statusCode, headers, body: await readBody(answer, headers, maxBytes) };
      }
      await answer.body.dump({ limit: MAX_DUMPED_BYTES });
      if (redirects === MAX_REDIRECTS) throw new OutboundError('network', `more than ${MAX_REDIRECTS} redirects`);
      request = next;
    }
  }

  private once(request: OutgoingRequest, isTrusted: boolean, deadline: Deadline): Promise<Dispatcher.ResponseData> {
    const { url, method, headers, body } = request;
    return send(url, {
      dispatcher: isTrusted ? this.trustedAgent : this.agent,
      method,
      headers: { 'user-agent': 'assay', 'accept-encoding': 'identity', ...headers },
      body,
      signal: deadline.signal,
    });
  }
}

function joined(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** The limit that was passed, with what had come until then. */
function withPartial(passed: OutboundError, error: unknown): OutboundError {
  const partial = error instanceof OutboundError ? error.partial : undefined;
  return new OutboundError(passed.kind, passed.message, partial);
}

function outboundError(error: unknown, url: string): OutboundError {
  if (error instanceof OutboundError) return error;
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (cause instanceof OutboundError) return cause;
  const reason = code ?? (error instanceof Error ? error.message : 'unknown');
  return new OutboundError('network', `no answer from ${URL.parse(url)?.host ?? 'the URL'} (${reason})`, undefined, {
    cause: error,
  });
}
