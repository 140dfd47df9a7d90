/**
 * What scores took in all, as one JSON value: an aggregate over rows of `score_usage` called `u`. Tokens and costs that nobody
 * told count nothing; null when none was told at all.
 */
export const USAGE_SUMS = `json_build_object('calls', sum(u.calls), 'kept_answers', sum(u.kept_answers),
  'tokens_input', sum(u.tokens_input), 'tokens_output', sum(u.tokens_output), 'cost_usd', trim_scale(sum(u.cost_usd))::text)`;

/** What one score took, as JSON: of a row of `score_usage` called `u`. */
export const USAGE_OF_SCORE = `json_build_object('model', u.model, 'calls', u.calls, 'kept_answers', u.kept_answers,
  'tokens_input', u.tokens_input, 'tokens_output', u.tokens_output, 'cost_usd', trim_scale(u.cost_usd)::text)`;

/** The sums of {@link USAGE_SUMS}, as they are read. */
export interface UsageSums {
  readonly calls: number;
  readonly kept_answers: number;
  readonly tokens_input: number | null;
  readonly tokens_output: number | null;
  /** Exact decimal as text. */
  readonly cost_usd: string | null;
}
