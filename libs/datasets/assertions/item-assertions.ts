import { exactPaths, RawJson, readJson } from '@assay/shared/json';
import { type Assertion, AssertionError, type AssertionType } from './assertion';
import { isAssertionType, isMembers, MAX_ASSERTIONS, parseAssertion, parseAssertions } from './parse-assertion';

const NO_PAYLOADS = exactPaths([]);
const MAX_VALUE_DEPTH = 1_000;

/**
 * The assertions in the metadata of an item: its member `assertions`.
 * @param metadata the object, or undefined and null for none
 * @throws AssertionError when they are malformed
 */
export function metadataAssertions(metadata: Record<string, unknown> | null | undefined): Assertion[] {
  const list = metadata != null && Object.hasOwn(metadata, 'assertions') ? metadata.assertions : undefined;
  return list === undefined || list === null ? [] : parseAssertions(list, '/assertions');
}

/**
 * The assertions that an expected output spells, such as `{"contains": ["9 AM", "5 PM"]}`: an object whose every key is a type of
 * assertion. A list gives one assertion for each entry; of `equals` it is the value itself. None when it is anything else. Only for
 * items whose expected output may be read so.
 * @param value a plain JSON value or `RawJson`
 * @throws AssertionError when they are malformed
 */
export function expectedOutputAssertions(value: unknown): Assertion[] {
  const members = membersOf(value);
  if (members === undefined) return [];
  const assertions = Object.entries(members).flatMap(([type, spelled]) => spelledOut(type as AssertionType, spelled));
  if (assertions.length <= MAX_ASSERTIONS) return assertions;
  throw new AssertionError(`must have at most ${MAX_ASSERTIONS} assertions`, '');
}

function membersOf(value: unknown): Record<string, unknown> | undefined {
  if (value instanceof RawJson && !value.text.startsWith('{')) return undefined;
  const plain =
    value instanceof RawJson ? readJson(value.text, { exactPaths: NO_PAYLOADS, maxDepth: MAX_VALUE_DEPTH }) : value;
  return isMembers(plain) && Object.keys(plain).every(isAssertionType) ? plain : undefined;
}

function spelledOut(type: AssertionType, spelled: unknown): Assertion[] {
  if (type === 'equals' || !Array.isArray(spelled)) return [one(type, spelled, `/${type}`)];
  return spelled.map((entry, index) => one(type, entry, `/${type}/${index}`));
}

function one(type: AssertionType, spelled: unknown, place: string): Assertion {
  if (type === 'json_match' || (type === 'llm_grade' && isMembers(spelled)))
    return parseAssertion(isMembers(spelled) ? { ...spelled, type } : spelled, place);
  const assertion = type === 'llm_grade' ? { type, criteria: spelled } : { type, value: spelled };
  try {
    return parseAssertion(assertion, place);
  } catch (error) {
    // The value stands there itself, without the name of its member.
    throw error instanceof AssertionError ? new AssertionError(error.message, place) : error;
  }
}
