/** A schema cannot be used. The message is for its author. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';

  constructor(
    message: string,
    /** JSON Pointer (RFC 6901) into the schema to what is wrong; empty for the schema as a whole. */
    readonly path: string = '',
  ) {
    super(message);
  }
}
