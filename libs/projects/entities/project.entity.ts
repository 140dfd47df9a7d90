import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { NamespaceEntity } from './namespace.entity';

/** A project: everything else belongs to one. */
@Entity('projects')
@Check('projects_in_namespace', '(namespace_id IS NULL) = (slug IS NULL)')
@Index('projects_by_age', ['createdAt', 'id'])
@Index('projects_by_retention', ['retentionDueAt'], { where: 'retention_days IS NOT NULL' })
@Check('projects_retention', '(retention_days > 0) AND ((retention_days IS NULL) = (retention_due_at IS NULL))')
@Index('projects_slug', ['namespaceId', 'slug'], { unique: true, where: 'namespace_id IS NOT NULL' })
export class ProjectEntity {
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'projects_pkey' })
  id: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  /** Postgres text of the time, at full precision. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  /** Days after which traces are deleted; null: never. */
  @Column({ name: 'retention_days', type: 'integer', nullable: true })
  retentionDays: number | null;

  /** When the next pass over old traces is to begin; stays until one is finished. */
  @Column({ name: 'retention_due_at', type: 'timestamptz', nullable: true })
  retentionDueAt: string | null;

  /** How long a process has the pass for itself. */
  @Column({ name: 'retention_leased_until', type: 'timestamptz', nullable: true })
  retentionLeasedUntil: string | null;

  /** Null for a project that was not made in a namespace, as `slug` then is. */
  @Column({ name: 'namespace_id', type: 'uuid', nullable: true })
  namespaceId: string | null;

  @ManyToOne(() => NamespaceEntity)
  @JoinColumn({ name: 'namespace_id', foreignKeyConstraintName: 'projects_namespace' })
  namespace?: NamespaceEntity;

  /** Its name in paths, unique in its namespace. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  slug: string | null;
}
