import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { CONFIG, type Config } from '@assay/shared/config';
import { CheckedUrls } from './checked-urls';
import { Deadline } from './deadline';
import { exchange } from './exchange';
import { guardedAgent } from './guarded-agent';
import { OutboundError } from './outbound.error';
import { outboundUrlProblem } from './outbound-url';
import { plainBody } from './plain-body';
import { MAX_REDIRECTS, type OutgoingRequest } from './redirects';

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
  private readonly open: Way;
  private readonly trusted: Way;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.open = wayOf(config.outboundPrivate);
    this.trusted = config.outboundPrivate ? this.open : wayOf(true);
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
      const { status, headers, body } = await this.follow(request, deadline);
      return { status, headers, body, durationMs: performance.now() - startedAt };
    } catch (error) {
      throw deadline.passed === undefined ? outboundError(error, request.url) : withPartial(deadline.passed, error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.open.agent.destroy();
    if (this.trusted !== this.open) await this.trusted.agent.destroy();
  }

  private async follow(
    { url, method, headers, body, maxBytes, isTrusted = false }: OutboundRequest,
    deadline: Deadline,
  ): Promise<Omit<OutboundAnswer, 'durationMs'>> {
    const { agent, urls } = isTrusted ? this.trusted : this.open;
    let request: OutgoingRequest = { url, method, headers, body };
    for (let redirects = 0; ; redirects += 1) {
      const answer = await exchange(agent, urls.placeOf(request.url), request, { maxBytes, deadline });
      if (answer.redirect === undefined) {
        return { status: answer.status, headers: answer.headers, body: await plainBody(answer, maxBytes) };
      }
      if (redirects === MAX_REDIRECTS) throw new OutboundError('network', `more than ${MAX_REDIRECTS} redirects`);
      request = answer.redirect;
    }
  }
}

/** Connections to addresses that may be called, and the URLs that lead there. */
interface Way {
  readonly agent: Dispatcher;
  readonly urls: CheckedUrls;
}

function wayOf(allowsPrivate: boolean): Way {
  return { agent: guardedAgent(allowsPrivate), urls: new CheckedUrls(allowsPrivate) };
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
