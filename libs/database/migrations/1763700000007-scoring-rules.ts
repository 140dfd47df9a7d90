import type { MigrationInterface, QueryRunner } from 'typeorm';

const BATCHES = `
CREATE TABLE score_batches (
  project_id text COLLATE "C" NOT NULL CONSTRAINT score_batches_project REFERENCES projects (id),
  id uuid NOT NULL,
  target_type text NOT NULL,
  scorer_name text NOT NULL,
  scorer text NOT NULL,
  config json,
  total integer NOT NULL,
  scored integer NOT NULL DEFAULT 0,
  skipped integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  CONSTRAINT score_batches_pkey PRIMARY KEY (project_id, id)
);
CREATE INDEX score_batches_by_id ON score_batches (id);
`;

const RULES = `
CREATE TABLE scoring_rules (
  project_id text COLLATE "C" NOT NULL CONSTRAINT scoring_rules_project REFERENCES projects (id),
  id uuid NOT NULL,
  name text NOT NULL,
  is_enabled boolean NOT NULL,
  filter json NOT NULL,
  sampling_rate numeric NOT NULL,
  target_kind text NOT NULL,
  scorer_name text NOT NULL,
  scorer text NOT NULL,
  config json,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT scoring_rules_pkey PRIMARY KEY (project_id, id),
  CONSTRAINT scoring_rules_unit_interval CHECK (sampling_rate BETWEEN 0 AND 1)
);
CREATE UNIQUE INDEX scoring_rules_name ON scoring_rules (project_id, name);
CREATE INDEX scoring_rules_by_age ON scoring_rules (project_id, created_at, id);
CREATE INDEX scoring_rules_by_id ON scoring_rules (id);
CREATE INDEX scoring_rules_enabled ON scoring_rules (project_id) WHERE is_enabled;
CREATE TABLE rule_pending (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  queued_at timestamptz NOT NULL,
  trace_ids text[] NOT NULL,
  CONSTRAINT rule_pending_pkey PRIMARY KEY (project_id, id)
);
CREATE TABLE rule_spans (
  project_id text COLLATE "C" NOT NULL,
  rule_id uuid NOT NULL,
  trace_id text COLLATE "C" NOT NULL,
  span_id text COLLATE "C" NOT NULL,
  CONSTRAINT rule_spans_pkey PRIMARY KEY (project_id, rule_id, trace_id, span_id),
  CONSTRAINT rule_spans_rule FOREIGN KEY (project_id, rule_id) REFERENCES scoring_rules (project_id, id) ON DELETE CASCADE,
  CONSTRAINT rule_spans_span FOREIGN KEY (project_id, trace_id, span_id) REFERENCES spans (project_id, trace_id, id) ON DELETE CASCADE
);
CREATE INDEX rule_spans_of_span ON rule_spans (project_id, trace_id, span_id);
`;

/** Scores of many targets as one job, and rules that score new spans. */
export class ScoringRules1763700000007 implements MigrationInterface {
  name = 'ScoringRules1763700000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BATCHES);
    await runner.query(RULES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rule_spans, rule_pending, scoring_rules, score_batches');
  }
}
