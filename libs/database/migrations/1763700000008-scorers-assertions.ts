import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Assertions that grade the runs on a dataset. `reads_assertions` marks items of the use-case surface: an expected output that
 * spells assertions is read as such, whether or not the dataset has defaults.
 */
const ASSERTIONS = `
ALTER TABLE datasets ADD COLUMN default_assertions json;
ALTER TABLE dataset_items ADD COLUMN reads_assertions boolean NOT NULL DEFAULT false;
`;

/** Assertions of datasets and items, and named configurations of scorers. */
export class ScorersAssertions1763700000008 implements MigrationInterface {
  name = 'ScorersAssertions1763700000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ASSERTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE dataset_items DROP COLUMN reads_assertions;
      ALTER TABLE datasets DROP COLUMN default_assertions;`);
  }
}
