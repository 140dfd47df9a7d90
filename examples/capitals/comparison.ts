import { call } from './api';

/** How two experiments compare under one scorer. */
export interface ScorerComparison {
  readonly scorer_name: string;
  readonly base_mean: number;
  readonly compare_mean: number;
  /** The mean compared with less that of the base. */
  readonly delta: number;
  readonly improved_count: number;
  readonly regressed_count: number;
  readonly unchanged_count: number;
  readonly significance: {
    readonly p_value: number | null;
    readonly confidence_interval: { readonly low: number; readonly high: number } | null;
  } | null;
}

/** Compares an experiment with its base: a line for each scorer that both have. */
export async function comparisonOf(baseId: string, compareId: string): Promise<ScorerComparison[]> {
  const path = `/v1/experiments/${baseId}/compare/${compareId}`;
  const { scorer_comparisons: scorers } = await call<{ scorer_comparisons: ScorerComparison[] }>('GET', path);
  return scorers;
}
