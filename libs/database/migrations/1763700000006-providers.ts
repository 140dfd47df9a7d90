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

/** The columns that say what is judged, as in `scores`. */
const TARGET = `
  target_type text NOT NULL,
  run_id uuid,
  experiment_id uuid,
  dataset_item_id uuid,
  trace_id text COLLATE "C",
  span_id text COLLATE "C"`;

const targetRules = (table: string): string => `
  CONSTRAINT ${table}_one_target CHECK (
    (target_type = 'run' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 3 AND num_nonnulls(trace_id, span_id) = 0)
    OR (target_type = 'span' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 0 AND num_nonnulls(trace_id, span_id) = 2)),
  CONSTRAINT ${table}_run FOREIGN KEY (project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE,
  CONSTRAINT ${table}_span FOREIGN KEY (project_id, trace_id, span_id) REFERENCES spans (project_id, trace_id, id) ON DELETE CASCADE`;

const SCORE_TASKS = `
CREATE TABLE score_tasks (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,${TARGET},
  scorer_name text COLLATE "C" NOT NULL,
  scorer text NOT NULL,
  config json,
  batch_id uuid,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT score_tasks_pkey PRIMARY KEY (project_id, id),${targetRules('score_tasks')}
);
CREATE INDEX score_tasks_due ON score_tasks (project_id, due_at, id);
CREATE INDEX score_tasks_of_run ON score_tasks (project_id, run_id) WHERE run_id IS NOT NULL;
CREATE INDEX score_tasks_of_span ON score_tasks (project_id, trace_id, span_id) WHERE span_id IS NOT NULL;
CREATE INDEX score_tasks_of_batch ON score_tasks (project_id, batch_id) WHERE batch_id IS NOT NULL;
`;

const SCORING_ERRORS = `
CREATE TABLE scoring_errors (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,${TARGET},
  scorer_name text COLLATE "C" NOT NULL,
  scorer text NOT NULL,
  config json,
  batch_id uuid,
  type text NOT NULL,
  message text NOT NULL,
  excerpt text,
  attempts integer NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT scoring_errors_pkey PRIMARY KEY (project_id, id),${targetRules('scoring_errors')}
);
CREATE INDEX scoring_errors_of_experiment ON scoring_errors (project_id, experiment_id, id) WHERE experiment_id IS NOT NULL;
CREATE INDEX scoring_errors_of_run ON scoring_errors (project_id, run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX scoring_errors_of_span ON scoring_errors (project_id, trace_id, span_id, id) WHERE span_id IS NOT NULL;
CREATE INDEX scoring_errors_of_batch ON scoring_errors (project_id, batch_id, id) WHERE batch_id IS NOT NULL;
`;

const JUDGE_ANSWERS = `
CREATE TABLE judge_answers (
  project_id text COLLATE "C" NOT NULL CONSTRAINT judge_answers_project REFERENCES projects (id),
  hash bytea NOT NULL,
  model text NOT NULL,
  answer text NOT NULL,
  tokens_input bigint,
  tokens_output bigint,
  cost_usd numeric,
  created_at timestamptz NOT NULL,
  CONSTRAINT judge_answers_pkey PRIMARY KEY (project_id, hash)
);
CREATE INDEX judge_answers_by_age ON judge_answers (project_id, created_at);
`;

/** Providers of language models that projects have of their own, and scores that are made in the background. */
export class Providers1763700000006 implements MigrationInterface {
  name = 'Providers1763700000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const tables of [PROVIDERS, SCORE_TASKS, SCORING_ERRORS, JUDGE_ANSWERS]) await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE judge_answers, scoring_errors, score_tasks, providers');
  }
}
