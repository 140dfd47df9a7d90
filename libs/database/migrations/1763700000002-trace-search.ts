import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists of traces filter and sort by. Terms are 64-bit hashes of project, field and text, so that one inverted index
 * serves every "has this name, kind, model, tag or metadata" of every project, and each project finds only its own.
 */
const FILTERS = `
ALTER TABLE traces
  ADD COLUMN span_terms bigint[] NOT NULL DEFAULT '{}',
  ADD COLUMN root_terms bigint[] NOT NULL DEFAULT '{}',
  ADD COLUMN tag_terms bigint[] NOT NULL DEFAULT '{}',
  ADD COLUMN user_terms bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX traces_by_terms ON traces USING gin (span_terms, root_terms, tag_terms, user_terms) WITH (gin_pending_list_limit = 1024);
CREATE INDEX traces_by_start ON traces (project_id, start_time, id);
CREATE INDEX traces_by_duration ON traces (project_id, coalesce(root_duration_ms, -1), id);
CREATE INDEX traces_by_tokens ON traces (project_id, (tokens_input + tokens_output), id);
CREATE INDEX traces_by_errors ON traces (project_id, error_count, id);
CREATE INDEX traces_of_session ON traces (project_id, session_id, greatest(start_time, end_time), id) WHERE session_id IS NOT NULL;
CREATE INDEX traces_by_session_activity ON traces (project_id, greatest(start_time, end_time), id) WHERE session_id IS NOT NULL;
CREATE INDEX scores_by_value ON scores (project_id, scorer_name, numeric_value, trace_id)
  WHERE span_id IS NOT NULL AND numeric_value IS NOT NULL;
CREATE INDEX scores_by_label ON scores (project_id, scorer_name, md5(label), trace_id) WHERE span_id IS NOT NULL AND label IS NOT NULL;
`;

/**
 * The words of spans, written behind the commit of the spans: `terms` are hashes of the words that a span holds, `body`
 * the words in order, for phrases. `search_pending` holds, for each stored batch, the traces that it added to.
 */
const SEARCH = `
CREATE TABLE span_search (
  project_id text COLLATE "C" NOT NULL,
  trace_id text COLLATE "C" NOT NULL,
  span_id text COLLATE "C" NOT NULL,
  terms bigint[] NOT NULL,
  body text NOT NULL,
  CONSTRAINT span_search_pkey PRIMARY KEY (project_id, trace_id, span_id),
  CONSTRAINT span_search_trace FOREIGN KEY (project_id, trace_id) REFERENCES traces (project_id, id) ON DELETE CASCADE
) WITH (toast_tuple_target = 8160);
ALTER TABLE span_search ALTER COLUMN terms SET STORAGE MAIN;
CREATE INDEX span_search_by_terms ON span_search USING gin (terms);
CREATE TABLE search_pending (
  project_id text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  queued_at timestamptz NOT NULL,
  trace_ids text[] NOT NULL,
  CONSTRAINT search_pending_pkey PRIMARY KEY (project_id, id)
);
INSERT INTO search_pending (project_id, id, queued_at, trace_ids)
SELECT project_id, gen_random_uuid(), now(), array_agg(id)
FROM (SELECT project_id, id, row_number() OVER (PARTITION BY project_id ORDER BY id) / 100 AS part FROM traces) t
GROUP BY project_id, part;
`;

/** Filters, sorts and full-text search of traces, and sessions. */
export class TraceSearch1763700000002 implements MigrationInterface {
  name = 'TraceSearch1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [FILTERS, SEARCH]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE search_pending, span_search;
      DROP INDEX scores_by_value, scores_by_label, traces_by_start, traces_by_duration, traces_by_tokens, traces_by_errors,
        traces_of_session, traces_by_session_activity, traces_by_terms;
      ALTER TABLE traces DROP COLUMN span_terms, DROP COLUMN root_terms, DROP COLUMN tag_terms, DROP COLUMN user_terms;`);
  }
}
