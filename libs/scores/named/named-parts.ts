import { InvalidScorerConfigError } from '@assay/shared/errors';
import { builtInNames, isBuiltIn } from '../built-in-scorers';
import { GROUP_SCORER, isAbsent, isConfig } from '../scorers';

type Config = Record<string, unknown>;

/** A scorer of a project: what computes, and its configuration. */
export interface Named {
  readonly scorer: string;
  readonly config: Config;
}

/** The scorers of a project by name. */
export type Known = ReadonlyMap<string, Named>;

const MAX_SHOWN_NAMES = 100;

/** Every name that a scorer may be given by in a project: the built-in ones, and the first hundred of its own. */
export function namesOf(known: Known): string[] {
  return [...builtInNames(), ...[...known.keys()].slice(0, MAX_SHOWN_NAMES)];
}

/** Whether a group has a part that is not built in: one of the project, or none at all. */
export function hasNamedPart(config: Config | null | undefined): boolean {
  return Array.isArray(config?.of) && config.of.some((part: unknown) => namedBy(part) !== undefined);
}

/**
 * The configuration of a group with built-in scorers in the place of named parts. The configuration of a part goes before the named one's,
 * key by key; the name stays, as what the part is called. Parts that are none stay for `readParts` to refuse.
 * @param place what stands before `config` in errors
 * @throws {InvalidScorerConfigError} for a name that neither the server nor the project has, with those that exist, and for groups:
 * a group holds none, by whatever name, so that no scorer is made of itself
 */
export function withNamedParts(config: Config, known: Known, place: string): Config {
  if (!hasNamedPart(config)) return config;
  const of = (config.of as unknown[]).map((part, index) => {
    const name = namedBy(part);
    return name === undefined ? part : resolvedPart(part as Config, name, known, `${place}config.of[${index}]`);
  });
  return { ...config, of };
}

function namedBy(part: unknown): string | undefined {
  const scorer = isConfig(part) ? part.scorer : undefined;
  return typeof scorer === 'string' && !isBuiltIn(scorer) ? scorer.trim() : undefined;
}

function resolvedPart(part: Config, name: string, known: Known, place: string): Config {
  const named = known.get(name);
  const field = `${place}.scorer`;
  if (named === undefined) {
    const names = namesOf(known).filter((each) => each !== GROUP_SCORER && known.get(each)?.scorer !== GROUP_SCORER);
    throw new InvalidScorerConfigError(
      `${field}: no scorer is named ${JSON.stringify(name)}; a group may consist of ${names.join(', ')}`,
      { field, scorers: names, built_in: builtInNames() },
    );
  }
  if (named.scorer === GROUP_SCORER) {
    throw new InvalidScorerConfigError(
      `${field}: ${JSON.stringify(name)} is a group itself, and a group holds no other: name its scorers here instead`,
      { field },
    );
  }
  const own = part.config;
  // What is no object is left for `readParts` to refuse.
  const config = isAbsent(own) ? named.config : isConfig(own) ? { ...named.config, ...own } : own;
  return { ...part, scorer: named.scorer, name: isAbsent(part.name) ? name : part.name, config };
}
