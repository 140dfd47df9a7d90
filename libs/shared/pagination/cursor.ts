import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidRequestError } from '@assay/shared/errors';

/** Everything a cursor is bound to: the list, its parent, project, sort and filters (not `limit`). */
export type CursorScope = Readonly<Record<string, string | number | boolean | null | undefined>>;

const VERSION = 1;
const MAC_BYTES = 16;
const MAX_CURSOR_LENGTH = 8_192;

/**
 * Makes and reads the opaque cursors of lists: the sort keys of the last row, at full precision, signed with the
 * key of the installation together with the scope. An edited cursor, or one of another list, does not verify.
 */
export class CursorCodec {
  constructor(private readonly key: Buffer) {}

  /** The cursor after a row with these sort keys, the id last. */
  encode(scope: CursorScope, keys: readonly string[]): string {
    const payload = Buffer.from(JSON.stringify([VERSION, ...keys])).toString('base64url');
    return `${payload}.${this.sign(scope, payload).toString('base64url')}`;
  }

  /**
   * The sort keys in a cursor.
   * @throws {InvalidRequestError} when the cursor was not made by this installation for this scope
   */
  decode(scope: CursorScope, cursor: string): string[] {
    const [payload, mac, rest] = cursor.length > MAX_CURSOR_LENGTH ? [] : cursor.split('.');
    if (payload !== undefined && mac !== undefined && rest === undefined && this.verifies(scope, payload, mac)) {
      const [version, ...keys] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [number, ...string[]];
      if (version === VERSION) return keys;
    }
    throw new InvalidRequestError(
      'cursor is not one of this list: pass next_cursor back unchanged, with the same filters',
      {
        field: 'cursor',
      },
    );
  }

  private verifies(scope: CursorScope, payload: string, mac: string): boolean {
    const expected = this.sign(scope, payload);
    const given = Buffer.from(mac, 'base64url');
    // The text is compared too: base64url decoding ignores stray characters, and an edited cursor must not pass.
    return (
      given.length === expected.length && timingSafeEqual(given, expected) && mac === expected.toString('base64url')
    );
  }

  private sign(scope: CursorScope, payload: string): Buffer {
    const bound = Object.entries(scope)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHmac('sha256', this.key)
      .update(JSON.stringify([bound, payload]))
      .digest()
      .subarray(0, MAC_BYTES);
  }
}
