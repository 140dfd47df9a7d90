import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Installation-wide tables: not tenant data, so not led by `project_id`. */
const INSTALLATION = `
CREATE TABLE settings (
  key text NOT NULL CONSTRAINT settings_pkey PRIMARY KEY,
  value text NOT NULL
);
CREATE TABLE projects (
  id text COLLATE "C" NOT NULL CONSTRAINT projects_pkey PRIMARY KEY,
  name text,
  created_at timestamptz NOT NULL
);
CREATE INDEX projects_by_age ON projects (created_at, id);
CREATE TABLE api_keys (
  id uuid NOT NULL CONSTRAINT api_keys_pkey PRIMARY KEY,
  project_id text COLLATE "C" CONSTRAINT api_keys_project REFERENCES projects (id),
  name text NOT NULL,
  role text NOT NULL CONSTRAINT api_keys_role CHECK (role IN ('read', 'write', 'admin')),
  hash bytea NOT NULL CONSTRAINT api_keys_hash UNIQUE,
  prefix text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  CONSTRAINT api_keys_admins_are_unbound CHECK ((role = 'admin') = (project_id IS NULL))
);
CREATE INDEX api_keys_of_project ON api_keys (project_id, created_at, id);
`;

const TRACES = `
CREATE TABLE traces (
  project_id text COLLATE "C" NOT NULL CONSTRAINT traces_project REFERENCES projects (id),
  id text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  root_span_id text COLLATE "C",
  root_name text,
  root_kind text,
  root_duration_ms double precision,
  root_model text,
  root_input_preview text,
  root_output_preview text,
  metadata jsonb NOT NULL DEFAULT '{}',
  span_count integer NOT NULL,
  error_count integer NOT NULL,
  tokens_input bigint NOT NULL,
  tokens_output bigint NOT NULL,
  models text[] NOT NULL DEFAULT '{}',
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  session_id text,
  session_from timestamptz NOT NULL DEFAULT 'infinity',
  user_id text,
  user_from timestamptz NOT NULL DEFAULT 'infinity',
  tags text[] NOT NULL DEFAULT '{}',
  tags_from timestamptz NOT NULL DEFAULT 'infinity',
  has_open_parents boolean NOT NULL DEFAULT false,
  queued_at timestamptz,
  annotation_count integer NOT NULL DEFAULT 0,
  CONSTRAINT traces_pkey PRIMARY KEY (project_id, id)
);
CREATE INDEX traces_by_age ON traces (project_id, created_at, id);
CREATE INDEX traces_by_id ON traces (id);
CREATE INDEX traces_pending ON traces (project_id, queued_at, id) WHERE queued_at IS NOT NULL AND annotation_count = 0;
CREATE INDEX traces_annotated ON traces (project_id, queued_at, id) WHERE queued_at IS NOT NULL AND annotation_count > 0;
CREATE INDEX traces_queued ON traces (project_id, queued_at, id) WHERE queued_at IS NOT NULL;
CREATE TABLE spans (
  project_id text COLLATE "C" NOT NULL,
  trace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  parent_span_id text COLLATE "C",
  name text NOT NULL,
  kind text,
  input json,
  output json,
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  duration_ms double precision,
  tokens_input bigint,
  tokens_output bigint,
  model text,
  metadata json,
  error json,
  CONSTRAINT spans_pkey PRIMARY KEY (project_id, trace_id, id),
  CONSTRAINT spans_trace FOREIGN KEY (project_id, trace_id) REFERENCES traces (project_id, id) ON DELETE CASCADE
) WITH (toast_tuple_target = 8160);
CREATE INDEX spans_by_id ON spans (id, project_id);
`;

const DATASETS = `
CREATE TABLE datasets (
  project_id text COLLATE "C" NOT NULL CONSTRAINT datasets_project REFERENCES projects (id),
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  tags text[] NOT NULL DEFAULT '{}',
  metadata jsonb,
  input_schema json,
  expected_output_schema json,
  version integer NOT NULL DEFAULT 1,
  item_count integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT datasets_pkey PRIMARY KEY (project_id, id)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX datasets_name ON datasets (project_id, name);
CREATE INDEX datasets_by_age ON datasets (project_id, created_at, id);
CREATE INDEX datasets_by_id ON datasets (id);
CREATE TABLE dataset_items (
  project_id text COLLATE "C" NOT NULL,
  dataset_id uuid NOT NULL,
  id uuid NOT NULL,
  valid_from integer NOT NULL,
  valid_to integer,
  import_id uuid,
  input json NOT NULL,
  expected_output json,
  metadata json,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT dataset_items_pkey PRIMARY KEY (project_id, dataset_id, id, valid_from),
  CONSTRAINT dataset_items_versions CHECK (valid_to > valid_from),
  CONSTRAINT dataset_items_imported CHECK ((valid_from = 0) = (import_id IS NOT NULL))
) WITH (toast_tuple_target = 8160);
CREATE UNIQUE INDEX dataset_items_current ON dataset_items (project_id, dataset_id, id) WHERE valid_to IS NULL;
CREATE TABLE dataset_imports (
  project_id text COLLATE "C" NOT NULL,
  dataset_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  imported_count integer NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT dataset_imports_pkey PRIMARY KEY (project_id, dataset_id, id),
  CONSTRAINT dataset_imports_dataset FOREIGN KEY (project_id, dataset_id) REFERENCES datasets (project_id, id) ON DELETE CASCADE
);
`;

