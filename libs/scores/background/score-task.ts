/** What a score that is made in the background judges. */
export type TaskTarget =
  | { readonly runId: string; readonly experimentId: string; readonly datasetItemId: string }
  | { readonly traceId: string; readonly spanId: string };

/** A score that is to be made in the background; it gets the id of its task. */
export interface NewScoreTask {
  readonly target: TaskTarget;
  /** The name under which the score is kept. */
  readonly scorerName: string;
  /** What makes it: a built-in or a judged scorer. */
  readonly scorer: string;
  /** JSON text. */
  readonly config: string | null;
  /** The batch that asked for it. */
  readonly batchId?: string;
}

/** A row of `score_tasks`. */
export interface ScoreTaskRow {
  id: string;
  project_id: string;
  target_type: 'run' | 'span';
  run_id: string | null;
  experiment_id: string | null;
  dataset_item_id: string | null;
  trace_id: string | null;
  span_id: string | null;
  scorer_name: string;
  scorer: string;
  /** JSON text. */
  config: string | null;
  batch_id: string | null;
  /** The one under way included. */
  attempts: number;
  created_at: string;
}

/** The columns of a {@link ScoreTaskRow}, of a table called `t`. */
export const TASK_COLUMNS = [
  'id',
  'project_id',
  'target_type',
  'run_id',
  'experiment_id',
  'dataset_item_id',
  'trace_id',
  'span_id',
  'scorer_name',
  'scorer',
  'config',
  'batch_id',
  'attempts',
  'created_at',
]
  .map((name) => `t.${name}`)
  .join(', ');

/** What a task judges. */
export function targetOf(task: ScoreTaskRow): TaskTarget {
  if (task.target_type === 'span') return { traceId: task.trace_id ?? '', spanId: task.span_id ?? '' };
  return {
    runId: task.run_id ?? '',
    experimentId: task.experiment_id ?? '',
    datasetItemId: task.dataset_item_id ?? '',
  };
}
