import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Scores of many targets, asked for at once. What is still to be made stands in `score_tasks`. */
@Entity('score_batches')
@Index('score_batches_by_id', ['id'])
@ForeignKey('projects', ['project_id'], ['id'], { name: 'score_batches_project' })
export class ScoreBatchEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'score_batches_pkey' })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'score_batches_pkey' })
  id: string;

  @Column({ name: 'target_type', type: 'text' })
  targetType: 'run' | 'span';

  @Column({ name: 'scorer_name', type: 'text' })
  scorerName: string;

  @Column({ type: 'text' })
  scorer: string;

  /** JSON text. */
  @Column({ type: 'json', nullable: true })
  config: string | null;

  @Column({ type: 'integer' })
  total: number;

  @Column({ type: 'integer', default: 0 })
  scored: number;

  /** There was nothing to score. */
  @Column({ type: 'integer', default: 0 })
  skipped: number;

  @Column({ type: 'integer', default: 0 })
  failed: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
