import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** The stages of an experiment; it never goes back. */
export const EXPERIMENT_STATUSES = ['created', 'running', 'completed'] as const;

/** A stage of an experiment. */
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** An experiment: runs over the items of one dataset version. It outlives its dataset, so no foreign key leads there. */
@Entity('experiments')
@Check('experiments_status', `status IN ('created', 'running', 'completed')`)
@Check('experiments_completed', `(status = 'completed') = (completed_at IS NOT NULL)`)
@Index('experiments_by_age', ['projectId', 'createdAt', 'id'])
@Index('experiments_by_id', ['id'])
@Index('experiments_of_dataset', ['projectId', 'datasetId'])
@Index('experiments_by_completion', ['projectId', 'completedAt', 'id'], { where: 'completed_at IS NOT NULL' })
export class ExperimentEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'experiments_pkey' })
  projectId: string;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'experiments_project' })
  project?: object;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'experiments_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'dataset_id', type: 'uuid' })
  datasetId: string;

  /** The version of the dataset when the experiment was made. */
  @Column({ name: 'dataset_version', type: 'integer' })
  datasetVersion: number;

  /** How many items that version has, or how many of them it is limited to. */
  @Column({ name: 'version_item_count', type: 'integer' })
  versionItemCount: number;

  /** The collection that it is limited to; it may be deleted by now. */
  @Column({ name: 'collection_id', type: 'uuid', nullable: true })
  collectionId: string | null;

  /** The items of the version that it is limited to: those that its collection named when it was made, or that it was made to execute. Null: all. */
  @Column({ name: 'item_ids', type: 'uuid', array: true, nullable: true })
  itemIds: string[] | null;

  @Column({ type: 'text' })
  status: ExperimentStatus;

  @Column({ name: 'auto_complete', type: 'boolean', default: false })
  autoComplete: boolean;

  /** JSON text. */
  @Column({ type: 'jsonb', default: {} })
  metadata: string;

  /** JSON text of the threshold that the summary answers. */
  @Column({ type: 'json', nullable: true })
  threshold: string | null;

  @Column({ name: 'run_count', type: 'integer', default: 0 })
  runCount: number;

  /** How many items of the version have a run: equal to `versionItemCount` when all do. */
  @Column({ name: 'covered_count', type: 'integer', default: 0 })
  coveredCount: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt: string | null;
}
