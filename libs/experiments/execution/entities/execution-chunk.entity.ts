import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ExecutionEntity } from './execution.entity';

const PRIMARY_KEY = { primaryKeyConstraintName: 'execution_chunks_pkey' };

/** Some of the items that an execution has still to do. */
@Entity('execution_chunks')
export class ExecutionChunkEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', ...PRIMARY_KEY })
  projectId: string;

  @PrimaryColumn({ name: 'experiment_id', type: 'uuid', ...PRIMARY_KEY })
  experimentId: string;

  @ManyToOne(() => ExecutionEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'execution_chunks_execution' },
    {
      name: 'experiment_id',
      referencedColumnName: 'experimentId',
      foreignKeyConstraintName: 'execution_chunks_execution',
    },
  ])
  execution?: ExecutionEntity;

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
