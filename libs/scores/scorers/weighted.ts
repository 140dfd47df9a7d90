import { compareDecimal, numberLiteral } from '@assay/shared/json';
import { isAbsent, isConfig } from './config';
import { weightedMean } from './exact-ratio';
import { type BuiltInScorer, type ScorerConfig, ScorerConfigError, type ScorerResult } from './types';

/** What a group needs to know of a scorer to have it as a part. */
export type PartScorer = Pick<BuiltInScorer, 'name' | 'validateConfig'>;

/** A scorer of a group, its configuration checked. */
export interface Part<Scorer extends PartScorer> {
  readonly scorer: Scorer;
  /** What the rationale calls it: the scorer's own name unless the part says another. */
  readonly name: string;
  readonly config: ScorerConfig;
  /** Exact decimal ≥ 0. */
  readonly weight: string;
}

/** The name of the scorer that is a group of others. */
export const GROUP_SCORER = 'weighted';

const MAX_PARTS = 20;
const MAX_NAME_BYTES = 1_024;
const MAX_WEIGHT = '1000000';
const MAX_WEIGHT_LENGTH = 30;

/**
 * Σ weight × value ÷ Σ weight over the scorers of `of` that gave a number, from 0 to 1, computed on exact decimals and rounded at the
 * 20th; no score when none gave one or their weights add up to 0. `of` is a list of 1 to 20 `{scorer, config?, weight?, name?}`; a weight
 * is a number ≥ 0 (default 1), a name what the rationale calls the part. Parts that are scorers of a project are resolved before.
 * @param find the scorers that a group may consist of
 */
export function weightedScorer(find: (name: string) => BuiltInScorer | undefined): BuiltInScorer {
  return {
    name: GROUP_SCORER,
    description: 'The weighted mean of other scorers.',
    configSchema: {
      type: 'object',
      required: ['of'],
      properties: {
        of: {
          type: 'array',
          minItems: 1,
          maxItems: MAX_PARTS,
          items: {
            type: 'object',
            required: ['scorer'],
            properties: {
              scorer: { type: 'string', description: 'A built-in scorer, or one of the project; no other group.' },
              config: { type: 'object' },
              weight: { type: 'number', minimum: 0, default: 1 },
              name: { type: 'string', description: 'What the rationale calls it.' },
            },
          },
        },
      },
    },

    validateConfig(config) {
      readParts(config, find);
    },

    score(input, config) {
      const parts = readParts(config, find);
      return groupMean(parts.map((part) => ({ part, result: part.scorer.score(input, part.config) })));
    },
  };
}

/** What the parts of a group gave, as one result: the weighted mean of those that gave a number. */
export function groupMean(
  results: readonly { readonly part: Part<PartScorer>; readonly result: ScorerResult }[],
): ScorerResult {
  const given = results.flatMap(({ part, result }) =>
    result.value === null ? [] : [{ value: numberLiteral(result.value) as string, weight: part.weight }],
  );
  const mean = weightedMean(given);
  const rationale = results.map(({ part, result }) => line(part, result)).join('\n');
  if (mean !== undefined) return { value: mean, rationale };
  const reason = given.length === 0 ? 'None of the scorers gave a number' : 'The weights of the scorers add up to 0';
  return { value: null, reason: `${reason}.\n${rationale}` };
}

function line({ name, weight }: Part<PartScorer>, result: ScorerResult): string {
  return result.value === null
    ? `${name}: no score (${result.reason})`
    : `${name}: ${numberLiteral(result.value)}, weight ${weight}`;
}

/**
 * The parts of a group.
 * @param find the scorers that it may consist of
 * @throws {ScorerConfigError} for parts that are none, scorers that are not found, and configurations that they refuse
 */
export function readParts<Scorer extends PartScorer>(
  config: ScorerConfig,
  find: (name: string) => Scorer | undefined,
): Part<Scorer>[] {
  const { of } = config;
  if (!Array.isArray(of) || of.length === 0 || of.length > MAX_PARTS)
    throw new ScorerConfigError('of', `of must be a list of 1 to ${MAX_PARTS} scorers.`);
  return of.map((part: unknown, index) => readPart(part, `of[${index}]`, find));
}

function readPart<Scorer extends PartScorer>(
  part: unknown,
  place: string,
  find: (name: string) => Scorer | undefined,
): Part<Scorer> {
  if (!isConfig(part)) throw new ScorerConfigError(place, `${place} must be an object with a scorer.`);
  const scorer = typeof part.scorer === 'string' ? find(part.scorer) : undefined;
  if (scorer === undefined)
    throw new ScorerConfigError(
      `${place}.scorer`,
      `${place}.scorer must name a scorer, built in or of the project, that is no group itself.`,
    );
  const config = isAbsent(part.config) ? {} : part.config;
  if (!isConfig(config)) throw new ScorerConfigError(`${place}.config`, `${place}.config must be an object.`);
  try {
    scorer.validateConfig(config);
  } catch (error) {
    if (!(error instanceof ScorerConfigError)) throw error;
    throw new ScorerConfigError(`${place}.config.${error.field}`, error.message);
  }
  const name = isAbsent(part.name) ? scorer.name : readName(part.name, `${place}.name`);
  return { scorer, name, config, weight: readWeight(part.weight, `${place}.weight`) };
}

function readName(name: unknown, place: string): string {
  if (typeof name === 'string' && name.trim() !== '' && Buffer.byteLength(name) <= MAX_NAME_BYTES) return name.trim();
  throw new ScorerConfigError(place, `${place} must be a text of at most ${MAX_NAME_BYTES} bytes.`);
}

function readWeight(weight: unknown, place: string): string {
  if (isAbsent(weight)) return '1';
  const literal = numberLiteral(weight);
  const fits =
    literal !== undefined &&
    literal.length <= MAX_WEIGHT_LENGTH &&
    !/e-?\d{3}/i.test(literal) &&
    compareDecimal(literal, '0') >= 0 &&
    compareDecimal(literal, MAX_WEIGHT) <= 0;
  if (fits) return literal;
  throw new ScorerConfigError(place, `${place} must be a number from 0 to ${MAX_WEIGHT}.`);
}
