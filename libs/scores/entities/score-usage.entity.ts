import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a score by a language model took, whether it could be made or not. */
@Entity('score_usage')
@Index('score_usage_of_experiment', ['projectId', 'experimentId'], { where: 'experiment_id IS NOT NULL' })
@Index('score_usage_of_run', ['projectId', 'runId'], { where: 'run_id IS NOT NULL' })
@Index('score_usage_of_span', ['projectId', 'traceId', 'spanId'], { where: 'span_id IS NOT NULL' })
@Index('score_usage_of_batch', ['projectId', 'batchId'], { where: 'batch_id IS NOT NULL' })
@ForeignKey('runs', ['project_id', 'run_id'], ['project_id', 'id'], { name: 'score_usage_run', onDelete: 'CASCADE' })
@ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], {
  name: 'score_usage_span',
  onDelete: 'CASCADE',
})
export class ScoreUsageEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'score_usage_pkey' })
  projectId: string;

  /** Of the task, and so of the score or error. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'score_usage_pkey' })
  id: string;

  @Column({ name: 'run_id', type: 'uuid', nullable: true })
  runId: string | null;

  @Column({ name: 'experiment_id', type: 'uuid', nullable: true })
  experimentId: string | null;

  @Column({ name: 'trace_id', type: 'text', collation: 'C', nullable: true })
  traceId: string | null;

  @Column({ name: 'span_id', type: 'text', collation: 'C', nullable: true })
  spanId: string | null;

  @Column({ name: 'scorer_name', type: 'text', collation: 'C' })
  scorerName: string;

  /** The batch that asked for it. */
  @Column({ name: 'batch_id', type: 'uuid', nullable: true })
  batchId: string | null;

  /** The model that answered last. */
  @Column({ type: 'text' })
  model: string;

  /** Answers that were paid for. */
  @Column({ type: 'integer' })
  calls: number;

  /** Answers that were at hand. */
  @Column({ name: 'kept_answers', type: 'integer' })
  keptAnswers: number;

  /** Null when the provider never said. */
  @Column({ name: 'tokens_input', type: 'bigint', nullable: true })
  tokensInput: string | null;

  @Column({ name: 'tokens_output', type: 'bigint', nullable: true })
  tokensOutput: string | null;

  /** Exact decimal as text; null without prices. */
  @Column({ name: 'cost_usd', type: 'numeric', nullable: true })
  costUsd: string | null;
}
