import { contains } from './contains';
import { exactMatch } from './exact-match';
import { regex } from './regex';
import type { BuiltInScorer } from './types';

/** Every built-in scorer; a new one is a file of its own and a line here. */
const SCORERS: readonly BuiltInScorer[] = [exactMatch, contains, regex];

const SCORERS_BY_NAME = new Map(SCORERS.map((scorer) => [scorer.name, scorer]));

/** The built-in scorer of that name, in exactly that spelling. */
export function findScorer(name: string): BuiltInScorer | undefined {
  return SCORERS_BY_NAME.get(name);
}

/** The names of all built-in scorers. */
export function scorerNames(): string[] {
  return [...SCORERS_BY_NAME.keys()];
}
