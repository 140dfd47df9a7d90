/** A JSONPath expression cannot be used; the message is for its author. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** Evaluating an expression on this value would take too long. The same expression on a smaller value may do. */
export class JsonPathWorkError extends Error {
  override readonly name = 'JsonPathWorkError';
}
