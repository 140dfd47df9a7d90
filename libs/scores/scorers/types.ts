import type { RawNumber } from '@assay/shared/json';

/** What a scorer looks at. Values are plain JSON values or `RawJson`; `undefined` and `null` are absent. */
export interface ScorerInput {
  output: unknown;
  expectedOutput: unknown;
  input?: unknown;
}

/** A value in [0, 1], a raw number where a double does not hold it, or why there is none. */
export type ScorerResult = { value: number | RawNumber; rationale?: string } | { value: null; reason: string };

/** The configuration as the caller sent it. Keys that a scorer does not know are ignored; `null` stands for "not given". */
export type ScorerConfig = Record<string, unknown>;

/** A scorer that the server computes: pure, synchronous, the same answer for the same input. */
export interface BuiltInScorer {
  /** What `scorer_name` or `scorer` calls it. */
  readonly name: string;
  /** One sentence for people who choose a scorer. */
  readonly description: string;
  /** What its configuration may hold, as JSON Schema, for people and forms; `validateConfig` decides. */
  readonly configSchema: Record<string, unknown>;
  /** @throws ScorerConfigError when the configuration cannot be used */
  validateConfig(config: ScorerConfig): void;
  /** @throws ScorerConfigError when the configuration cannot be used */
  score(input: ScorerInput, config: ScorerConfig): ScorerResult;
}

/** A scorer's configuration cannot be used (contract section 5: `INVALID_SCORER_CONFIG`). */
export class ScorerConfigError extends Error {
  override readonly name = 'ScorerConfigError';

  constructor(
    /** The key of the configuration that is wrong. */
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
