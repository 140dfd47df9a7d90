import { randomInt } from 'node:crypto';

const SEED_LIMIT = 2 ** 31;

/** How much is sent, and what it is made of. */
export interface FuzzSettings {
  readonly count: number;
  /** The same requests come of the same seed. */
  readonly seed: number;
}

/**
 * The environment variables `FUZZ_COUNT` and `FUZZ_SEED`, else this number of requests and a seed by chance.
 * @throws {Error} for what is not a whole number
 */
export function fuzzSettings(defaultCount: number): FuzzSettings {
  const { FUZZ_COUNT, FUZZ_SEED } = process.env;
  const count = Number(FUZZ_COUNT ?? defaultCount);
  const seed = Number(FUZZ_SEED ?? randomInt(SEED_LIMIT));
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed))
    throw new Error('FUZZ_COUNT must be a positive whole number and FUZZ_SEED a whole number');
  return { count, seed };
}
