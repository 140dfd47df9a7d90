import {
  type Assertion,
  AssertionError,
  expectedOutputAssertions,
  metadataAssertions,
  parseAssertions,
} from '@assay/datasets';
import { comparisonText, jsonText, numberLiteral, rawJson, RawJson } from '@assay/shared/json';
import type { MadeScore, QueuedScore } from '../score-maker';
import { contains, exactSum, isSame, jsonMatch, plainValue, regex, type ScorerResult, weightedMean } from '../scorers';

/** The name of the score of all assertions together. */
export const ASSERTIONS_SCORE = 'assertions';
/** The name of the score of an assertion that a model grades, and what makes it. */
export const GRADE_SCORE = 'assertion:llm_grade';
const GRADE_SCORER = 'llm_grade';

/** The assertions that grade one run, as JSON texts; null for none. */
export interface AssertionTexts {
  /** The defaults of the dataset. */
  readonly defaults: string | null;
  /** `metadata.assertions` of the item. */
  readonly metadata: string | null;
  /** The item's expected output, where one that spells assertions is read as such. */
  readonly expectedOutput: string | null;
}

/** An assertion that could not be graded. */
export interface FailedAssertion {
  readonly scorerName: string;
  readonly scorer: string;
  /** JSON text. */
  readonly config: string | null;
  readonly type: 'malformed' | 'not_gradable';
  readonly message: string;
}

/** What the assertions make of an output. */
export interface Grades {
  /** One score for each assertion that was graded, and their mean where nothing is left to be graded. */
  readonly scores: readonly MadeScore[];
  /** What a model grades in the background. */
  readonly queued: readonly QueuedScore[];
  readonly failed: readonly FailedAssertion[];
  /** Sums over the graded assertions, as exact decimals: for the mean, once the queued ones are done. */
  readonly sums: { readonly weights: string; readonly values: string };
}

interface Graded {
  readonly score: MadeScore;
  readonly weight: string;
}

const MAX_SHOWN = 200;

/** Grades an output by the assertions of its dataset and item. Assertions were checked when they were written: what is malformed by now fails. */
export function gradeOutput(texts: AssertionTexts, output: unknown): Grades {
  const graded: Graded[] = [];
  const queued: QueuedScore[] = [];
  const failed: FailedAssertion[] = [];
  for (const assertion of assertionsOf(texts, failed)) {
    const scorerName = `assertion:${assertion.type}`;
    const config = jsonText({ ...assertion, weight: rawJson(assertion.weight) });
    if (assertion.type === 'llm_grade') {
      queued.push({ scorerName, scorer: GRADE_SCORER, config });
      continue;
    }
    const result = resultOf(assertion, output);
    if (result.value === null)
      failed.push({ scorerName, scorer: assertion.type, config, type: 'not_gradable', message: result.reason });
    else
      graded.push({
        score: made(scorerName, result, config, rationaleOf(assertion, result)),
        weight: assertion.weight,
      });
  }
  const mean = queued.length === 0 ? meanOf(graded) : undefined;
  return {
    scores: [...graded.map(({ score }) => score), ...(mean === undefined ? [] : [mean])],
    queued,
    failed,
    sums: {
      weights: exactSum(graded.map(({ weight }) => weight)),
      values: exactSum(graded.filter(({ score }) => score.numericValue === '1').map(({ weight }) => weight)),
    },
  };
}

/** The score of all assertions together. @param mean exact decimal */
export function assertionsScore(mean: string, rationale: string): MadeScore {
  return { scorerName: ASSERTIONS_SCORE, numericValue: mean, label: null, rationale, config: null };
}

function meanOf(graded: readonly Graded[]): MadeScore | undefined {
  const mean = weightedMean(graded.map(({ score, weight }) => ({ value: score.numericValue ?? '0', weight })));
  const passed = graded.filter(({ score }) => score.numericValue === '1').length;
  return mean === undefined
    ? undefined
    : assertionsScore(numberLiteral(mean) as string, `${passed} of ${graded.length} assertions hold.`);
}

function assertionsOf(texts: AssertionTexts, failed: FailedAssertion[]): Assertion[] {
  return [
    ...read('default_assertions', texts.defaults, failed, (value) => parseAssertions(plainValue(value), '')),
    ...read('metadata', texts.metadata, failed, (value) => metadataAssertions({ assertions: plainValue(value) })),
    ...read('expected_output', texts.expectedOutput, failed, expectedOutputAssertions),
  ];
}

function read(
  place: string,
  text: string | null,
  failed: FailedAssertion[],
  parse: (value: RawJson) => Assertion[],
): Assertion[] {
  if (text === null) return [];
  try {
    return parse(rawJson(text));
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    const message = `${place}${error.path} ${error.message}`;
    failed.push({ scorerName: ASSERTIONS_SCORE, scorer: ASSERTIONS_SCORE, config: null, type: 'malformed', message });
    return [];
  }
}

function resultOf({ type, value, path }: Assertion, output: unknown): ScorerResult {
  const subject = { output, expectedOutput: undefined };
  switch (type) {
    case 'contains':
      return contains.score(subject, { value });
    case 'not_contains': {
      const result = contains.score(subject, { value });
      return result.value === null ? result : { value: result.value === 1 ? 0 : 1 };
    }
    case 'regex':
      return regex.score(subject, { pattern: value });
    case 'json_match':
      return jsonMatch.score(subject, { path, value });
    default:
      return { value: isSame(output, value) ? 1 : 0 };
  }
}

function made(scorerName: string, { value }: ScorerResult, config: string, rationale: string): MadeScore {
  return { scorerName, numericValue: value === 1 ? '1' : '0', label: null, rationale, config };
}

const SAYINGS: Record<string, readonly [string, string]> = {
  contains: ['The output contains', 'The output does not contain'],
  not_contains: ['The output does not contain', 'The output contains'],
  equals: ['The output equals', 'The output does not equal'],
  regex: ['The output matches', 'The output does not match'],
  json_match: ['The output has, at its path, the value', 'The output does not have, at its path, the value'],
};

function rationaleOf(assertion: Assertion, result: ScorerResult): string {
  const [holds, fails] = SAYINGS[assertion.type] ?? ['', ''];
  const place = assertion.path === undefined ? '' : ` (${shown(assertion.path)})`;
  return `${result.value === 1 ? holds : fails} ${shown(assertion.value)}${place}.`;
}

function shown(value: unknown): string {
  const text = value instanceof RawJson ? value.text : comparisonText(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN).toWellFormed()}…`;
}
