import { setTimeout as rest } from 'node:timers/promises';

const DEADLINE_MS = 40_000;
const LOOK_EVERY_MS = 20;

/**
 * Looks again and again until what it sees is there: for work that goes on behind an answer.
 * @param look gives undefined as long as it is not
 * @throws {Error} after 40 seconds
 */
export async function eventually<Seen>(what: string, look: () => Promise<Seen | undefined>): Promise<Seen> {
  for (const endMs = Date.now() + DEADLINE_MS; Date.now() < endMs;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await rest(LOOK_EVERY_MS);
  }
  throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
}
