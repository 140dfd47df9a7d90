import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Assertions that grade the runs on a dataset. `reads_assertions` marks items of the use-case surface: an expected output that
 * spells assertions is read as such, whether or not the dataset has defaults.
 */
const ASSERTIONS = `
ALTER TABLE datasets ADD COLUMN default_assertions json;
ALTER TABLE dataset_items ADD COLUMN reads_assertions boolean NOT NULL DEFAULT false;
`;

/** Configurations of scorers under names of a project. */
const SCORERS = `
CREATE TABLE scorers (
  project_id text COLLATE "C" NOT NULL CONSTRAINT scorers_project REFERENCES projects (id),
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  scorer text NOT NULL,
  config json NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT scorers_pkey PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX scorers_name ON scorers (project_id, name);
CREATE INDEX scorers_by_age ON scorers (project_id, created_at, id);
CREATE INDEX scorers_by_id ON scorers (id);
`;

/** The sums of a run's assertions while a model still has to grade some of them. */
const GROUPS = `
CREATE TABLE assertion_groups (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  pending_count integer NOT NULL,
  weight_sum numeric NOT NULL,
  value_sum numeric NOT NULL,
  CONSTRAINT assertion_groups_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT assertion_groups_run FOREIGN KEY (project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
CREATE INDEX assertion_groups_of_run ON assertion_groups (project_id, run_id);
`;

/** Assertions of datasets and items, and named configurations of scorers. */
export class ScorersAssertions1763700000008 implements MigrationInterface {
  name = 'ScorersAssertions1763700000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ASSERTIONS, SCORERS, GROUPS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE assertion_groups, scorers;
      ALTER TABLE dataset_items DROP COLUMN reads_assertions;
      ALTER TABLE datasets DROP COLUMN default_assertions;`);
  }
}
