import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Hashes of neighbouring words, in the index of the words: phrases are found by them. Spans that are indexed already have
 * null, which the indexer replaces; until then their phrases are looked for among all spans with the words. The partial
 * index finds what is left and is empty afterwards.
 */
const UP = `
ALTER TABLE span_search ADD COLUMN pairs smallint[];
ALTER TABLE span_search ALTER COLUMN pairs SET STORAGE MAIN;
CREATE INDEX span_search_without_pairs ON span_search (project_id, trace_id, span_id) WHERE pairs IS NULL;
DROP INDEX span_search_by_terms;
SET LOCAL maintenance_work_mem = '256MB';
CREATE INDEX span_search_by_terms ON span_search USING gin (terms, pairs) WITH (gin_pending_list_limit = 8192);
`;

/** Phrases by their neighbours. */
export class PhraseSearch1763700000013 implements MigrationInterface {
  name = 'PhraseSearch1763700000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE span_search DROP COLUMN pairs;
      CREATE INDEX span_search_by_terms ON span_search USING gin (terms);`);
  }
}
