/** Fields whose texts become terms. */
export type TermField = 'name' | 'kind' | 'model' | 'tag' | 'user' | 'metadata' | 'word';

const SEEDS = [0x9e3779b1, 0x85ebca77] as const;
const FACTORS = [0xcc9e2d51, 0x1b873593] as const;

/**
 * Hashes texts of one field of one project to 64 bits. The index then holds eight bytes a term whatever its length, and a
 * term of one project or field is none of another. Two texts of a project share a term once in about 2^64 pairs.
 */
export class TermHasher {
  private readonly seeds: readonly [number, number];
  /** The upper 32 bits of what was hashed last, as a signed integer. */
  high = 0;
  /** The lower 32 bits of what was hashed last, as a signed integer. */
  low = 0;

  constructor(projectId: string, field: TermField) {
    this.seeds = [SEEDS[0], SEEDS[1]];
    this.mix(`${field}\u0000${projectId}\u0000`);
    this.seeds = [this.high, this.low];
  }

  /** Leaves the hash of `text` in {@link high} and {@link low}. */
  hash(text: string): void {
    this.mix(text);
    // The last rounds make every bit depend on both halves (the finaliser of MurmurHash3).
    let [a, b] = [this.high ^ text.length, this.low];
    a = Math.imul(a ^ (b >>> 16), 0x85ebca6b);
    b = Math.imul(b ^ (a >>> 13), 0xc2b2ae35);
    a = Math.imul(a ^ (b >>> 16), 0x27d4eb2f);
    this.high = a ^ (a >>> 15);
    this.low = b ^ (this.high >>> 16);
  }

  /** The hash of `text` as the text of a `bigint`. */
  term(text: string): string {
    this.hash(text);
    return BigInt.asIntN(64, (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0)).toString();
  }

  private mix(text: string): void {
    let [a, b] = this.seeds;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, FACTORS[0]);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, FACTORS[1]);
      b ^= b >>> 13;
    }
    this.high = a;
    this.low = b;
  }
}
