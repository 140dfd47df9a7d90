import { Check, Column, ForeignKey } from 'typeorm';

const ONE_TARGET = `(target_type = 'run' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 3 AND num_nonnulls(trace_id, span_id) = 0)
    OR (target_type = 'span' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 0 AND num_nonnulls(trace_id, span_id) = 2)`;

/** Rows of a table belong to one run or span, and go with it: the names of the constraints begin with that of the table. */
export function GoesWithItsTarget(table: string): ClassDecorator {
  const cascade = (target: string): { name: string; onDelete: 'CASCADE' } => ({
    name: `${table}_${target}`,
    onDelete: 'CASCADE',
  });
  const decorators = [
    Check(`${table}_one_target`, ONE_TARGET),
    ForeignKey('runs', ['project_id', 'run_id'], ['project_id', 'id'], cascade('run')),
    ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], cascade('span')),
  ];
  return (entity) => decorators.forEach((decorate) => void decorate(entity));
}

/** The columns that name what is scored, and under which name: of scores, of tasks and of errors alike. */
export abstract class TargetColumns {
  @Column({ name: 'target_type', type: 'text' })
  targetType: 'run' | 'span';

  @Column({ name: 'run_id', type: 'uuid', nullable: true })
  runId: string | null;

  /** Of the run: comparisons and summaries read scores without their runs. */
  @Column({ name: 'experiment_id', type: 'uuid', nullable: true })
  experimentId: string | null;

  /** Of the run, for the same reason. */
  @Column({ name: 'dataset_item_id', type: 'uuid', nullable: true })
  datasetItemId: string | null;

  /** Of the span; null where a run is scored. */
  @Column({ name: 'trace_id', type: 'text', collation: 'C', nullable: true })
  traceId: string | null;

  @Column({ name: 'span_id', type: 'text', collation: 'C', nullable: true })
  spanId: string | null;

  @Column({ name: 'scorer_name', type: 'text', collation: 'C' })
  scorerName: string;

  /** JSON text. */
  @Column({ type: 'json', nullable: true })
  config: string | null;
}

/** What a task and the error that may come of it have in common. */
export abstract class TaskColumns extends TargetColumns {
  /** What makes the score: a built-in or a judged scorer. */
  @Column({ type: 'text' })
  scorer: string;

  /** The batch that asked for it. */
  @Column({ name: 'batch_id', type: 'uuid', nullable: true })
  batchId: string | null;
}
