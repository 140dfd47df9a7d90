import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The provider of language models of a project's own. */
@Entity('providers')
@ForeignKey('projects', ['project_id'], ['id'], { name: 'providers_project' })
export class ProviderEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'providers_pkey' })
  projectId: string;

  @Column({ name: 'base_url', type: 'text' })
  baseUrl: string;

  /** Sealed by `Secrets`. */
  @Column({ name: 'api_key', type: 'text', nullable: true })
  apiKey: string | null;

  @Column({ type: 'text', nullable: true })
  model: string | null;

  @Column({ name: 'max_concurrency', type: 'integer' })
  maxConcurrency: number;

  @Column({ name: 'requests_per_minute', type: 'integer' })
  requestsPerMinute: number;

  @Column({ name: 'timeout_ms', type: 'integer' })
  timeoutMs: number;

  /** JSON text. */
  @Column({ type: 'json' })
  prices: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;
}
