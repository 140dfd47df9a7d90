import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const BYTES_PER_ID = 16;
/** Random bytes are drawn for 256 ids at once: one draw for each took five times as long as the rest of an id. */
const pool = new Uint8Array(256 * BYTES_PER_ID);
let used = pool.length;
/** The moment of the last id, in milliseconds since 1970; one more where its counter has run over. */
let msecs = -Infinity;
/** Counts the ids of a moment, 32 bits, from a random number below 2^31. */
let seq = 0;

/** A new id: UUIDv7 (RFC 9562, section 5.7), lower case, monotonic within this process, so rows sort in the order they were made. */
export function newId(): string {
  const random = drawn();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else {
    seq = (seq + 1) >>> 0;
    if (seq === 0) msecs += 1;
  }
  return v7({ random, msecs, seq });
}

/** Whether a text is an id that this server can have made; anything else is simply not found, never an error of the database. */
export function isServerId(text: string): boolean {
  return UUID.test(text);
}

function drawn(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES_PER_ID;
  return pool.subarray(used - BYTES_PER_ID, used);
}
