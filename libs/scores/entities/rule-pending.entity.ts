import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A stored batch of spans that the rules of its project have not seen. Written by ingestion, where there are rules. */
@Entity('rule_pending')
export class RulePendingEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'rule_pending_pkey' })
  projectId: string;

  /** Of the batch in `search_pending` too. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'rule_pending_pkey' })
  id: string;

  @Column({ name: 'queued_at', type: 'timestamptz' })
  queuedAt: string;

  @Column({ name: 'trace_ids', type: 'text', array: true })
  traceIds: string[];
}
