import type { ScoreSubject } from './score-maker';

/** What a score of a span is computed from: a span has no dataset item, so the configuration says what was expected. */
export function spanSubject(
  span: { input: unknown; output: unknown },
  config: Record<string, unknown> | null | undefined,
): ScoreSubject {
  return { input: span.input, output: span.output, expectedOutput: config?.expected_output ?? config?.value };
}
