import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { DatasetEntity } from './dataset.entity';

/** A finished import: the version in which all of its rows came. */
@Entity('dataset_imports')
export class DatasetImportEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'dataset_imports_pkey' })
  projectId: string;

  @PrimaryColumn({ name: 'dataset_id', type: 'uuid', primaryKeyConstraintName: 'dataset_imports_pkey' })
  datasetId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'dataset_imports_pkey' })
  id: string;

  @ManyToOne(() => DatasetEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'dataset_imports_dataset' },
    { name: 'dataset_id', referencedColumnName: 'id', foreignKeyConstraintName: 'dataset_imports_dataset' },
  ])
  dataset?: DatasetEntity;

  @Column({ type: 'integer' })
  version: number;

  @Column({ name: 'imported_count', type: 'integer' })
  importedCount: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
