import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A dataset: a named list of items with a version that every change of items raises by one. */
@Entity('datasets')
@Index('datasets_name', ['projectId', 'name'], { unique: true, where: 'deleted_at IS NULL' })
@Index('datasets_by_age', ['projectId', 'createdAt', 'id'], { where: 'deleted_at IS NULL' })
@Index('datasets_by_id', ['id'])
@Index('datasets_deleted', ['projectId', 'deletedAt', 'id'], { where: 'deleted_at IS NOT NULL' })
export class DatasetEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'datasets_pkey' })
  projectId: string;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'datasets_project' })
  project?: object;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'datasets_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'text', array: true, default: '{}' })
  tags: string[];

  /** JSON text. */
  @Column({ type: 'jsonb', nullable: true })
  metadata: string | null;

  /** JSON text of a JSON Schema. */
  @Column({ name: 'input_schema', type: 'json', nullable: true })
  inputSchema: string | null;

  /** JSON text of a JSON Schema. */
  @Column({ name: 'expected_output_schema', type: 'json', nullable: true })
  expectedOutputSchema: string | null;

  /** JSON text of a list of assertions. */
  @Column({ name: 'default_assertions', type: 'json', nullable: true })
  defaultAssertions: string | null;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ name: 'item_count', type: 'integer', default: 0 })
  itemCount: number;

  /** Postgres text of the time, at full precision. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;

  /** When it was deleted softly: hidden everywhere until an admin restores it. Null while it is live. */
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt: string | null;
}
