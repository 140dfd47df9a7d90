import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { GoesWithItsTarget, TaskColumns } from './target-columns';

/** A score that could not be made. */
@Entity('scoring_errors')
@GoesWithItsTarget('scoring_errors')
@Index('scoring_errors_of_experiment', ['projectId', 'experimentId', 'id'], { where: 'experiment_id IS NOT NULL' })
@Index('scoring_errors_of_run', ['projectId', 'runId', 'id'], { where: 'run_id IS NOT NULL' })
@Index('scoring_errors_of_span', ['projectId', 'traceId', 'spanId', 'id'], { where: 'span_id IS NOT NULL' })
@Index('scoring_errors_of_batch', ['projectId', 'batchId', 'id'], { where: 'batch_id IS NOT NULL' })
export class ScoringErrorEntity extends TaskColumns {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'scoring_errors_pkey' })
  projectId: string;

  /** Of its task. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'scoring_errors_pkey' })
  id: string;

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
