/** The envelope of a request cannot be decoded: answered with 400, and never sent again by the client. */
export class OtlpDecodeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OtlpDecodeError';
  }
}

/** One span cannot be read; the others of its request can. The message is the reason that the client is told. */
export class SpanDecodeError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SpanDecodeError';
  }
}
