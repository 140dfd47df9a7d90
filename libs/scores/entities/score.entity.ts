import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { GoesWithItsTarget, TargetColumns } from './target-columns';

/** A score of a run or of a span. Rows never change; they go with their target. */
@Entity('scores')
@Check('scores_target_type', `target_type IN ('run', 'span')`)
@Check('scores_unit_interval', 'numeric_value BETWEEN 0 AND 1')
@Check('scores_one_value', '(numeric_value IS NULL) <> (label IS NULL)')
@GoesWithItsTarget('scores')
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
export class ScoreEntity extends TargetColumns {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'scores_pkey' })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'scores_pkey' })
  id: string;

  /** Exact decimal as text, within [0, 1]. */
  @Column({ name: 'numeric_value', type: 'numeric', nullable: true })
  numericValue: string | null;

  @Column({ type: 'text', nullable: true })
  label: string | null;

  @Column({ type: 'text', nullable: true })
  rationale: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
