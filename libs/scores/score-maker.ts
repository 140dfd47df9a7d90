import { InvalidRequestError, InvalidScorerConfigError } from '@assay/shared/errors';
import { jsonText } from '@assay/shared/json';
import type { JudgeConfig } from './judge/judge-config';
import { builtInNames } from './built-in-scorers';
import { findJudgedScorer, type JudgedScorer, nothingToJudge } from './judge/judged-scorers';
import { groupWithoutModel, type JudgedGroup, judgesOf, readJudgedGroup } from './judge/judged-group';
import { readScoreValue } from './score-value';
import {
  type BuiltInScorer,
  findScorer,
  NO_EXPECTED_OUTPUT,
  NO_OUTPUT,
  ScorerConfigError,
  type ScorerResult,
} from './scorers';

/** A score as it is asked for: the fields of `ScoreRequestDto`. */
export interface ScoreRequest {
  /** The scorers of a `weighted` one, where `config` does not hold them. */
  readonly of?: unknown;
  readonly scorer_name: string;
  readonly scorer?: unknown;
  readonly value?: unknown;
  readonly config?: Record<string, unknown> | null;
  readonly rationale?: string | null;
}

/** What a score is computed from: plain values or `RawJson`; `undefined` and `null` are absent. */
export interface ScoreSubject {
  readonly input?: unknown;
  readonly output: unknown;
  readonly expectedOutput: unknown;
}

/** A score without its target: the columns that hold what was judged. */
export interface MadeScore {
  readonly scorerName: string;
  /** Exact decimal as text, within [0, 1]; null for a label. */
  readonly numericValue: string | null;
  readonly label: string | null;
  readonly rationale: string | null;
  /** JSON text. */
  readonly config: string | null;
}

/** A score that is to be made in the background: what a task is stored with, beside its target. */
export interface QueuedScore {
  readonly scorerName: string;
  readonly scorer: string;
  /** JSON text. */
  readonly config: string | null;
}

/** Why there is no score: none can be made, or it is `queued` and made in the background. */
export interface NoScore {
  readonly reason: string;
  readonly queued?: QueuedScore;
  /** Of a scorer that had everything it needs, and cannot score this output. */
  readonly failed?: QueuedScore;
}

/** What only a model can make, and what it is asked. */
export interface AskedJudge {
  readonly scorer: string;
  readonly config: JudgeConfig;
}

/** A request that has been checked, and makes its score when it gets what it judges. */
export interface PreparedScore {
  /** Whether the score is computed: one whose value was given does not look at its subject. */
  readonly needsSubject: boolean;
  /** Whether it is made in the background: `make` then says whether it can be, and gives what to store as a task. */
  readonly isBackground: boolean;
  /** What models are asked, of scores that are made in the background; see `BackgroundScores.mustBeAvailable`. */
  readonly judges: readonly AskedJudge[];
  make(subject: ScoreSubject): MadeScore | NoScore;
}

/** Whether a score was made. */
export function isMade(result: MadeScore | NoScore): result is MadeScore {
  return 'scorerName' in result;
}

const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * Checks a request, everything but its subject. Field names in errors are those of the request itself; callers that
 * hold several requests put the place before them.
 * @throws {InvalidScoreValueError} when a given value is neither a number in [0, 1] nor a label that is not blank
 * @throws {InvalidScorerConfigError} when a built-in scorer cannot use its configuration
 * @throws {InvalidRequestError} when a value is missing that no built-in scorer computes
 */
export function prepareScore(request: ScoreRequest): PreparedScore {
  const config = configOf(request);
  const kept = {
    scorerName: request.scorer_name.trim(),
    rationale: request.rationale ?? null,
    config: configText(config),
  };
  const scorer = scorerOf(request);
  if (request.value != null) {
    const value = readScoreValue(request.value);
    if (config !== undefined) checkConfig(scorer, config);
    return { needsSubject: false, isBackground: false, judges: [], make: () => ({ ...kept, ...value }) };
  }
  if (scorer === undefined) throw withoutScorer();
  if ('read' in scorer) {
    return judged(kept, { scorer: scorer.name, config: checked(() => scorer.read(config ?? {})) });
  }
  const group = checkConfig(scorer, config ?? {});
  if (group !== undefined) return ofGroup(kept, scorer.name, group);
  const make = (subject: ScoreSubject): MadeScore | NoScore =>
    computed(kept, scorer.name, scorer.score(subject, config ?? {}));
  return { needsSubject: true, isBackground: false, judges: [], make };
}

