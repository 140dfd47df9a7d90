/** A pattern or its flags cannot be used; the message says to its author what is wrong and, where there is one, the way out. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** A text is too long to be searched with a pattern of this size. The same text with a smaller pattern may do. */
export class PatternWorkError extends Error {
  override readonly name = 'PatternWorkError';
}
