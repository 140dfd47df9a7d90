import type { Executor } from '@assay/database';

/** A score that a span brings along, as it was sent, and the span that it judges. */
export interface SpanScoreRequest {
  /** Place of the span in its batch. */
  spanIndex: number;
  /** Place of the score in the span's `scores`. */
  scoreIndex: number;
  traceId: string;
  spanId: string;
  input: unknown;
  output: unknown;
  score: unknown;
}

/** Scores that have been checked and computed, to be stored together with their spans. */
export interface PreparedSpanScores {
  readonly rows: readonly unknown[];
  /** Scores that are made in the background. */
  readonly tasks: readonly unknown[];
}

/** Makes the scores that spans bring along. Scoring stands above tracing and provides it. */
export abstract class SpanScoring {
  /**
   * Checks and computes every score of a batch, before anything is stored.
   * @throws {InvalidScoreValueError} that lists every bad one in `details.errors` as `{index, span_id, field, reason}`
   */
  abstract prepare(projectId: string, requests: readonly SpanScoreRequest[]): Promise<PreparedSpanScores>;

  /** Stores them in the transaction that stores their spans, after the spans. */
  abstract insert(executor: Executor, projectId: string, prepared: PreparedSpanScores): Promise<void>;
}