const EXPERIMENTS = `
CREATE TABLE experiments (
  project_id text COLLATE "C" NOT NULL CONSTRAINT experiments_project REFERENCES projects (id),
  id uuid NOT NULL,
  name text NOT NULL,
  dataset_id uuid NOT NULL,
  dataset_version integer NOT NULL,
  version_item_count integer NOT NULL,
  status text NOT NULL CONSTRAINT experiments_status CHECK (status IN ('created', 'running', 'completed')),
  auto_complete boolean NOT NULL DEFAULT false,
  metadata jsonb NOT NULL DEFAULT '{}',
  threshold json,
  run_count integer NOT NULL DEFAULT 0,
  covered_count integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  CONSTRAINT experiments_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT experiments_completed CHECK ((status = 'completed') = (completed_at IS NOT NULL))
);
CREATE INDEX experiments_by_age ON experiments (project_id, created_at, id);
CREATE INDEX experiments_by_id ON experiments (id);
CREATE INDEX experiments_of_dataset ON experiments (project_id, dataset_id);
CREATE INDEX experiments_by_completion ON experiments (project_id, completed_at, id) WHERE completed_at IS NOT NULL;
CREATE TABLE runs (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  experiment_id uuid NOT NULL,
  dataset_item_id uuid NOT NULL,
  output json,
  error json,
  trace_id text COLLATE "C",
  latency_ms double precision,
  tokens_input bigint,
  tokens_output bigint,
  cost_usd numeric,
  metadata json,
  created_at timestamptz NOT NULL,
  CONSTRAINT runs_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT runs_output_or_error CHECK (output IS NOT NULL OR error IS NOT NULL),
  CONSTRAINT runs_experiment FOREIGN KEY (project_id, experiment_id) REFERENCES experiments (project_id, id) ON DELETE CASCADE
) WITH (toast_tuple_target = 8160);
CREATE UNIQUE INDEX runs_item ON runs (project_id, experiment_id, dataset_item_id);
CREATE INDEX runs_of_experiment ON runs (project_id, experiment_id, id);
CREATE INDEX runs_by_id ON runs (id);
`;

const SCORES = `
CREATE TABLE scores (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  target_type text NOT NULL CONSTRAINT scores_target_type CHECK (target_type IN ('run', 'span')),
  run_id uuid,
  experiment_id uuid,
  dataset_item_id uuid,
  trace_id text COLLATE "C",
  span_id text COLLATE "C",
  scorer_name text COLLATE "C" NOT NULL,
  numeric_value numeric CONSTRAINT scores_unit_interval CHECK (numeric_value BETWEEN 0 AND 1),
  label text,
  rationale text,
  config json,
  created_at timestamptz NOT NULL,
  CONSTRAINT scores_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT scores_one_value CHECK ((numeric_value IS NULL) <> (label IS NULL)),
  CONSTRAINT scores_one_target CHECK (
    (target_type = 'run' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 3 AND num_nonnulls(trace_id, span_id) = 0)
    OR (target_type = 'span' AND num_nonnulls(run_id, experiment_id, dataset_item_id) = 0 AND num_nonnulls(trace_id, span_id) = 2)),
  CONSTRAINT scores_run FOREIGN KEY (project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE,
  CONSTRAINT scores_span FOREIGN KEY (project_id, trace_id, span_id) REFERENCES spans (project_id, trace_id, id) ON DELETE CASCADE
);
CREATE INDEX scores_of_run ON scores (project_id, run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX scores_of_span ON scores (project_id, trace_id, span_id, id) WHERE span_id IS NOT NULL;
CREATE INDEX scores_of_experiment ON scores (project_id, experiment_id, scorer_name, dataset_item_id) INCLUDE (numeric_value)
  WHERE experiment_id IS NOT NULL;
CREATE INDEX scores_labels ON scores (project_id, experiment_id, scorer_name, dataset_item_id, id)
  WHERE experiment_id IS NOT NULL AND label IS NOT NULL;
`;

const ANNOTATIONS = `
CREATE TABLE annotations (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  trace_id text COLLATE "C" NOT NULL,
  span_id text COLLATE "C",
  annotator text NOT NULL,
  label text,
  correction json,
  notes text,
  created_at timestamptz NOT NULL,
  CONSTRAINT annotations_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT annotations_not_empty CHECK (num_nonnulls(label, correction, notes) > 0),
  CONSTRAINT annotations_trace FOREIGN KEY (project_id, trace_id) REFERENCES traces (project_id, id) ON DELETE CASCADE,
  CONSTRAINT annotations_span FOREIGN KEY (project_id, trace_id, span_id) REFERENCES spans (project_id, trace_id, id) ON DELETE CASCADE
);
CREATE INDEX annotations_of_trace ON annotations (project_id, trace_id, id);
CREATE INDEX annotations_by_id ON annotations (id);
`;

/** The first schema. Every key of tenant data begins with `project_id`, so that it can be distributed by it later. */
export class Initial1763700000000 implements MigrationInterface {
  name = 'Initial1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const tables of [INSTALLATION, TRACES, DATASETS, EXPERIMENTS, SCORES, ANNOTATIONS]) await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE annotations, scores, runs, experiments, dataset_imports, dataset_items, datasets, spans, traces, api_keys, projects, settings',
    );
  }
}
