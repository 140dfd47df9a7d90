import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const PRIMARY_KEY = 'idempotency_keys_pkey';

/** The answer of a request with an `Idempotency-Key`, kept for those that repeat it. */
@Entity('idempotency_keys')
@Index('idempotency_keys_by_expiry', ['expiresAt'])
export class IdempotencyKeyEntity {
  /** The project of the token, or the one that the request names; '' without one. */
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: PRIMARY_KEY })
  projectId: string;

  /** Whether the token is bound to the project: only then is it sure that the answer belongs to the project. */
  @PrimaryColumn({ name: 'is_bound', type: 'boolean', primaryKeyConstraintName: PRIMARY_KEY })
  isBound: boolean;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: PRIMARY_KEY })
  method: string;

  /** The path as sent, without the query; a long one as its hash. */
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: PRIMARY_KEY })
  path: string;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: PRIMARY_KEY })
  key: string;

  /** SHA-256 of the body. */
  @Column({ name: 'body_hash', type: 'bytea', nullable: true })
  bodyHash: Buffer | null;

  @Column({ type: 'integer', nullable: true })
  status: number | null;

  /** The body of the answer, as sent. */
  @Column({ type: 'text', nullable: true })
  answer: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: string;
}
