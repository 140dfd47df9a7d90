import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A revision of an item, visible in the dataset versions from `validFrom` up to, not including, `validTo` (null: still).
 * Imported rows have `validFrom` 0: their version is their import's.
 */
@Entity('dataset_items')
@Index('dataset_items_current', ['projectId', 'datasetId', 'id'], { unique: true, where: 'valid_to IS NULL' })
@Index('dataset_items_by_id', ['id'], { where: 'valid_to IS NULL' })
@Check('dataset_items_versions', 'valid_to > valid_from')
@Check('dataset_items_imported', '(valid_from = 0) = (import_id IS NOT NULL)')
export class DatasetItemEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'dataset_items_pkey' })
  projectId: string;

  @PrimaryColumn({ name: 'dataset_id', type: 'uuid', primaryKeyConstraintName: 'dataset_items_pkey' })
  datasetId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'dataset_items_pkey' })
  id: string;

  @PrimaryColumn({ name: 'valid_from', type: 'integer', primaryKeyConstraintName: 'dataset_items_pkey' })
  validFrom: number;

  @Column({ name: 'valid_to', type: 'integer', nullable: true })
  validTo: number | null;

  @Column({ name: 'import_id', type: 'uuid', nullable: true })
  importId: string | null;

  /** JSON text, as are the next two. */
  @Column({ type: 'json' })
  input: string;

  @Column({ name: 'expected_output', type: 'json', nullable: true })
  expectedOutput: string | null;

  @Column({ type: 'json', nullable: true })
  metadata: string | null;

  /** Whether an expected output that spells assertions is read as such. */
  @Column({ name: 'reads_assertions', type: 'boolean', default: false })
  readsAssertions: boolean;

  /** When the item was made, the same in all its revisions. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  /** When this revision was made. */
  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;
}
