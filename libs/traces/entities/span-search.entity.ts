import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TraceEntity } from './trace.entity';

/** The words of a span, for full-text search; written after the span, goes with its trace. */
@Entity('span_search')
@Index('span_search_by_terms', { synchronize: false })
@Index('span_search_without_pairs', ['projectId', 'traceId', 'spanId'], { where: 'pairs IS NULL' })
export class SpanSearchEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'span_search_pkey' })
  projectId: string;

  @PrimaryColumn({ name: 'trace_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'span_search_pkey' })
  traceId: string;

  @ManyToOne(() => TraceEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'span_search_trace' },
    { name: 'trace_id', referencedColumnName: 'id', foreignKeyConstraintName: 'span_search_trace' },
  ])
  trace?: TraceEntity;

  @PrimaryColumn({ name: 'span_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'span_search_pkey' })
  spanId: string;

  /** Hashes of the words. */
  @Column({ type: 'bigint', array: true })
  terms: string[];

  /** Hashes of neighbouring words; null until the indexer has made them of a span that was indexed before there were any. */
  @Column({ type: 'smallint', array: true, nullable: true })
  pairs: number[] | null;

  /** The words of name, input and output in order, a line each; every word between spaces. */
  @Column({ type: 'text' })
  body: string;
}
