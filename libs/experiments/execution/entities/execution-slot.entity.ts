import { Column, Entity, PrimaryColumn } from 'typeorm';

const PRIMARY_KEY = { primaryKeyConstraintName: 'execution_slots_pkey' };

/** One call of a target that may run at a time, and who has it. */
@Entity('execution_slots')
export class ExecutionSlotEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', ...PRIMARY_KEY })
  projectId: string;

  @PrimaryColumn({ name: 'target_id', type: 'uuid', ...PRIMARY_KEY })
  targetId: string;

  @PrimaryColumn({ type: 'integer', ...PRIMARY_KEY })
  slot: number;

  @Column({ name: 'experiment_id', type: 'uuid' })
  experimentId: string;

  @Column({ name: 'leased_by', type: 'uuid' })
  leasedBy: string;

  @Column({ name: 'leased_until', type: 'timestamptz' })
  leasedUntil: string;
}
