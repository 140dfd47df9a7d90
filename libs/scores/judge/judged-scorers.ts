import type { ScorerConfig } from '../scorers/types';
import { readFactualityConfig } from './factuality';
import { type JudgeConfig, readGradeConfig, readJudgeConfig } from './judge-config';
import { placeholdersOf } from './prompt-template';

/** A scorer whose score only a model can make, behind the request. */
export interface JudgedScorer {
  /** What `scorer_name` or `scorer` calls it. */
  readonly name: string;
  /** One sentence for people who choose a scorer. */
  readonly description: string;
  /** What its configuration may hold, as JSON Schema; `read` decides. */
  readonly configSchema: Record<string, unknown>;
  /** @throws ScorerConfigError when the configuration cannot be used */
  read(config: ScorerConfig): JudgeConfig;
}

const SAMPLING = { model: { type: 'string' }, temperature: { type: 'number', default: 0 }, seed: { type: 'integer' } };

const SCORERS: readonly JudgedScorer[] = [
  {
    name: 'llm_judge',
    description: 'What a language model makes of the output, by a prompt.',
    configSchema: {
      type: 'object',
      properties: {
        ...SAMPLING,
        prompt_template: { type: 'string', description: 'With {{input}}, {{output}} and {{expected_output}}.' },
        score_extraction: {
          enum: ['numeric', 'label'],
          default: 'numeric',
          description: 'A part of weighted must be numeric.',
        },
        score_range: { description: 'The numbers that the answer may give; 0 to 1 by default.' },
      },
    },
    read: readJudgeConfig,
  },
  {
    name: 'llm_grade',
    description: 'Whether a language model finds that the output meets criteria.',
    configSchema: { type: 'object', required: ['criteria'], properties: { ...SAMPLING, criteria: { type: 'string' } } },
    read: readGradeConfig,
  },
  {
    name: 'Factuality',
    description: 'Whether a language model finds the facts of the expected output in the output (autoevals).',
    configSchema: { type: 'object', properties: SAMPLING },
    read: readFactualityConfig,
  },
];

/** The judged scorer of that name, in exactly that spelling. */
export function findJudgedScorer(name: string): JudgedScorer | undefined {
  return SCORERS.find((scorer) => scorer.name === name);
}

/** Every judged scorer. */
export function listJudgedScorers(): readonly JudgedScorer[] {
  return SCORERS;
}

/** The names of all judged scorers. */
export function judgedScorerNames(): string[] {
  return SCORERS.map(({ name }) => name);
}

/** Why a judge has nothing to judge, or undefined. */
export function nothingToJudge(
  config: JudgeConfig,
  subject: { output: unknown; expectedOutput: unknown },
): string | undefined {
  if (subject.output === undefined || subject.output === null) return 'No output to score.';
  const asksForExpected = placeholdersOf(config.template).has('expected_output');
  const hasExpected = subject.expectedOutput !== undefined && subject.expectedOutput !== null;
  return asksForExpected && !hasExpected ? 'No expected output to compare with.' : undefined;
}
