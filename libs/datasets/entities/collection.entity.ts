import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A collection: a named list of ids, some of which may be items, of a dataset or on its own. */
@Entity('collections')
@Check('collections_members', 'cardinality(members) <= 10000')
@Index('collections_name', ['projectId', 'name'], { unique: true })
@Index('collections_by_age', ['projectId', 'createdAt', 'id'])
@Index('collections_by_id', ['id'])
@Index('collections_of_dataset', ['projectId', 'datasetId', 'id'], { where: 'dataset_id IS NOT NULL' })
export class CollectionEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'collections_pkey' })
  projectId: string;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'collections_project' })
  project?: object;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'collections_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  /** Null for a collection on its own. */
  @Column({ name: 'dataset_id', type: 'uuid', nullable: true })
  datasetId: string | null;

  /** Opaque ids, each once, in the order in which they were added. */
  @Column({ type: 'text', array: true, default: '{}' })
  members: string[];

  @Column({ type: 'text', array: true, default: '{}' })
  tags: string[];

  /** JSON text. */
  @Column({ type: 'jsonb', nullable: true })
  metadata: string | null;

  /** Postgres text of the time, at full precision. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;
}
