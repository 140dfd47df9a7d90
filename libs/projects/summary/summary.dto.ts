import {
  InstantField,
  NameField,
  NestedField,
  NumberField,
  ObjectField,
  ProjectIdField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';

/** The traces of a span of time, by when they came. */
export class TraceWindowDto {
  @WholeField({ description: 'Traces that came.', example: 120 })
  count: number;

  @WholeField({ description: 'Those with an error in any span.', example: 3 })
  error_count: number;

  @NumberField({ description: 'Their share, to 3 decimals; 0 when no trace came.', example: 0.025, min: 0, max: 1 })
  error_rate: number;

  @WholeField({
    description: 'Average duration of the root spans, in whole milliseconds; null without any.',
    example: 840,
    optional: true,
  })
  avg_duration_ms: number | null;
}

/** The windows of a project's traces. */
export class TraceWindowsDto {
  @NestedField({ description: 'The last 24 hours.', of: () => TraceWindowDto })
  last_24h: TraceWindowDto;

  @NestedField({ description: 'The last 7 days.', of: () => TraceWindowDto })
  last_7d: TraceWindowDto;
}

/** The experiment that was completed last. */
export class CompletedExperimentDto {
  @ServerIdField({ description: 'The id of the experiment.', example: 'exp-1' })
  id: string;

  @NameField({ description: 'Its name.', example: 'gpt-4o-baseline' })
  name: string;

  @InstantField({ description: 'When it was completed.', example: '2026-02-21T22:00:00.000Z' })
  completed_at: string;

  @ObjectField({
    description: 'The mean of every scorer that gave numbers, to 6 decimals.',
    example: { exact_match: 0.82 },
  })
  mean_scores: unknown;
}

/** A project's experiments by status. */
export class ExperimentCountsDto {
  @WholeField({ description: 'Experiments without a run yet.', example: 1 })
  created_count: number;

  @WholeField({ description: 'Experiments that have runs and go on.', example: 2 })
  running_count: number;

  @WholeField({ description: 'Experiments that are completed.', example: 5 })
  completed_count: number;

  @NestedField({
    description: 'The one completed last; null before the first.',
    of: () => CompletedExperimentDto,
    optional: true,
  })
  most_recent_completed: CompletedExperimentDto | null;
}

/** A project's review queue. */
export class QueueCountsDto {
  @WholeField({ description: 'Queued traces without an annotation.', example: 4 })
  pending_count: number;

  @WholeField({ description: 'Queued traces with one or more.', example: 7 })
  annotated_count: number;
}

/** Answer of `GET /v1/projects/:id/summary`. */
export class ProjectSummaryDto {
  @ProjectIdField({ description: 'The project.', optional: false })
  project_id: string;

  @NestedField({ description: 'Traces by when they came.', of: () => TraceWindowsDto })
  traces: TraceWindowsDto;

  @NestedField({ description: 'Experiments by status.', of: () => ExperimentCountsDto })
  experiments: ExperimentCountsDto;

  @NestedField({ description: 'The review queue.', of: () => QueueCountsDto })
  queue: QueueCountsDto;
}
