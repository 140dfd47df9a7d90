import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Experiments that the service executes. `executions`: one row each, `attempt` counts its starts. `execution_chunks`:
 * the items that are still to be done, a few in each row, leased by the process that does them. `execution_slots`: the
 * calls of a target that may run at once, leased likewise; a target may be deleted, so no foreign key leads there.
 * `execution_events`: what happened, in the order of `seq`, one row for each transaction.
 */
const EXECUTIONS = `
ALTER TABLE runs
  ADD COLUMN started_at timestamptz,
  ADD COLUMN retry_count integer NOT NULL DEFAULT 0,
  ADD COLUMN item_version integer;
CREATE TABLE executions (
  project_id text COLLATE "C" NOT NULL,
  experiment_id uuid NOT NULL,
  attempt integer NOT NULL,
  status text NOT NULL CONSTRAINT executions_status CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
  target_id uuid NOT NULL,
  target_type text NOT NULL,
  target_label text,
  scorers json NOT NULL,
  item_ids uuid[],
  max_concurrency integer NOT NULL,
  timeout_ms integer,
  max_retries integer NOT NULL,
  total integer NOT NULL,
  succeeded integer NOT NULL,
  failed integer NOT NULL,
  skipped integer NOT NULL,
  remaining integer NOT NULL,
  replaces boolean NOT NULL,
  error text,
  event_seq bigint NOT NULL,
  requested_at timestamptz NOT NULL,
  started_at timestamptz,
  completed_at timestamptz,
  updated_at timestamptz NOT NULL,
  alive_until timestamptz NOT NULL,
  CONSTRAINT executions_pkey PRIMARY KEY (project_id, experiment_id),
  CONSTRAINT executions_experiment FOREIGN KEY (project_id, experiment_id) REFERENCES experiments (project_id, id) ON DELETE CASCADE
) WITH (fillfactor = 50);
CREATE INDEX executions_active ON executions (project_id, experiment_id) WHERE status IN ('pending', 'running');
CREATE TABLE execution_chunks (
  project_id text COLLATE "C" NOT NULL,
  experiment_id uuid NOT NULL,
  attempt integer NOT NULL,
  position integer NOT NULL,
  item_ids uuid[] NOT NULL,
  leased_by uuid,
  leased_until timestamptz,
  CONSTRAINT execution_chunks_pkey PRIMARY KEY (project_id, experiment_id, attempt, position),
  CONSTRAINT execution_chunks_execution FOREIGN KEY (project_id, experiment_id) REFERENCES executions (project_id, experiment_id) ON DELETE CASCADE
) WITH (fillfactor = 50);
CREATE TABLE execution_slots (
  project_id text COLLATE "C" NOT NULL,
  target_id uuid NOT NULL,
  slot integer NOT NULL,
  experiment_id uuid NOT NULL,
  leased_by uuid NOT NULL,
  leased_until timestamptz NOT NULL,
  CONSTRAINT execution_slots_pkey PRIMARY KEY (project_id, target_id, slot)
);
CREATE TABLE execution_events (
  project_id text COLLATE "C" NOT NULL,
  experiment_id uuid NOT NULL,
  seq bigint NOT NULL,
  body json NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT execution_events_pkey PRIMARY KEY (project_id, experiment_id, seq),
  CONSTRAINT execution_events_execution FOREIGN KEY (project_id, experiment_id) REFERENCES executions (project_id, experiment_id) ON DELETE CASCADE
);
`;

const DROP = `
DROP TABLE execution_events, execution_slots, execution_chunks, executions;
ALTER TABLE runs DROP COLUMN started_at, DROP COLUMN retry_count, DROP COLUMN item_version;
`;

/** Makes the tables of executions. */
export class Executions1763700000004 implements MigrationInterface {
  name = 'Executions1763700000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXECUTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP);
  }
}
