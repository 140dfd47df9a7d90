import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TraceEntity } from './trace.entity';

/** A span. Rows never change; they go with their trace. JSON columns are texts, exactly as sent. */
@Entity('spans')
@Index('spans_by_id', ['id', 'projectId'])
export class SpanEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'spans_pkey' })
  projectId: string;

  @PrimaryColumn({ name: 'trace_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'spans_pkey' })
  traceId: string;

  @ManyToOne(() => TraceEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'spans_trace' },
    { name: 'trace_id', referencedColumnName: 'id', foreignKeyConstraintName: 'spans_trace' },
  ])
  trace?: TraceEntity;

  /** Chosen by the client; unique within its trace. */
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'spans_pkey' })
  id: string;

  @Column({ name: 'parent_span_id', type: 'text', collation: 'C', nullable: true })
  parentSpanId: string | null;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  kind: string | null;

  @Column({ type: 'json', nullable: true })
  input: string | null;

  @Column({ type: 'json', nullable: true })
  output: string | null;

  @Column({ name: 'start_time', type: 'timestamptz' })
  startTime: string;

  @Column({ name: 'end_time', type: 'timestamptz', nullable: true })
  endTime: string | null;

  @Column({ name: 'duration_ms', type: 'double precision', nullable: true })
  durationMs: number | null;

  @Column({ name: 'tokens_input', type: 'bigint', nullable: true })
  tokensInput: number | null;

  @Column({ name: 'tokens_output', type: 'bigint', nullable: true })
  tokensOutput: number | null;

  @Column({ type: 'text', nullable: true })
  model: string | null;

  @Column({ type: 'json', nullable: true })
  metadata: string | null;

  @Column({ type: 'json', nullable: true })
  error: string | null;
}
