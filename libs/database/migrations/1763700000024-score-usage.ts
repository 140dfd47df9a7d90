import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A table of its own: scores are many, few of them cost anything, and errors cost too. */
const USAGE = `
CREATE TABLE score_usage (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  run_id uuid,
  experiment_id uuid,
  trace_id text COLLATE "C",
  span_id text COLLATE "C",
  scorer_name text COLLATE "C" NOT NULL,
  batch_id uuid,
  model text NOT NULL,
  calls integer NOT NULL,
  kept_answers integer NOT NULL,
  tokens_input bigint,
  tokens_output bigint,
  cost_usd numeric,
  CONSTRAINT score_usage_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT score_usage_run FOREIGN KEY (project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE,
  CONSTRAINT score_usage_span FOREIGN KEY (project_id, trace_id, span_id) REFERENCES spans (project_id, trace_id, id) ON DELETE CASCADE
);
CREATE INDEX score_usage_of_experiment ON score_usage (project_id, experiment_id) WHERE experiment_id IS NOT NULL;
CREATE INDEX score_usage_of_run ON score_usage (project_id, run_id) WHERE run_id IS NOT NULL;
CREATE INDEX score_usage_of_span ON score_usage (project_id, trace_id, span_id) WHERE span_id IS NOT NULL;
CREATE INDEX score_usage_of_batch ON score_usage (project_id, batch_id) WHERE batch_id IS NOT NULL;
`;

/** What scores by language models cost. */
export class ScoreUsage1763700000024 implements MigrationInterface {
  name = 'ScoreUsage1763700000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(USAGE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE score_usage');
  }
}
