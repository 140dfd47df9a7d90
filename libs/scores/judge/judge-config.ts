import { isStorableText, numberLiteral, RawJson } from '@assay/shared/json';
import { firstValue, textOption } from '../scorers/config';
import { type ScorerConfig, ScorerConfigError } from '../scorers/types';
import { templateProblem } from './prompt-template';

/** How an answer becomes a value. */
export type Extraction =
  | { readonly kind: 'numeric'; readonly min: number; readonly max: number }
  | { readonly kind: 'label'; readonly labels: readonly string[] | undefined }
  | { readonly kind: 'verdict' };

/** What a model is asked to judge, and how. */
export interface JudgeConfig {
  /** The provider's default unless given. */
  readonly model: string | undefined;
  readonly template: string;
  readonly extraction: Extraction;
  readonly temperature: number;
  readonly seed: number | undefined;
  readonly maxTokens: number | undefined;
}

/** The prompt of a judge that was given none. */
export const DEFAULT_TEMPLATE = `Judge how well the output answers the input, compared with the expected output if there is one.

Input:
{{input}}

Output:
{{output}}`;

const MAX_TEMPLATE_BYTES = 256 * 1024;
const MAX_NAME_BYTES = 256;
const MAX_LABELS = 100;
const MAX_TEMPERATURE = 2;
const MAX_TOKENS = 100_000;
const MAX_CRITERIA_BYTES = 64 * 1024;

/**
 * Reads the configuration of `llm_judge` (contract, section 5).
 * @throws {ScorerConfigError} for anything that no judgement can be made with: unknown placeholders, an empty range, …
 */
export function readJudgeConfig(config: ScorerConfig): JudgeConfig {
  return {
    ...sampling(config),
    template: template(config),
    extraction: extraction(config),
  };
}

/**
 * Reads the configuration of `llm_grade`: `criteria` that an output passes (1) or fails (0), and what `llm_judge` has of
 * `model`, `temperature`, `seed` and `max_tokens`.
 * @throws {ScorerConfigError} without criteria, or when another setting cannot be used
 */
export function readGradeConfig(config: ScorerConfig): JudgeConfig {
  const criteria = boundedText(config, 'criteria', MAX_CRITERIA_BYTES);
  if (criteria === undefined)
    throw new ScorerConfigError('criteria', 'criteria is required: what an output must meet.');
  return { ...sampling(config), template: gradeTemplate(criteria), extraction: { kind: 'verdict' } };
}

/** Criteria are text of their own: braces in them are no placeholders. */
function gradeTemplate(criteria: string): string {
  const literal = criteria.replaceAll('{{', '{ {').replaceAll('}}', '} }');
  return `Decide whether the output meets the criteria.

Criteria:
${literal}

Input:
{{input}}

Output:
{{output}}`;
}

function sampling(config: ScorerConfig): Pick<JudgeConfig, 'model' | 'temperature' | 'seed' | 'maxTokens'> {
  return {
    model: boundedText(config, 'model', MAX_NAME_BYTES),
    temperature: numberOption(config, 'temperature', { min: 0, max: MAX_TEMPERATURE }) ?? 0,
    seed: numberOption(config, 'seed', { min: -(2 ** 53) + 1, max: 2 ** 53 - 1, isWhole: true }),
    maxTokens: numberOption(config, 'max_tokens', { min: 1, max: MAX_TOKENS, isWhole: true }),
  };
}

function template(config: ScorerConfig): string {
  const text = boundedText(config, 'prompt_template', MAX_TEMPLATE_BYTES) ?? DEFAULT_TEMPLATE;
  const problem = templateProblem(text);
  if (problem !== undefined) throw new ScorerConfigError('prompt_template', problem);
  return text;
}

function extraction(config: ScorerConfig): Extraction {
  const kind = textOption(config, 'score_extraction') ?? 'numeric';
  if (kind === 'label') return { kind, labels: labels(config) };
  if (kind !== 'numeric') throw new ScorerConfigError('score_extraction', 'score_extraction must be numeric or label.');
  return { kind, ...range(config) };
}

/** `[1, 5]`, or `{"min": 1, "max": 5}`. */
function range(config: ScorerConfig): { min: number; max: number } {
  const value = plain(firstValue(config, ['score_range']));
  if (value === undefined) return { min: 0, max: 1 };
  const bounds = (Array.isArray(value) ? value : [memberOf(value, 'min'), memberOf(value, 'max')]) as unknown[];
  const [min, max] = bounds.map(finite);
  if (bounds.length !== 2 || min === undefined || max === undefined || !(min < max)) {
    throw new ScorerConfigError('score_range', 'score_range must be two numbers, the smaller first, such as [1, 5].');
  }
  return { min, max };
}

function labels(config: ScorerConfig): string[] | undefined {
  const value = plain(firstValue(config, ['labels']));
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const isUsable = list.length >= 1 && list.length <= MAX_LABELS && list.every(isLabel);
  if (!isUsable || new Set(list.map((label) => (label as string).trim().toLowerCase())).size < list.length) {
    throw new ScorerConfigError(
      'labels',
      `labels must be a list of 1 to ${MAX_LABELS} different texts that are not blank.`,
    );
  }
  return list as string[];
}

function isLabel(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && isStorableText(value) && value.length <= MAX_NAME_BYTES;
}

function boundedText(config: ScorerConfig, key: string, maxBytes: number): string | undefined {
  const text = textOption(config, key);
  if (text === undefined) return undefined;
  if (text.trim() === '') throw new ScorerConfigError(key, `${key} must not be blank.`);
  if (Buffer.byteLength(text) > maxBytes) throw new ScorerConfigError(key, `${key} must be at most ${maxBytes} bytes.`);
  return text;
}

function numberOption(
  config: ScorerConfig,
  key: string,
  bounds: { min: number; max: number; isWhole?: boolean },
): number | undefined {
  const value = firstValue(config, [key]);
  if (value === undefined) return undefined;
  const number = finite(value);
  const isFine = number !== undefined && number >= bounds.min && number <= bounds.max;
  if (isFine && (bounds.isWhole !== true || Number.isInteger(number))) return number;
  const what = bounds.isWhole === true ? 'a whole number' : 'a number';
  throw new ScorerConfigError(key, `${key} must be ${what} from ${bounds.min} to ${bounds.max}.`);
}

function finite(value: unknown): number | undefined {
  const literal = numberLiteral(value);
  const number = literal === undefined ? NaN : Number(literal);
  return Number.isFinite(number) ? number : undefined;
}

function plain(value: unknown): unknown {
  return value instanceof RawJson ? value.toValue() : value;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
