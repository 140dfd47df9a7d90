import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A trace: what lists need of its spans, kept in the transaction that stores them. Times are Postgres texts. */
@Entity('traces')
@Index('traces_by_age', ['projectId', 'createdAt', 'id'])
@Index('traces_by_id', ['id'])
@Index('traces_pending', ['projectId', 'queuedAt', 'id'], { where: 'queued_at IS NOT NULL AND annotation_count = 0' })
@Index('traces_annotated', ['projectId', 'queuedAt', 'id'], { where: 'queued_at IS NOT NULL AND annotation_count > 0' })
@Index('traces_queued', ['projectId', 'queuedAt', 'id'], { where: 'queued_at IS NOT NULL' })
@Index('traces_by_start', ['projectId', 'startTime', 'id'])
@Index('traces_by_errors', ['projectId', 'errorCount', 'id'])
@Index('traces_by_duration', { synchronize: false })
@Index('traces_by_tokens', { synchronize: false })
@Index('traces_of_session', { synchronize: false })
@Index('traces_by_session', ['sessionId', 'projectId'], { where: 'session_id IS NOT NULL' })
@Index('traces_by_session_activity', { synchronize: false })
@Index('traces_by_terms', { synchronize: false })
export class TraceEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'traces_pkey' })
  projectId: string;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'traces_project' })
  project?: object;

  /** Chosen by the client; unique within its project. */
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'traces_pkey' })
  id: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'root_span_id', type: 'text', collation: 'C', nullable: true })
  rootSpanId: string | null;

  @Column({ name: 'root_name', type: 'text', nullable: true })
  rootName: string | null;

  @Column({ name: 'root_kind', type: 'text', nullable: true })
  rootKind: string | null;

  @Column({ name: 'root_duration_ms', type: 'double precision', nullable: true })
  rootDurationMs: number | null;

  @Column({ name: 'root_model', type: 'text', nullable: true })
  rootModel: string | null;

  @Column({ name: 'root_input_preview', type: 'text', nullable: true })
  rootInputPreview: string | null;

  @Column({ name: 'root_output_preview', type: 'text', nullable: true })
  rootOutputPreview: string | null;

  /** JSON text of the root span's metadata. */
  @Column({ type: 'jsonb', default: {} })
  metadata: string;

  @Column({ name: 'span_count', type: 'integer' })
  spanCount: number;

  /** UTF-16 units of the JSON texts of all payloads; null for a trace from before they were counted. */
  @Column({ name: 'payload_length', type: 'bigint', nullable: true })
  payloadLength: number | null;

  @Column({ name: 'error_count', type: 'integer' })
  errorCount: number;

  @Column({ name: 'tokens_input', type: 'bigint' })
  tokensInput: number;

  @Column({ name: 'tokens_output', type: 'bigint' })
  tokensOutput: number;

  @Column({ type: 'text', array: true, default: [] })
  models: string[];

  @Column({ name: 'start_time', type: 'timestamptz' })
  startTime: string;

  @Column({ name: 'end_time', type: 'timestamptz', nullable: true })
  endTime: string | null;

  @Column({ name: 'session_id', type: 'text', nullable: true })
  sessionId: string | null;

  /** Start of the span that names the session; `-infinity` for the root. So with users and tags. */
  @Column({ name: 'session_from', type: 'timestamptz', default: 'infinity' })
  sessionFrom: string;

  @Column({ name: 'user_id', type: 'text', nullable: true })
  userId: string | null;

  @Column({ name: 'user_from', type: 'timestamptz', default: 'infinity' })
  userFrom: string;

  @Column({ type: 'text', array: true, default: [] })
  tags: string[];

  @Column({ name: 'tags_from', type: 'timestamptz', default: 'infinity' })
  tagsFrom: string;

  /** Whether a span ever arrived before its parent: only then can a chain of stored parents lead into a new batch. */
  @Column({ name: 'has_open_parents', type: 'boolean', default: false })
  hasOpenParents: boolean;

  @Column({ name: 'queued_at', type: 'timestamptz', nullable: true })
  queuedAt: string | null;

  @Column({ name: 'annotation_count', type: 'integer', default: 0 })
  annotationCount: number;

  /** Hashes of the names, kinds and models of its spans. */
  @Column({ name: 'span_terms', type: 'bigint', array: true, default: [] })
  spanTerms: string[];

  /** Hashes of the root's metadata. */
  @Column({ name: 'root_terms', type: 'bigint', array: true, default: [] })
  rootTerms: string[];

  /** Hashes of the tags. */
  @Column({ name: 'tag_terms', type: 'bigint', array: true, default: [] })
  tagTerms: string[];

  /** Hash of the user. */
  @Column({ name: 'user_terms', type: 'bigint', array: true, default: [] })
  userTerms: string[];
}
