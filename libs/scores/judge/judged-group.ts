import {
  type BuiltInScorer,
  findSingleScorer,
  GROUP_SCORER,
  groupMean,
  type Part,
  readParts,
  type ScorerConfig,
  ScorerConfigError,
  type ScorerInput,
  type ScorerResult,
} from '../scorers';
import type { JudgeConfig } from './judge-config';
import { findJudgedScorer, nothingToJudge } from './judged-scorers';

/** A part of a group that asks a model. */
export interface JudgedPart {
  readonly name: string;
  validateConfig(config: ScorerConfig): void;
  read(config: ScorerConfig): JudgeConfig;
}

/** The parts of a `weighted` scorer of which at least one asks a model. */
export type JudgedGroup = readonly Part<BuiltInScorer | JudgedPart>[];

/**
 * The parts of a `weighted` scorer, if it asks a model; undefined of any other one.
 * @throws {ScorerConfigError} when it does and its configuration cannot be used
 */
export function readJudgedGroup(scorer: string, config: ScorerConfig): JudgedGroup | undefined {
  if (scorer !== GROUP_SCORER || !Array.isArray(config.of) || !config.of.some(asksModel)) return undefined;
  return readParts<BuiltInScorer | JudgedPart>(config, (name) => findSingleScorer(name) ?? judgedPart(name));
}

/** What those of a group ask who ask a model. */
export function judgesOf(group: JudgedGroup): { scorer: string; config: JudgeConfig }[] {
  return group.flatMap(({ scorer, config }) =>
    'read' in scorer ? [{ scorer: scorer.name, config: scorer.read(config) }] : [],
  );
}

/** What a part gives that needs no model for it; undefined when a model has to be asked. */
export function withoutModel(part: JudgedGroup[number], subject: ScorerInput): ScorerResult | undefined {
  const { scorer, config } = part;
  if (!('read' in scorer)) return scorer.score(subject, config);
  const reason = nothingToJudge(scorer.read(config), subject);
  return reason === undefined ? undefined : { value: null, reason };
}

/** What the whole group gives without a model; undefined when one has to be asked. */
export function groupWithoutModel(group: JudgedGroup, subject: ScorerInput): ScorerResult | undefined {
  const isAsked = group.some(({ scorer, config }) => 'read' in scorer && isJudgeable(scorer.read(config), subject));
  if (isAsked) return undefined;
  return groupMean(group.map((part) => ({ part, result: withoutModel(part, subject) as ScorerResult })));
}

function isJudgeable(config: JudgeConfig, subject: ScorerInput): boolean {
  return nothingToJudge(config, subject) === undefined;
}

function asksModel(part: unknown): boolean {
  const name = typeof part === 'object' && part !== null ? (part as { scorer?: unknown }).scorer : undefined;
  return typeof name === 'string' && findJudgedScorer(name) !== undefined;
}

/** A judged scorer as a part: it must give numbers. */
function judgedPart(name: string): JudgedPart | undefined {
  const judged = findJudgedScorer(name);
  if (judged === undefined) return undefined;
  const read = (config: ScorerConfig): JudgeConfig => {
    const judge = judged.read(config);
    if (judge.extraction.kind !== 'label') return judge;
    throw new ScorerConfigError('score_extraction', 'score_extraction must be numeric here: a label has no weight.');
  };
  return { name, read, validateConfig: (config) => void read(config) };
}
