import type { MigrationInterface, QueryRunner } from 'typeorm';

const PROVIDERS = `
CREATE TABLE providers (
  project_id text COLLATE "C" NOT NULL CONSTRAINT providers_pkey PRIMARY KEY
    CONSTRAINT providers_project REFERENCES projects (id),
  base_url text NOT NULL,
  api_key text,
  model text,
  max_concurrency integer NOT NULL,
  requests_per_minute integer NOT NULL,
  timeout_ms integer NOT NULL,
  prices json NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
`;

/** The providers of language models that projects have of their own. */
export class Providers1763700000006 implements MigrationInterface {
  name = 'Providers1763700000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROVIDERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE providers');
  }
}
