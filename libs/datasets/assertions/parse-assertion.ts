import { isRawNumber, isUnitInterval, numberLiteral } from '@assay/shared/json';
import { compileJsonPath, JsonPathError } from '@assay/shared/json-path';
import { compilePattern, PatternError } from '@assay/shared/linear-regex';
import { type Assertion, ASSERTION_TYPES, AssertionError, type AssertionType } from './assertion';

type Members = Record<string, unknown>;

/** The most assertions of a dataset, and of an item. */
export const MAX_ASSERTIONS = 50;
const MAX_CRITERIA_BYTES = 16 * 1024;

/**
 * Reads a list of assertions.
 * @param place JSON Pointer to the list, for errors
 * @throws AssertionError at the first that is malformed
 */
export function parseAssertions(list: unknown, place: string): Assertion[] {
  if (!Array.isArray(list)) throw new AssertionError('must be a list of assertions', place);
  if (list.length > MAX_ASSERTIONS) throw new AssertionError(`must have at most ${MAX_ASSERTIONS} assertions`, place);
  return list.map((assertion, index) => parseAssertion(assertion, `${place}/${index}`));
}

/**
 * Reads an assertion `{type, value?, path?, criteria?, weight?}`; other members, and those that its type does not use, are ignored.
 * @param place JSON Pointer to it, for errors
 * @throws AssertionError
 */
export function parseAssertion(assertion: unknown, place: string): Assertion {
  if (!isMembers(assertion)) throw new AssertionError('must be an object', place);
  const type = typeOf(assertion, place);
  for (const key of ['path', 'criteria']) if (own(assertion, key) != null) text(assertion, key, place);
  const weight = weightOf(assertion, place);
  switch (type) {
    case 'llm_grade':
      return { type, criteria: criteriaOf(assertion, place), weight };
    case 'json_match':
      return { type, path: pathOf(assertion, place), value: anyValue(assertion, place), weight };
    case 'equals':
      return { type, value: anyValue(assertion, place), weight };
    case 'regex':
      return { type, value: patternOf(assertion, place), weight };
    default:
      return { type, value: scalarOf(assertion, place), weight };
  }
}

/** Whether a value is a JSON object. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** Whether a word is the type of an assertion. */
export function isAssertionType(word: unknown): word is AssertionType {
  return (ASSERTION_TYPES as readonly unknown[]).includes(word);
}

function typeOf(assertion: Members, place: string): AssertionType {
  const type = own(assertion, 'type');
  if (isAssertionType(type)) return type;
  throw new AssertionError(`must be one of ${ASSERTION_TYPES.join(', ')}`, `${place}/type`);
}

function weightOf(assertion: Members, place: string): string {
  const weight = own(assertion, 'weight');
  if (weight === undefined || weight === null) return '1';
  if (!isUnitInterval(weight)) throw new AssertionError('must be a number from 0 to 1', `${place}/weight`);
  return numberLiteral(weight) as string;
}

function criteriaOf(assertion: Members, place: string): string {
  const criteria = text(assertion, 'criteria', place);
  if (criteria.trim() === '') throw new AssertionError('must not be empty', `${place}/criteria`);
  if (Buffer.byteLength(criteria) > MAX_CRITERIA_BYTES)
    throw new AssertionError(`must be at most ${MAX_CRITERIA_BYTES} bytes`, `${place}/criteria`);
  return criteria;
}

function pathOf(assertion: Members, place: string): string {
  const path = text(assertion, 'path', place);
  try {
    return compileJsonPath(path).text;
  } catch (error) {
    throw error instanceof JsonPathError ? new AssertionError(error.message, `${place}/path`) : error;
  }
}

function patternOf(assertion: Members, place: string): string {
  const pattern = text(assertion, 'value', place);
  try {
    return compilePattern(pattern).pattern;
  } catch (error) {
    throw error instanceof PatternError ? new AssertionError(error.message, `${place}/value`) : error;
  }
}

function text(assertion: Members, key: string, place: string): string {
  const value = own(assertion, key);
  if (value === undefined || value === null) throw new AssertionError('is required', `${place}/${key}`);
  if (typeof value !== 'string') throw new AssertionError('must be a string', `${place}/${key}`);
  return value;
}

/** Any value that is there, null included. */
function anyValue(assertion: Members, place: string): unknown {
  const value = own(assertion, 'value');
  if (value === undefined) throw new AssertionError('is required', `${place}/value`);
  return value;
}

/** A text, or a number or boolean, which stands for its JSON. */
function scalarOf(assertion: Members, place: string): unknown {
  const value = own(assertion, 'value');
  if (value === undefined || value === null) throw new AssertionError('is required', `${place}/value`);
  if (typeof value === 'object' && !isRawNumber(value)) throw new AssertionError('must be a string', `${place}/value`);
  return value;
}

function own(assertion: Members, key: string): unknown {
  return Object.hasOwn(assertion, key) ? assertion[key] : undefined;
}
