import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A project: everything else belongs to one. */
@Entity('projects')
@Index('projects_by_age', ['createdAt', 'id'])
export class ProjectEntity {
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'projects_pkey' })
  id: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  /** Postgres text of the time, at full precision. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
