import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A score that is to be made in the background; its row goes when the score or an error is stored. */
@Entity('score_tasks')
@Check(
  'score_tasks_one_target',
  `(target_type = 'run' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 3 AND num_nonnulls(trace_id, span_id) = 0)
    OR (target_type = 'span' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 0 AND num_nonnulls(trace_id, span_id) = 2)`,
)
@Index('score_tasks_due', ['projectId', 'dueAt', 'id'])
@Index('score_tasks_of_run', ['projectId', 'runId'], { where: 'run_id IS NOT NULL' })
@Index('score_tasks_of_span', ['projectId', 'traceId', 'spanId'], { where: 'span_id IS NOT NULL' })
@Index('score_tasks_of_batch', ['projectId', 'batchId'], { where: 'batch_id IS NOT NULL' })
@ForeignKey('runs', ['project_id', 'run_id'], ['project_id', 'id'], { name: 'score_tasks_run', onDelete: 'CASCADE' })
@ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], {
  name: 'score_tasks_span',
  onDelete: 'CASCADE',
})
export class ScoreTaskEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'score_tasks_pkey' })
  projectId: string;

  /** Of the score too. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'score_tasks_pkey' })
  id: string;

  @Column({ name: 'target_type', type: 'text' })
  targetType: 'run' | 'span';

  @Column({ name: 'run_id', type: 'uuid', nullable: true })
  runId: string | null;

  @Column({ name: 'experiment_id', type: 'uuid', nullable: true })
  experimentId: string | null;

  @Column({ name: 'dataset_item_id', type: 'uuid', nullable: true })
  datasetItemId: string | null;

  @Column({ name: 'trace_id', type: 'text', collation: 'C', nullable: true })
  traceId: string | null;

  @Column({ name: 'span_id', type: 'text', collation: 'C', nullable: true })
  spanId: string | null;

  @Column({ name: 'scorer_name', type: 'text', collation: 'C' })
  scorerName: string;

  /** What makes it: a built-in or a judged scorer. */
  @Column({ type: 'text' })
  scorer: string;

  /** JSON text. */
  @Column({ type: 'json', nullable: true })
  config: string | null;

  /** The batch that asked for it. */
  @Column({ name: 'batch_id', type: 'uuid', nullable: true })
  batchId: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** When a worker may take it: while one works on it, the end of its lease. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
