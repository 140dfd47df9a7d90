import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A judgement of a person on a trace or a span. Rows never change; they go with their trace. */
@Entity('annotations')
@Check('annotations_not_empty', 'num_nonnulls(label, correction, notes) > 0')
@Index('annotations_of_trace', ['projectId', 'traceId', 'id'])
@Index('annotations_by_id', ['id'])
@ForeignKey('traces', ['project_id', 'trace_id'], ['project_id', 'id'], {
  name: 'annotations_trace',
  onDelete: 'CASCADE',
})
@ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], {
  name: 'annotations_span',
  onDelete: 'CASCADE',
})
export class AnnotationEntity {
  @PrimaryColumn({
    name: 'project_id',
    type: 'text',
    collation: 'C',
    primaryKeyConstraintName: 'annotations_pkey',
  })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'annotations_pkey' })
  id: string;

  @Column({ name: 'trace_id', type: 'text', collation: 'C' })
  traceId: string;

  /** Null for an annotation of the whole trace. */
  @Column({ name: 'span_id', type: 'text', collation: 'C', nullable: true })
  spanId: string | null;

  @Column({ type: 'text' })
  annotator: string;

  @Column({ type: 'text', nullable: true })
  label: string | null;

  /** JSON text, exactly as sent. */
  @Column({ type: 'json', nullable: true })
  correction: string | null;

  @Column({ type: 'text', nullable: true })
  notes: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
