import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { type ChatAnswer, ChatClient } from '@assay/providers';
import { nowIso } from '@assay/shared/time';
import { JudgeAnswersRepository } from './judge-answers.repository';
import type { JudgeConfig } from './judge-config';
import { judgeRequest } from './judge-request';
import { PLACEHOLDERS, placeholdersOf, type TemplateValues, valueText } from './prompt-template';
import { type AnswerUsage, ScoreUsageRepository } from '../usage/score-usage.repository';
import { readVerdict } from './read-verdict';

/** What a judge looks at. */
export interface JudgedSubject {
  readonly input?: unknown;
  readonly output: unknown;
  readonly expectedOutput: unknown;
}

/** What a judge said: a value in [0, 1] or a label, its whole answer, and what that took. */
export interface Judgement {
  readonly value: number | string;
  readonly rationale: string;
  readonly usage: AnswerUsage;
}

/** The circumstances of a question. */
export interface Occasion {
  /** What tells it from an equal one where answers are left to chance (a temperature, no seed). */
  readonly occasion: string;
  /** The task that what it takes is counted for. */
  readonly taskId?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds for the call; the provider's own limit unless given. */
  readonly timeoutMs?: number;
}

/** An answer that no value can be read from. */
export class UnreadableAnswerError extends Error {
  constructor(
    message: string,
    readonly excerpt: string,
  ) {
    super(message);
    this.name = 'UnreadableAnswerError';
  }
}

const VERSION = 1;
const KEPT_MS = 30 * 24 * 60 * 60_000;
const MAX_ANSWER_CHARACTERS = 65_536;
const EXCERPT_CHARACTERS = 2_048;

/** Asks models to judge. What was answered once to the same question is not paid for again, for 30 days. */
@Injectable()
export class Judge {
  constructor(
    private readonly database: Database,
    private readonly chat: ChatClient,
    private readonly answers: JudgeAnswersRepository,
    private readonly usages: ScoreUsageRepository,
  ) {}

  /**
   * Judges a subject, with one attempt.
   * @throws {ProviderError} when the provider gives no usable answer
   * @throws {ScorerUnavailableError} when no provider is configured
   * @throws {UnreadableAnswerError} when no value can be read from the answer
   */
  async judge(
    projectId: string,
    config: JudgeConfig,
    subject: JudgedSubject,
    { occasion, taskId, signal, timeoutMs }: Occasion,
  ): Promise<Judgement> {
    const values = valuesOf(config, subject);
    const provider = await this.chat.providerOf(projectId);
    const hash = questionHash(config, values, { provider, occasion });
    const known = await this.answers.find(this.database, projectId, hash);
    if (known !== undefined) {
      const usage = { model: known.model, isKept: true, tokensInput: 0, tokensOutput: 0, costUsd: '0' };
      await this.count(projectId, taskId, usage);
      return judgementOf(known.answer, config, usage);
    }
    const request = { ...judgeRequest(config, values), maxAttempts: 1, signal, timeoutMs };
    const answer = await this.chat.complete(projectId, request);
    const text = keptText(answer.text);
    const { tokensInput, tokensOutput, costUsd } = answer;
    const usage = { model: keptText(answer.model), isKept: false, tokensInput, tokensOutput, costUsd };
    // It was paid for, whatever becomes of it.
    await this.count(projectId, taskId, usage);
    const judgement = judgementOf(text, config, usage);
    await this.keep(projectId, hash, text, answer);
    return judgement;
  }

  private async count(projectId: string, taskId: string | undefined, usage: AnswerUsage): Promise<void> {
    if (taskId !== undefined) await this.usages.add(this.database, projectId, taskId, usage);
  }

  private async keep(projectId: string, hash: Buffer, text: string, answer: ChatAnswer): Promise<void> {
    const { model, tokensInput, tokensOutput, costUsd } = answer;
    const times = { now: nowIso(), before: new Date(Date.now() - KEPT_MS).toISOString() };
    const row = { answer: text, model: keptText(model), tokensInput, tokensOutput, costUsd };
    await this.answers.keep(this.database, projectId, hash, row, times);
  }
}

function valuesOf(config: JudgeConfig, subject: JudgedSubject): TemplateValues {
  const asked = placeholdersOf(config.template);
  const values = { input: subject.input, output: subject.output, expected_output: subject.expectedOutput };
  const text = (name: (typeof PLACEHOLDERS)[number]): string | undefined =>
    asked.has(name) ? valueText(values[name]) : undefined;
  return { input: text('input'), output: text('output'), expected_output: text('expected_output') };
}

function judgementOf(answer: string, config: JudgeConfig, usage: AnswerUsage): Judgement {
  const value = readVerdict(answer, config.extraction);
  if (value !== undefined) return { value, rationale: answer, usage };
  const what = { numeric: 'number', label: 'label', verdict: 'pass or fail' }[config.extraction.kind];
  throw new UnreadableAnswerError(`the answer of the model has no ${what}`, answer.slice(0, EXCERPT_CHARACTERS));
}

/** Storable, and of a bounded length. */
function keptText(text: string): string {
  return text.slice(0, MAX_ANSWER_CHARACTERS).replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** Equal for equal questions: everything that the answer depends on but the code that delimits values. */
function questionHash(
  config: JudgeConfig,
  values: TemplateValues,
  { provider, occasion }: { provider: { baseUrl: string; model: string | undefined } | undefined; occasion: string },
): Buffer {
  const { model = provider?.model, template, extraction, temperature, seed, maxTokens } = config;
  const chance = temperature > 0 && seed === undefined ? occasion : '';
  const parts = [VERSION, provider?.baseUrl, model, template, extraction, temperature, seed, maxTokens, chance, values];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
