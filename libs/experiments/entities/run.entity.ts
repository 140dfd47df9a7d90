import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ExperimentEntity } from './experiment.entity';

/**
 * What the system under test answered to one dataset item, or the error it ended with. Only a failed run is ever
 * replaced, by another try. */
@Entity('runs')
@Check('runs_output_or_error', 'output IS NOT NULL OR error IS NOT NULL')
@Index('runs_item', ['projectId', 'experimentId', 'datasetItemId'], { unique: true })
@Index('runs_of_experiment', ['projectId', 'experimentId', 'id'])
@Index('runs_by_id', ['id'])
@Index('runs_failed', ['projectId', 'experimentId', 'datasetItemId'], { where: 'error IS NOT NULL' })
export class RunEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'runs_pkey' })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'runs_pkey' })
  id: string;

  @Column({ name: 'experiment_id', type: 'uuid' })
  experimentId: string;

  @ManyToOne(() => ExperimentEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'runs_experiment' },
    { name: 'experiment_id', referencedColumnName: 'id', foreignKeyConstraintName: 'runs_experiment' },
  ])
  experiment?: ExperimentEntity;

  @Column({ name: 'dataset_item_id', type: 'uuid' })
  datasetItemId: string;

  /** JSON text, as are `error` and `metadata`. */
  @Column({ type: 'json', nullable: true })
  output: string | null;

  @Column({ type: 'json', nullable: true })
  error: string | null;

  /** A trace that may come later: no foreign key. */
  @Column({ name: 'trace_id', type: 'text', collation: 'C', nullable: true })
  traceId: string | null;

  @Column({ name: 'latency_ms', type: 'double precision', nullable: true })
  latencyMs: number | null;

  @Column({ name: 'tokens_input', type: 'bigint', nullable: true })
  tokensInput: number | null;

  @Column({ name: 'tokens_output', type: 'bigint', nullable: true })
  tokensOutput: number | null;

  /** Exact decimal as text. */
  @Column({ name: 'cost_usd', type: 'numeric', nullable: true })
  costUsd: string | null;

  @Column({ type: 'json', nullable: true })
  metadata: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  /** When the service called the target. */
  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: string | null;

  @Column({ name: 'retry_count', type: 'integer', default: 0 })
  retryCount: number;

  /** The version of the dataset in which its item became as it was sent. */
  @Column({ name: 'item_version', type: 'integer', nullable: true })
  itemVersion: number | null;
}
