import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A score of a run or of a span. Rows never change; they go with their target. */
@Entity('scores')
@Check('scores_target_type', `target_type IN ('run', 'span')`)
@Check('scores_unit_interval', 'numeric_value BETWEEN 0 AND 1')
@Check('scores_one_value', '(numeric_value IS NULL) <> (label IS NULL)')
@Check(
  'scores_one_target',
  `(target_type = 'run' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 3 AND num_nonnulls(trace_id, span_id) = 0)
    OR (target_type = 'span' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 0 AND num_nonnulls(trace_id, span_id) = 2)`,
)
@Index('scores_of_run', ['projectId', 'runId', 'id'], { where: 'run_id IS NOT NULL' })
@Index('scores_of_span', ['projectId', 'traceId', 'spanId', 'id'], { where: 'span_id IS NOT NULL' })
@Index('scores_labels', ['projectId', 'experimentId', 'scorerName', 'datasetItemId', 'id'], {
  where: 'experiment_id IS NOT NULL AND label IS NOT NULL',
})
@Index('scores_by_value', ['projectId', 'scorerName', 'numericValue', 'traceId'], {
  where: 'span_id IS NOT NULL AND numeric_value IS NOT NULL',
})
@Index('scores_by_label', { synchronize: false })
// Has INCLUDE columns, which a decorator cannot say.
@Index('scores_of_experiment', { synchronize: false })
@ForeignKey('runs', ['project_id', 'run_id'], ['project_id', 'id'], { name: 'scores_run', onDelete: 'CASCADE' })
@ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], {
  name: 'scores_span',
  onDelete: 'CASCADE',
})
export class ScoreEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'scores_pkey' })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'scores_pkey' })
  id: string;

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

  /** Of the span; null for scores of runs. */
  @Column({ name: 'trace_id', type: 'text', collation: 'C', nullable: true })
  traceId: string | null;

  @Column({ name: 'span_id', type: 'text', collation: 'C', nullable: true })
  spanId: string | null;

  @Column({ name: 'scorer_name', type: 'text', collation: 'C' })
  scorerName: string;

  /** Exact decimal as text, within [0, 1]. */
  @Column({ name: 'numeric_value', type: 'numeric', nullable: true })
  numericValue: string | null;

  @Column({ type: 'text', nullable: true })
  label: string | null;

  @Column({ type: 'text', nullable: true })
  rationale: string | null;

  /** JSON text. */
  @Column({ type: 'json', nullable: true })
  config: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
