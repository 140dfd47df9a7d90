import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A score that could not be made. */
@Entity('scoring_errors')
@Check(
  'scoring_errors_one_target',
  `(target_type = 'run' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 3 AND num_nonnulls(trace_id, span_id) = 0)
    OR (target_type = 'span' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 0 AND num_nonnulls(trace_id, span_id) = 2)`,
)
@Index('scoring_errors_of_experiment', ['projectId', 'experimentId', 'id'], { where: 'experiment_id IS NOT NULL' })
@Index('scoring_errors_of_run', ['projectId', 'runId', 'id'], { where: 'run_id IS NOT NULL' })
@Index('scoring_errors_of_span', ['projectId', 'traceId', 'spanId', 'id'], { where: 'span_id IS NOT NULL' })
@Index('scoring_errors_of_batch', ['projectId', 'batchId', 'id'], { where: 'batch_id IS NOT NULL' })
@ForeignKey('runs', ['project_id', 'run_id'], ['project_id', 'id'], { name: 'scoring_errors_run', onDelete: 'CASCADE' })
@ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], {
  name: 'scoring_errors_span',
  onDelete: 'CASCADE',
})
export class ScoringErrorEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'scoring_errors_pkey' })
  projectId: string;

  /** Of its task. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'scoring_errors_pkey' })
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

  /** What was to make it: a built-in or a judged scorer. */
  @Column({ type: 'text' })
  scorer: string;

  /** JSON text. */
  @Column({ type: 'json', nullable: true })
  config: string | null;

  /** The batch that asked for it. */
  @Column({ name: 'batch_id', type: 'uuid', nullable: true })
  batchId: string | null;

  /** A short word for programs. */
  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'text' })
  message: string;

  /** The beginning of what was answered. */
  @Column({ type: 'text', nullable: true })
  excerpt: string | null;

  @Column({ type: 'integer' })
  attempts: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
