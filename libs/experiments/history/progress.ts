import type { ExperimentStatus } from '../entities/experiment.entity';
import type { ExecutionDto } from '../execution/dto/execution.dto';

/** How far an experiment is. Times are ISO 8601 with milliseconds. */
export interface Progress {
  readonly id: string;
  readonly datasetId: string;
  readonly datasetVersion: number;
  readonly status: ExperimentStatus;
  /** How far the service is with executing it; null when a client submits its runs. */
  readonly execution: ExecutionDto | null;
  /** How many items it is about. */
  readonly totalItems: number;
  readonly succeededCount: number;
  /** Runs that ended with an error. */
  readonly failedCount: number;
  /** When its first run came, or the first call of its execution began. */
  readonly startedAt: string | null;
  /** When it was completed, or its execution ended. */
  readonly completedAt: string | null;
  readonly createdAt: string;
  /** When it was made, got its last run, was completed, or its execution got further. */
  readonly updatedAt: string;
}

/** A run with the item that it answers, as that stood for the experiment. Payloads are `RawJson`. */
export interface RunResult {
  readonly id: string;
  readonly experimentId: string;
  readonly itemId: string;
  /** The dataset version in which the revision of the item came; null, with its values, when the dataset is gone. */
  readonly itemVersion: number | null;
  readonly input: unknown;
  readonly expectedOutput: unknown;
  readonly output: unknown;
  readonly error: unknown;
  readonly latencyMs: number | null;
  /** When its call began; null where a client submitted it. */
  readonly startedAt: string | null;
  /** How often it was replaced. */
  readonly retryCount: number;
  /** When it was stored. */
  readonly completedAt: string;
  /** Oldest first. */
  readonly scores: readonly ResultScore[];
  /** Scores that could not be made, oldest first. */
  readonly scoringErrors: readonly ScoringFailure[];
}

/** Why a scorer said nothing of a run. */
export interface ScoringFailure {
  readonly scorerName: string;
  /** For a person. */
  readonly message: string;
}

/** What a scorer said of a run: a number, or a label. */
export interface ResultScore {
  readonly scorerName: string;
  /** `RawJson` of a number, or a label. */
  readonly value: unknown;
  readonly rationale: string | null;
}
