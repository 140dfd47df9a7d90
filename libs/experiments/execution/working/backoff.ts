const FIRST_MS = 250;
const MAX_MS = 30_000;
/** A target that asks for more is taken to mean this. */
const MAX_ASKED_MS = 120_000;

/**
 * How long to wait before a call is repeated, in milliseconds: twice as long each time, of which a random half is taken
 * off, so that many callers do not come back together; and never less than the target asked for.
 * @param repeats how often it was repeated before, from 0
 * @param random in [0, 1)
 */
export function backoffMs(repeats: number, askedMs: number | undefined, random: number = Math.random()): number {
  const fullMs = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(16, repeats));
  return Math.max(fullMs * (1 - random / 2), Math.min(askedMs ?? 0, MAX_ASKED_MS));
}
