/** The longest schema, in UTF-8 bytes of its JSON text. */
export const MAX_SCHEMA_BYTES = 256 * 1024;
/** The deepest nesting of a schema. */
export const MAX_SCHEMA_DEPTH = 100;
/**
 * The most schemas inside a schema. Compiling 1,000 properties takes 0.2 s and the time grows with the square; at about 1,400 beside each
 * other the compiler's stack overflows.
 */
export const MAX_SUBSCHEMAS = 1_000;
/** All patterns of a schema together, as `LinearPattern.weight` counts. */
export const MAX_PATTERN_WEIGHT = 10_000;
/** The most errors that one check reports. */
export const MAX_REPORTED_ERRORS = 10;
/**
 * Steps that any check may take. A step is a schema visited at a value, 20 ns to 1 µs. References make schemas whose work
 * grows exponentially in the depth of schema or value.
 */
export const BASE_WORK = 500_000;
/** Steps for each node of a value, where that is more than {@link BASE_WORK}. */
export const WORK_PER_NODE = 20;
