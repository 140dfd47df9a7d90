import { canonicalDecimal } from '@assay/shared/json';
import type { Extraction } from './judge-config';

/** The value that an answer means, or undefined when it has none. */
export type Verdict = number | string | undefined;

/** A number that is no part of a word: not the 4 of "GPT-4". */
const NUMBER = /(?<![\p{L}\p{N}_.]|\p{L}[-+])[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{1,3})?/u;
const PASS_OR_FAIL = /\b(pass(?:es|ed)?|fail(?:s|ed)?|yes|no|true|false)\b/i;
const PASSES = /^(pass|yes|true)/i;
const DECIMALS = 6;
const MAX_LABEL_LENGTH = 256;

/** Reads an answer, which is JSON as asked for, or free text. */
export function readVerdict(answer: string, extraction: Extraction): Verdict {
  const fields = jsonFields(answer);
  switch (extraction.kind) {
    case 'numeric':
      return numeric(numberOf(fields?.score) ?? firstNumber(answer), extraction);
    case 'label':
      return labelOf(typeof fields?.label === 'string' ? fields.label : answer, extraction.labels);
    case 'verdict':
      return passOf(typeof fields?.pass === 'boolean' ? fields.pass : answer);
  }
}

/** The answer as a JSON object, fenced as code or not. */
function jsonFields(answer: string): Record<string, unknown> | undefined {
  const [, fenced] = /^\s*```(?:json)?\s*(.*?)\s*```\s*$/s.exec(answer) ?? [];
  try {
    const value: unknown = JSON.parse(fenced ?? answer);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? firstNumber(value) : undefined;
}

function firstNumber(text: string): number | undefined {
  const found = NUMBER.exec(text);
  return found === null ? undefined : Number(found[0]);
}

/** Normalised into [0, 1] and clamped. */
function numeric(number: number | undefined, { min, max }: { min: number; max: number }): number | undefined {
  if (number === undefined || Number.isNaN(number)) return undefined;
  if (number <= min) return 0;
  if (number >= max) return 1;
  return Number(canonicalDecimal(((number - min) / (max - min)).toFixed(DECIMALS)));
}

function labelOf(text: string, labels: readonly string[] | undefined): string | undefined {
  const answer = text.trim();
  if (labels === undefined) {
    const line = (answer.split('\n')[0] ?? '').trim().replace(/^["'`*]+|["'`*.]+$/g, '');
    return line === '' || line.length > MAX_LABEL_LENGTH
      ? undefined
      : line.replaceAll('\u0000', '\uFFFD').toWellFormed();
  }
  const lower = answer.toLowerCase();
  const exact = labels.find((label) => label.trim().toLowerCase() === lower);
  return exact ?? firstMentioned(lower, labels);
}

/** The label that the answer says first, as words of their own; of two at one place the longer one. */
function firstMentioned(answer: string, labels: readonly string[]): string | undefined {
  const places = labels
    .map((label) => ({ label, at: placeOf(answer, label.trim().toLowerCase()) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.label.length - a.label.length);
  return places[0]?.label;
}

function placeOf(answer: string, label: string): number {
  const isWordAt = (index: number): boolean => /[\p{L}\p{N}_]/u.test(answer.charAt(index));
  for (let at = answer.indexOf(label); at >= 0; at = answer.indexOf(label, at + 1)) {
    if (!isWordAt(at - 1) && !isWordAt(at + label.length)) return at;
  }
  return -1;
}

function passOf(answer: boolean | string): number | undefined {
  if (typeof answer === 'boolean') return answer ? 1 : 0;
  const [word] = PASS_OR_FAIL.exec(answer) ?? [];
  if (word === undefined) return undefined;
  return PASSES.test(word) ? 1 : 0;
}
