import { findJudgedScorer, judgedScorerNames, listJudgedScorers } from './judge/judged-scorers';
import { findScorer, listScorers, scorerNames } from './scorers';

/** A scorer that the server computes, as people choose it. */
export interface BuiltInDescription {
  readonly name: string;
  readonly description: string;
  readonly aliases: string[];
  readonly config_schema: Record<string, unknown>;
}

/** Whether the server computes a scorer of that name or alias. */
export function isBuiltIn(name: string): boolean {
  return findScorer(name) !== undefined || findJudgedScorer(name) !== undefined;
}

/** The names of all scorers that the server computes, at once or by a model. */
export function builtInNames(): string[] {
  return [...scorerNames(), ...judgedScorerNames()];
}

/** Every scorer that the server computes. */
export function describeBuiltIns(): BuiltInDescription[] {
  return [
    ...listScorers().map(({ scorer: { name, description, configSchema }, aliases }) => ({
      name,
      description,
      aliases,
      config_schema: configSchema,
    })),
    ...listJudgedScorers().map(({ name, description, configSchema }) => ({
      name,
      description,
      aliases: [],
      config_schema: configSchema,
    })),
  ];
}
