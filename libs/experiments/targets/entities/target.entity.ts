import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { TargetLabel, TargetType } from '../target-settings';

/** A target: what an experiment calls for each item. */
@Entity('targets')
@Index('targets_name', ['projectId', 'name'], { unique: true })
@Index('targets_by_age', ['projectId', 'createdAt', 'id'])
@Index('targets_by_id', ['id'])
@Check('targets_type', `type IN ('http', 'prompt', 'scorer')`)
@Check('targets_label', `label IN ('agent', 'workflow')`)
export class TargetEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'targets_pkey' })
  projectId: string;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'targets_project' })
  project?: object;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'targets_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  type: TargetType;

  @Column({ type: 'text', nullable: true })
  label: TargetLabel | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  /** JSON text. */
  @Column({ type: 'jsonb', nullable: true })
  metadata: string | null;

  /** JSON text of the settings of its type, without header values. */
  @Column({ type: 'json' })
  settings: string;

  /** JSON text: names of headers to sealed values. */
  @Column({ type: 'json', nullable: true })
  headers: string | null;

  /** Counts changes. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  /** Postgres text of the time, at full precision. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;
}
