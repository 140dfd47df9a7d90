export { type Assertion, ASSERTION_TYPES, AssertionError, type AssertionType } from './assertion';
export { expectedOutputAssertions, metadataAssertions } from './item-assertions';
export { MAX_ASSERTIONS, parseAssertions } from './parse-assertion';
