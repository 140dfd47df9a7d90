/** What an assertion looks for in an output. */
export const ASSERTION_TYPES = ['contains', 'not_contains', 'equals', 'regex', 'json_match', 'llm_grade'] as const;

/** What an assertion looks for in an output. */
export type AssertionType = (typeof ASSERTION_TYPES)[number];

/** A rule that the output of a run is graded by. */
export interface Assertion {
  readonly type: AssertionType;
  /** What to look for, of every type but `llm_grade`: any JSON value. */
  readonly value?: unknown;
  /** JSONPath (RFC 9535) of `json_match`. */
  readonly path?: string;
  /** What a model judges, of `llm_grade`. */
  readonly criteria?: string;
  /** Exact decimal from 0 to 1. */
  readonly weight: string;
}

/** An assertion cannot be used. The message is for its author. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';

  constructor(
    message: string,
    /** JSON Pointer (RFC 6901) to what is wrong, from the value that holds the assertions. */
    readonly path: string,
  ) {
    super(message);
  }
}
