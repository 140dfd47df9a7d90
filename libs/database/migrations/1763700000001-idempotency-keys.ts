import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Answers kept for repeated requests. `project_id` is '' where a request names no project, so there is no foreign key;
 * `status`, `answer` and `body_hash` are null only within the transaction that makes the row.
 */
const IDEMPOTENCY_KEYS = `
CREATE TABLE idempotency_keys (
  project_id text COLLATE "C" NOT NULL,
  is_bound boolean NOT NULL,
  method text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  body_hash bytea,
  status integer,
  answer text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (project_id, is_bound, method, path, key)
);
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
`;

/** Keeps the answers of requests with an `Idempotency-Key`. */
export class IdempotencyKeys1763700000001 implements MigrationInterface {
  name = 'IdempotencyKeys1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IDEMPOTENCY_KEYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
