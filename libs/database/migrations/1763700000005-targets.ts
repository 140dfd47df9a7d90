import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What experiments call. `settings` are those of the type, JSON; `headers` maps the names of headers to sealed values.
 * `revision` counts changes, so that two changes at once are both made.
 */
const TARGETS = `
CREATE TABLE targets (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  label text,
  description text,
  metadata jsonb,
  settings json NOT NULL,
  headers json,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT targets_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT targets_project FOREIGN KEY (project_id) REFERENCES projects (id),
  CONSTRAINT targets_type CHECK (type IN ('http', 'prompt', 'scorer')),
  CONSTRAINT targets_label CHECK (label IN ('agent', 'workflow'))
);
CREATE UNIQUE INDEX targets_name ON targets (project_id, name);
CREATE INDEX targets_by_age ON targets (project_id, created_at, id);
CREATE INDEX targets_by_id ON targets (id);
`;

/** Makes the table of targets. */
export class Targets1763700000005 implements MigrationInterface {
  name = 'Targets1763700000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TARGETS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE targets');
  }
}
