import { Injectable } from '@nestjs/common';
import { ProviderError } from '@assay/providers';
import { jsonText } from '@assay/shared/json';
import { isMade, type MadeScore, makeScore, type ScoreSubject } from '../score-maker';
import { readScoreValue } from '../score-value';
import { exactSum, groupMean, type ScorerResult } from '../scorers';
import type { AnswerUsage } from '../usage/score-usage.repository';
import { Judge, type Occasion, UnreadableAnswerError } from './judge';
import { findJudgedScorer, nothingToJudge } from './judged-scorers';
import { type JudgedGroup, readJudgedGroup, withoutModel } from './judged-group';

/** What makes a score. */
export interface ComputedScorer {
  readonly scorerName: string;
  /** A built-in or judged scorer. */
  readonly scorer: string;
  readonly config: Record<string, unknown>;
}

/** The circumstances of a score that is being made. */
export interface Making extends Occasion {
  /** Whether all of it is to be tried again after trouble that may pass; a part of a group counts as failed otherwise. */
  mayRetry(error: ProviderError): boolean;
}

/** A part of a group that could not score. */
export interface FailedPart {
  readonly scorer: string;
  /** JSON text. */
  readonly config: string | null;
  /** A short word for programs. */
  readonly type: string;
  readonly message: string;
  readonly excerpt: string | undefined;
}

/** A score, or why there is none; and the parts of a group that could not score. */
export type Computed = ({ readonly score: MadeScore } | { readonly reason: string }) & {
  readonly failures: readonly FailedPart[];
  /** What models were asked for it that gave an answer. */
  readonly usage: ComputedUsage;
};

/** What the answers that make a score took; null where nobody said. */
export type ComputedUsage = Pick<AnswerUsage, 'tokensInput' | 'tokensOutput' | 'costUsd'>;

interface PartResult {
  readonly part: JudgedGroup[number];
  readonly result: ScorerResult;
  readonly failure?: FailedPart;
  readonly usage?: AnswerUsage;
}

/** The answers of models that the rationale of a group holds, each. */
const MAX_SHOWN_CHARACTERS = 4_096;

const FREE = { failures: [], usage: { tokensInput: null, tokensOutput: null, costUsd: null } } as const;

/** Makes any score at once: computes it, asks models, or both. One attempt; stores nothing but answers. */
@Injectable()
export class ScoreComputer {
  constructor(private readonly judge: Judge) {}

  /** @throws as {@link Judge.judge}, and {ScorerConfigError} when the configuration cannot be used */
  async make(projectId: string, asked: ComputedScorer, subject: ScoreSubject, making: Making): Promise<Computed> {
    const { scorer, config } = asked;
    const group = readJudgedGroup(scorer, config);
    if (group !== undefined) return this.ofGroup(projectId, asked, group, subject, making);
    const judged = findJudgedScorer(scorer);
    if (judged === undefined) {
      const result = makeScore({ scorer_name: asked.scorerName, scorer, config }, subject);
      return isMade(result) ? { score: result, ...FREE } : { reason: result.reason, ...FREE };
    }
    const judge = judged.read(config);
    const reason = nothingToJudge(judge, subject);
    if (reason !== undefined) return { reason, ...FREE };
    const { value, rationale, usage } = await this.judge.judge(projectId, judge, subject, making);
    return { score: scoreOf(asked, value, rationale), failures: [], usage };
  }

  private async ofGroup(
    projectId: string,
    asked: ComputedScorer,
    group: JudgedGroup,
    subject: ScoreSubject,
    making: Making,
  ): Promise<Computed> {
    const settled = await Promise.allSettled(
      group.map((part, index) =>
        this.ofPart(projectId, part, subject, { ...making, occasion: `${making.occasion} ${index}` }),
      ),
    );
    const broken = settled.find((part) => part.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    const results = settled.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    const failures = results.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    const usage = usageOf(results);
    const mean = groupMean(results);
    if (mean.value === null) return { reason: mean.reason, failures, usage };
    return {
      score: scoreOf(asked, mean.value, [mean.rationale, ...results.flatMap(answersOf)].join('\n')),
      failures,
      usage,
    };
  }

  private async ofPart(
    projectId: string,
    part: JudgedGroup[number],
    subject: ScoreSubject,
    making: Making,
  ): Promise<PartResult> {
    const known = withoutModel(part, subject);
    if (known !== undefined || !('read' in part.scorer)) return { part, result: known as ScorerResult };
    try {
      const judged = await this.judge.judge(projectId, part.scorer.read(part.config), subject, making);
      const { value, rationale, usage } = judged;
      return { part, result: { value: value as number, rationale }, usage };
    } catch (error) {
      const { type, message, excerpt } = failureOf(error, making);
      const failure = { scorer: part.scorer.name, config: jsonText(part.config), type, message, excerpt };
      return { part, result: { value: null, reason: message }, failure };
    }
  }
}

function scoreOf({ scorerName, config }: ComputedScorer, value: unknown, rationale: string): MadeScore {
  const hasConfig = Object.keys(config).length > 0;
  return { scorerName, ...readScoreValue(value), rationale, config: hasConfig ? jsonText(config) : null };
}

/** What a part failed of for good. @throws what is not the answer's or the provider's fault, or may pass */
function failureOf(error: unknown, making: Making): Pick<FailedPart, 'type' | 'message' | 'excerpt'> {
  if (making.signal?.aborted === true) throw error;
  if (error instanceof UnreadableAnswerError) {
    return { type: 'unreadable', message: error.message, excerpt: error.excerpt };
  }
  if (!(error instanceof ProviderError) || (error.retryable && making.mayRetry(error))) throw error;
  return { type: error.kind, message: error.message, excerpt: error.excerpt };
}

function answersOf({ part, result }: PartResult): string[] {
  const answer = result.value === null || !('read' in part.scorer) ? undefined : result.rationale;
  return answer === undefined ? [] : [`${part.name}: ${answer.slice(0, MAX_SHOWN_CHARACTERS).toWellFormed()}`];
}

/** The sum of what the parts took, of those that said. */
function usageOf(results: readonly PartResult[]): ComputedUsage {
  const usages = results.flatMap(({ usage }) => usage ?? []);
  const sum = (counts: (number | null)[]): number | null => {
    const known = counts.filter((count) => count !== null);
    return known.length === 0 ? null : known.reduce((all, count) => all + count, 0);
  };
  const costs = usages.map(({ costUsd }) => costUsd).filter((cost) => cost !== null);
  return {
    tokensInput: sum(usages.map(({ tokensInput }) => tokensInput)),
    tokensOutput: sum(usages.map(({ tokensOutput }) => tokensOutput)),
    costUsd: costs.length === 0 ? null : exactSum(costs),
  };
}
