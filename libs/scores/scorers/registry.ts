import { contains } from './contains';
import { equals } from './equals';
import { exactMatch } from './exact-match';
import { jsonDiff } from './json-diff';
import { jsonMatch } from './json-match';
import { jsonSchema } from './json-schema';
import { levenshtein } from './levenshtein';
import { notContains } from './not-contains';
import { numericDiff } from './numeric-diff';
import { regex } from './regex';
import type { BuiltInScorer } from './types';
import { validJson } from './valid-json';
import { weightedScorer } from './weighted';

/** Scorers that stand by themselves; a new one is a file of its own and a line here. */
const SINGLE_SCORERS: readonly BuiltInScorer[] = [
  exactMatch,
  contains,
  regex,
  notContains,
  equals,
  jsonMatch,
  jsonSchema,
  levenshtein,
  numericDiff,
  jsonDiff,
  validJson,
];

/** The names that autoevals gives scorers of the same meaning; docs/guides/scorers.md says where they differ. */
const ALIASES = new Map<string, BuiltInScorer>([
  ['ExactMatch', equals],
  ['Levenshtein', levenshtein],
  ['LevenshteinScorer', levenshtein],
  ['NumericDiff', numericDiff],
  ['JSONDiff', jsonDiff],
  ['ValidJSON', validJson],
]);

const SINGLE_BY_NAME = new Map([...SINGLE_SCORERS.map((scorer) => [scorer.name, scorer] as const), ...ALIASES]);
const SCORERS = [...SINGLE_SCORERS, weightedScorer((name) => SINGLE_BY_NAME.get(name))];
const SCORERS_BY_NAME = new Map([...SCORERS.map((scorer) => [scorer.name, scorer] as const), ...ALIASES]);

/** The built-in scorer of that name or alias, in exactly that spelling. */
export function findScorer(name: string): BuiltInScorer | undefined {
  return SCORERS_BY_NAME.get(name);
}

/** The built-in scorer of that name or alias that may be a part of a group. */
export function findSingleScorer(name: string): BuiltInScorer | undefined {
  return SINGLE_BY_NAME.get(name);
}

/** The names of all built-in scorers, without aliases. */
export function scorerNames(): string[] {
  return SCORERS.map((scorer) => scorer.name);
}

/** Every built-in scorer, with the other names that it goes by. */
export function listScorers(): { scorer: BuiltInScorer; aliases: string[] }[] {
  return SCORERS.map((scorer) => ({
    scorer,
    aliases: [...ALIASES].filter(([, named]) => named === scorer).map(([alias]) => alias),
  }));
}
