const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 60_000;

/**
 * The wait before an attempt is repeated: twice as long each time, and half of it by chance, so that callers who failed
 * together do not come back together.
 * @param failures attempts that have failed, from 1
 * @param random in [0, 1)
 */
export function backoffMs(failures: number, random = Math.random()): number {
  const longest = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  return Math.round(longest * (0.5 + random / 2));
}
