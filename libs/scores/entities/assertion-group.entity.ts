import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The assertions of a run while a model grades some of them; its row goes with the last of these. */
@Entity('assertion_groups')
@Index('assertion_groups_of_run', ['projectId', 'runId'])
@ForeignKey('runs', ['project_id', 'run_id'], ['project_id', 'id'], {
  name: 'assertion_groups_run',
  onDelete: 'CASCADE',
})
export class AssertionGroupEntity {
  @PrimaryColumn({
    name: 'project_id',
    type: 'text',
    collation: 'C',
    primaryKeyConstraintName: 'assertion_groups_pkey',
  })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'assertion_groups_pkey' })
  id: string;

  @Column({ name: 'run_id', type: 'uuid' })
  runId: string;

  @Column({ name: 'pending_count', type: 'integer' })
  pendingCount: number;

  /** Exact decimal as text: the weights of those that were graded. */
  @Column({ name: 'weight_sum', type: 'numeric' })
  weightSum: string;

  /** Exact decimal as text: their weights times their values. */
  @Column({ name: 'value_sum', type: 'numeric' })
  valueSum: string;
}
