/** A rule of the contract and the tests that hold it. */
export interface Rule {
  /** Section of the contract. */
  readonly section: string;
  readonly rule: string;
  /** `file.spec.ts › last title`, each of which must exist; titles before the last may stand in between. */
  readonly tests: readonly string[];
}

/** Rules of one section: each is its text and then the tests. */
export function rulesOf(section: string, rules: readonly (readonly [string, ...string[]])[]): Rule[] {
  return rules.map(([rule, ...tests]) => ({ section, rule, tests }));
}
