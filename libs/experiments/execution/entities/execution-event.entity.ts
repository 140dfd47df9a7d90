import { Column, Entity, PrimaryColumn } from 'typeorm';
import { GoesWithItsExecution } from './goes-with-its-execution';

const PRIMARY_KEY = { primaryKeyConstraintName: 'execution_events_pkey' };

/** The events of one transaction: items that were done, and how far the execution is by then. */
@Entity('execution_events')
@GoesWithItsExecution('execution_events')
export class ExecutionEventEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', ...PRIMARY_KEY })
  projectId: string;

  @PrimaryColumn({ name: 'experiment_id', type: 'uuid', ...PRIMARY_KEY })
  experimentId: string;

  /** The number of the last of them; those of the items come right before. */
  @PrimaryColumn({ type: 'bigint', ...PRIMARY_KEY })
  seq: number;

  /** JSON text. */
  @Column({ type: 'json' })
  body: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
