import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { ExperimentEntity } from '../../entities/experiment.entity';

/** The stages of an execution; the last three end it, until it is started again. */
export const EXECUTION_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

/** A stage of an execution. */
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** The execution of an experiment by the service itself. */
@Entity('executions')
@Check('executions_status', `status IN ('pending', 'running', 'completed', 'failed', 'cancelled')`)
@Index('executions_active', ['projectId', 'experimentId'], { where: `status IN ('pending', 'running')` })
export class ExecutionEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'executions_pkey' })
  projectId: string;

  @PrimaryColumn({ name: 'experiment_id', type: 'uuid', primaryKeyConstraintName: 'executions_pkey' })
  experimentId: string;

  @OneToOne(() => ExperimentEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'executions_experiment' },
    { name: 'experiment_id', referencedColumnName: 'id', foreignKeyConstraintName: 'executions_experiment' },
  ])
  experiment?: ExperimentEntity;

  /** Counts its starts: work of an earlier one finds another number and ends. */
  @Column({ type: 'integer' })
  attempt: number;

  @Column({ type: 'text' })
  status: ExecutionStatus;

  @Column({ name: 'target_id', type: 'uuid' })
  targetId: string;

  @Column({ name: 'target_type', type: 'text' })
  targetType: string;

  @Column({ name: 'target_label', type: 'text', nullable: true })
  targetLabel: string | null;

  /** JSON text: score requests without values. */
  @Column({ type: 'json' })
  scorers: string;

  /** Which items it is limited to; null: all of the dataset version. */
  @Column({ name: 'item_ids', type: 'uuid', array: true, nullable: true })
  itemIds: string[] | null;

  @Column({ name: 'max_concurrency', type: 'integer' })
  maxConcurrency: number;

  @Column({ name: 'timeout_ms', type: 'integer', nullable: true })
  timeoutMs: number | null;

  @Column({ name: 'max_retries', type: 'integer' })
  maxRetries: number;

  @Column({ type: 'integer' })
  total: number;

  @Column({ type: 'integer' })
  succeeded: number;

  @Column({ type: 'integer' })
  failed: number;

  @Column({ type: 'integer' })
  skipped: number;

  /** Items of this attempt that are not done. */
  @Column({ type: 'integer' })
  remaining: number;

  /** Whether this attempt replaces runs that failed. */
  @Column({ type: 'boolean' })
  replaces: boolean;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  /** The last event. */
  @Column({ name: 'event_seq', type: 'bigint' })
  eventSeq: number;

  @Column({ name: 'requested_at', type: 'timestamptz' })
  requestedAt: string;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: string | null;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt: string | null;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;

  /** Somebody works on it until then, or says so anew before. */
  @Column({ name: 'alive_until', type: 'timestamptz' })
  aliveUntil: string;
}
