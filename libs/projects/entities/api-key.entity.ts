import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { ProjectEntity } from './project.entity';

/** An API key: only its hash is stored. */
@Entity('api_keys')
@Unique('api_keys_hash', ['hash'])
@Index('api_keys_of_project', ['projectId', 'createdAt', 'id'])
@Check('api_keys_role', `role IN ('read', 'write', 'admin')`)
@Check('api_keys_admins_are_unbound', `(role = 'admin') = (project_id IS NULL)`)
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_keys_pkey' })
  id: string;

  /** Null for admin keys. */
  @Column({ name: 'project_id', type: 'text', collation: 'C', nullable: true })
  projectId: string | null;

  @ManyToOne(() => ProjectEntity)
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'api_keys_project' })
  project?: ProjectEntity;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  role: 'read' | 'write' | 'admin';

  /** SHA-256 of the key. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  /** The first characters of the key, to tell keys apart. */
  @Column({ type: 'text' })
  prefix: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: string | null;
}
