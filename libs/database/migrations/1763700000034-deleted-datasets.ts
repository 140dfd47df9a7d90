import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists the datasets of a project that are deleted softly, the last first. */
export class DeletedDatasets1763700000034 implements MigrationInterface {
  name = 'DeletedDatasets1763700000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX datasets_deleted ON datasets (project_id, deleted_at, id) WHERE deleted_at IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX datasets_deleted');
  }
}
