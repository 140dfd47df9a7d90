import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { GoesWithItsTarget, TaskColumns } from './target-columns';

/** A score that is to be made in the background; its row goes when the score or an error is stored. */
@Entity('score_tasks')
@GoesWithItsTarget('score_tasks')
@Index('score_tasks_due', ['projectId', 'dueAt', 'id'])
@Index('score_tasks_of_run', ['projectId', 'runId'], { where: 'run_id IS NOT NULL' })
@Index('score_tasks_of_span', ['projectId', 'traceId', 'spanId'], { where: 'span_id IS NOT NULL' })
@Index('score_tasks_of_batch', ['projectId', 'batchId'], { where: 'batch_id IS NOT NULL' })
export class ScoreTaskEntity extends TaskColumns {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'score_tasks_pkey' })
  projectId: string;

  /** Of the score too. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'score_tasks_pkey' })
  id: string;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** When a worker may take it: while one works on it, the end of its lease. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
