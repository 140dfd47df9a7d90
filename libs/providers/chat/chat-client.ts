import { setTimeout as rest } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ScorerUnavailableError } from '@assay/shared/errors';
import { Outbound, type OutboundAnswer } from '@assay/shared/outbound';
import { SealedValueError } from '@assay/shared/secrets';
import { LRUCache } from 'lru-cache';
import { costUsd } from '../settings/prices';
import { ProviderDirectory } from '../settings/provider-directory';
import type { ResolvedProvider } from '../settings/provider-settings';
import { backoffMs } from './backoff';
import { CallGate, MAX_HELD_MS } from './call-gate';
import { readChatAnswer, type ReadAnswer } from './chat-answer';
import { chatBody, type ChatRequest, type Dispensable, refusedField } from './chat-request';
import { GateLedger } from './gate-ledger';
import { callError, statusError } from './http-failure';
import { ProviderError } from './provider-error';

export type { ChatMessage, ChatRequest } from './chat-request';

/** A usable answer of a model, with what it took. */
export interface ChatAnswer {
  readonly text: string;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** As the provider counts; null when it does not say. */
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** Exact decimal as text, by the prices of the provider's settings; null without them. */
  readonly costUsd: string | null;
  /** Why the model stopped: `stop`, `length`, … */
  readonly finishReason: string | null;
}

/** What a request needs to know of the provider that would serve it. */
export interface ProviderFacts {
  /** The model of requests that name none. */
  readonly model: string | undefined;
  /** Answers to the same question may differ between providers. */
  readonly baseUrl: string;
}

const DEFAULT_ATTEMPTS = 4;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const REMEMBERED_MODELS = 1_000;
const REFUSALS_REMEMBERED_MS = 60 * 60_000;
const MAX_GATES = 10_000;

/**
 * Asks language models through OpenAI's chat completions: the provider of the project, else the operator's. Bounded in
 * time, bytes, calls at once and calls in a minute, whatever process makes them; trouble that may pass is waited out.
 */
@Injectable()
export class ChatClient implements OnApplicationShutdown {
  private readonly gates = new LRUCache<string, CallGate>({ max: MAX_GATES });
  /** What a model of a provider has refused: not sent again for an hour. */
  private readonly refusals = new LRUCache<string, ReadonlySet<Dispensable>>({
    max: REMEMBERED_MODELS,
    ttl: REFUSALS_REMEMBERED_MS,
  });

  constructor(
    private readonly directory: ProviderDirectory,
    private readonly outbound: Outbound,
    private readonly ledger: GateLedger,
  ) {}

  /** Gives back what this process may still call. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.gates.values()].map((gate) => gate.close()));
  }

  /** What would serve a project; undefined when no provider is configured. */
  async providerOf(projectId: string): Promise<ProviderFacts | undefined> {
    const provider = await this.resolved(projectId);
    return provider === undefined ? undefined : { model: provider.settings.model, baseUrl: provider.settings.baseUrl };
  }

  /**
   * Asks a model.
   * @throws {ProviderError} when there is no usable answer, after repeating what may pass
   * @throws {ScorerUnavailableError} when no provider is configured
   */
  async complete(projectId: string, request: ChatRequest): Promise<ChatAnswer> {
    const provider = await this.resolved(projectId);
    if (provider === undefined) throw new ScorerUnavailableError('no provider of language models is configured', {});
    const model = request.model ?? provider.settings.model;
    if (model === undefined) {
      throw new ProviderError('misconfigured', 'the request names no model, and its provider has no default one');
    }
    const gate = this.gateOf(provider, projectId);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return priced(await this.attempt(provider, gate, model, request), model, provider);
      } catch (error) {
        await this.beforeNext(error, attempt, request);
      }
    }
  }

  /** Waits until a failed attempt may be repeated; throws its error when that is not to be. */
  private async beforeNext(error: unknown, attempt: number, request: ChatRequest): Promise<void> {
    const isLast = attempt >= (request.maxAttempts ?? DEFAULT_ATTEMPTS);
    if (!(error instanceof ProviderError) || !error.retryable || isLast) throw error;
    const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(attempt));
    if (waitMs > MAX_HELD_MS) throw error;
    await rest(waitMs, undefined, { signal: request.signal }).catch((cause: unknown) => {
      throw new ProviderError('aborted', 'the call was given up', { cause });
    });
  }

  private async attempt(
    provider: ResolvedProvider,
    gate: CallGate,
    model: string,
    request: ChatRequest,
  ): Promise<ReadAnswer> {
    const leave = await gate.enter(provider.settings, request.signal);
    try {
      return readChatAnswer(await this.ask(provider, model, request));
    } finally {
      leave();
    }
  }

  /** Sends the request, and again without a field that this model refuses. */
  private async ask(provider: ResolvedProvider, model: string, request: ChatRequest): Promise<string> {
    const key = `${provider.settings.baseUrl} ${model}`;
    for (;;) {
      const without = this.refusals.get(key) ?? new Set<Dispensable>();
      const body = chatBody(request, model, without);
      const answer = await this.send(provider, request, body);
      const text = answer.body.toString('utf8');
      if (answer.status >= 200 && answer.status < 300) return text;
      const refused = answer.status === 400 || answer.status === 422 ? refusedField(text, body) : undefined;
      if (refused === undefined) throw statusError(answer);
      this.refusals.set(key, new Set([...without, refused]));
    }
  }

  private async send(provider: ResolvedProvider, request: ChatRequest, body: string): Promise<OutboundAnswer> {
    const { baseUrl, apiKey, timeoutMs } = provider.settings;
    try {
      return await this.outbound.call({
        url: `${baseUrl}/chat/completions`,
        method: 'POST',
        headers: {
          ...request.headers,
          'content-type': 'application/json',
          accept: 'application/json',
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body,
        timeoutMs: request.timeoutMs ?? timeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
        signal: request.signal,
        isTrusted: provider.source === 'environment',
      });
    } catch (error) {
      throw callError(error);
    }
  }

  private async resolved(projectId: string): Promise<ResolvedProvider | undefined> {
    try {
      return await this.directory.resolve(projectId);
    } catch (error) {
      if (!(error instanceof SealedValueError)) throw error;
      throw new ProviderError('misconfigured', `the API key of the provider cannot be read: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** The operator's provider has one gate, however many projects it serves. */
  private gateOf(provider: ResolvedProvider, projectId: string): CallGate {
    const key = provider.source === 'environment' ? '' : projectId;
    const gate = this.gates.get(key) ?? new CallGate(this.ledger, key);
    this.gates.set(key, gate);
    return gate;
  }
}

function priced(answer: ReadAnswer, asked: string, provider: ResolvedProvider): ChatAnswer {
  const model = answer.model ?? asked;
  const price = provider.settings.prices.get(asked) ?? provider.settings.prices.get(model);
  return { ...answer, model, costUsd: costUsd(price, answer.tokensInput, answer.tokensOutput) };
}
