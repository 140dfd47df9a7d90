import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where surfaces that name things otherwise than `/v1` find them: items by their id alone, and the runs that failed. */
const INDEXES = `
CREATE INDEX dataset_items_by_id ON dataset_items (id) WHERE valid_to IS NULL;
CREATE INDEX runs_failed ON runs (project_id, experiment_id, dataset_item_id) WHERE error IS NOT NULL;
`;

/** What the surfaces of other systems look up. */
export class OtherSurfaces1763700000010 implements MigrationInterface {
  name = 'OtherSurfaces1763700000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX dataset_items_by_id, runs_failed');
  }
}
