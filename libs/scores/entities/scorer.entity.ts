import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** A named configuration of a scorer, of one project. */
@Entity('scorers')
@Index('scorers_name', ['projectId', 'name'], { unique: true })
@Index('scorers_by_age', ['projectId', 'createdAt', 'id'])
@Index('scorers_by_id', ['id'])
export class ScorerEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'scorers_pkey' })
  projectId: string;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'scorers_project' })
  project?: object;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'scorers_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  /** The built-in scorer that it configures. */
  @Column({ type: 'text' })
  scorer: string;

  /** JSON text. */
  @Column({ type: 'json' })
  config: string;

  /** Rises by 1 with each change. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;
}
