/** A rule of the contract and the tests that hold it. */
export interface Rule {
  /** Section of the contract. */
  readonly section: string;
  readonly rule: string;
  /** `file.spec.ts › last title`, each of which must exist. */
  readonly tests: readonly string[];
}

/** The rules of the contract that are implemented. The generator fails when a test named here does not exist. */
export const RULES: readonly Rule[] = [];
