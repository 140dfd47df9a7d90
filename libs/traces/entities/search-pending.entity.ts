import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A stored batch whose spans may not be in the search index yet. */
@Entity('search_pending')
export class SearchPendingEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'search_pending_pkey' })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'search_pending_pkey' })
  id: string;

  @Column({ name: 'queued_at', type: 'timestamptz' })
  queuedAt: string;

  /** The traces that the batch added to. */
  @Column({ name: 'trace_ids', type: 'text', array: true })
  traceIds: string[];
}
