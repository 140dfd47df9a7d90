import { Column, Entity, PrimaryColumn } from 'typeorm';
import { GoesWithItsExecution } from './goes-with-its-execution';

const PRIMARY_KEY = { primaryKeyConstraintName: 'execution_chunks_pkey' };

/** Some of the items that an execution has still to do. */
@Entity('execution_chunks')
@GoesWithItsExecution('execution_chunks')
export class ExecutionChunkEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', ...PRIMARY_KEY })
  projectId: string;

  @PrimaryColumn({ name: 'experiment_id', type: 'uuid', ...PRIMARY_KEY })
  experimentId: string;

  @PrimaryColumn({ type: 'integer', ...PRIMARY_KEY })
  attempt: number;

  @PrimaryColumn({ type: 'integer', ...PRIMARY_KEY })
  position: number;

  /** Those without a recorded result. */
  @Column({ name: 'item_ids', type: 'uuid', array: true })
  itemIds: string[];

  /** The process that does them. */
  @Column({ name: 'leased_by', type: 'uuid', nullable: true })
  leasedBy: string | null;

  @Column({ name: 'leased_until', type: 'timestamptz', nullable: true })
  leasedUntil: string | null;
}