/** Checks a request and makes its score at once; see {@link prepareScore}. */
export function makeScore(request: ScoreRequest, subject: ScoreSubject): MadeScore | NoScore {
  return prepareScore(request).make(subject);
}

/** The configuration of a request, with the `of` that may stand beside it. */
export function configOf({ config, of }: ScoreRequest): Config | undefined {
  if (of == null || (config != null && Object.hasOwn(config, 'of'))) return config ?? undefined;
  return { ...config, of };
}

type Kept = Pick<MadeScore, 'scorerName' | 'rationale' | 'config'>;
type Config = Record<string, unknown>;

function configText(config: Config | undefined): string | null {
  if (config === undefined) return null;
  const text = jsonText(config);
  if (Buffer.byteLength(text) > MAX_CONFIG_BYTES) {
    throw new InvalidRequestError(`config must be at most ${MAX_CONFIG_BYTES} bytes of JSON`, {
      field: 'config',
      limit_bytes: MAX_CONFIG_BYTES,
    });
  }
  return text;
}

/** The scorer of a request: the one that `scorer` names, else the one called like the score. */
function scorerOf(request: ScoreRequest): BuiltInScorer | JudgedScorer | undefined {
  const find = (name: string): BuiltInScorer | JudgedScorer | undefined => findScorer(name) ?? findJudgedScorer(name);
  if (request.scorer == null) return find(request.scorer_name.trim());
  const found = typeof request.scorer === 'string' ? find(request.scorer) : undefined;
  if (found !== undefined) return found;
  throw new InvalidRequestError(`scorer must name a built-in scorer: ${builtInNames().join(', ')}`, {
    field: 'scorer',
    built_in: builtInNames(),
  });
}

function withoutScorer(): Error {
  const message = `value is required: the server computes only ${builtInNames().join(', ')}`;
  return new InvalidRequestError(message, { field: 'value', built_in: builtInNames() });
}

/** Gives the parts of a group that asks a model. */
function checkConfig(scorer: BuiltInScorer | JudgedScorer | undefined, config: Config): JudgedGroup | undefined {
  return checked(() => {
    const group = scorer === undefined ? undefined : readJudgedGroup(scorer.name, config);
    if (group !== undefined || scorer === undefined) return group;
    if ('read' in scorer) scorer.read(config);
    else scorer.validateConfig(config);
    return undefined;
  });
}

/** What a check of a configuration gives, its errors as the API's. */
function checked<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ScorerConfigError)) throw error;
    throw new InvalidScorerConfigError(
      `config.${error.field}: ${error.message}`,
      { field: `config.${error.field}` },
      { cause: error },
    );
  }
}

/** A score that a model makes: whether there is something to judge shows at once. */
function judged(kept: Kept, judge: AskedJudge): PreparedScore {
  const queued = { scorerName: kept.scorerName, scorer: judge.scorer, config: kept.config };
  return {
    needsSubject: true,
    isBackground: true,
    judges: [judge],
    make: (subject) => {
      const missing = nothingToJudge(judge.config, subject);
      return missing === undefined ? { reason: 'queued', queued } : { reason: missing };
    },
  };
}

/** A weighted score of which a model makes a part: all of it is made behind the request, unless no model has to be asked. */
function ofGroup(kept: Kept, scorer: string, group: JudgedGroup): PreparedScore {
  const queued = { scorerName: kept.scorerName, scorer, config: kept.config };
  return {
    needsSubject: true,
    isBackground: true,
    judges: judgesOf(group),
    make: (subject) => {
      const result = groupWithoutModel(group, subject);
      return result === undefined ? { reason: 'queued', queued } : computed(kept, scorer, result);
    },
  };
}

function computed(kept: Kept, scorer: string, result: ScorerResult): MadeScore | NoScore {
  if (result.value === null) {
    const { reason } = result;
    const isMissing = [NO_EXPECTED_OUTPUT, NO_OUTPUT].some(
      (missing) => missing.value === null && missing.reason === reason,
    );
    const failed = { scorerName: kept.scorerName, scorer, config: kept.config };
    return isMissing ? { reason } : { reason, failed };
  }
  return { ...kept, ...readScoreValue(result.value), rationale: kept.rationale ?? result.rationale ?? null };
}
