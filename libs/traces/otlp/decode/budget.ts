import { OtlpDecodeError } from './decode-error';

/**
 * Parts of one request. Twenty MiB of lists of doubles, the densest content that is meant seriously, hold 1.9 million;
 * an empty event takes two bytes on the wire and some hundred in memory, so without this a small body would fill it.
 */
export const MAX_PARTS = 2_000_000;

/** What a span or an event counts as; an attribute, a member of a map and an element of a list count as one. */
export const OBJECT_PARTS = 10;

/** Counts what decoding a request takes in memory. */
export class Budget {
  private left = MAX_PARTS;

  /** @throws {OtlpDecodeError} when the request holds too much */
  spend(parts: number): void {
    this.left -= parts;
    if (this.left < 0) {
      throw new OtlpDecodeError('The request holds too many spans, events or attributes; send smaller batches');
    }
  }
}
