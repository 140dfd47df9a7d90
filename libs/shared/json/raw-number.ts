/**
 * A number whose literal a double cannot hold, as made by `JSON.rawJSON`: `JSON.stringify` prints it exactly, and
 * validators that ask for a number see that it is none.
 */
export interface RawNumber {
  /** The literal as it was sent. */
  readonly rawJSON: string;
}

declare global {
  // ECMAScript "JSON.parse source text access", in V8 since 11.4; not yet in TypeScript's lib.
  interface JSON {
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/** Whether a value is a {@link RawNumber}; raw strings, booleans and null are not. */
export function isRawNumber(value: unknown): value is RawNumber {
  return JSON.isRawJSON(value) && /^[-0-9]/.test(value.rawJSON);
}
