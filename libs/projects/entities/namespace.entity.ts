import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A namespace: a group of projects that are known by a slug in it. */
@Entity('namespaces')
@Unique('namespaces_slug', ['slug'])
@Index('namespaces_by_age', ['createdAt', 'id'])
export class NamespaceEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'namespaces_pkey' })
  id: string;

  @Column({ type: 'text', collation: 'C' })
  slug: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  /** Postgres text of the time, at full precision. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;
}
