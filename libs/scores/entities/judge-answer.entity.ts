import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a model answered to a question, with what it took: the same question is not paid for twice. */
@Entity('judge_answers')
@Index('judge_answers_by_age', ['projectId', 'createdAt'])
@ForeignKey('projects', ['project_id'], ['id'], { name: 'judge_answers_project' })
export class JudgeAnswerEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'judge_answers_pkey' })
  projectId: string;

  /** SHA-256 of the provider, the model, the prompt and its parameters. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'judge_answers_pkey' })
  hash: Buffer;

  /** The model that answered. */
  @Column({ type: 'text' })
  model: string;

  @Column({ type: 'text' })
  answer: string;

  @Column({ name: 'tokens_input', type: 'bigint', nullable: true })
  tokensInput: string | null;

  @Column({ name: 'tokens_output', type: 'bigint', nullable: true })
  tokensOutput: string | null;

  /** Exact decimal as text. */
  @Column({ name: 'cost_usd', type: 'numeric', nullable: true })
  costUsd: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
