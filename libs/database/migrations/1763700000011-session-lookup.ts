import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the projects that hold a session, for tokens that see them all. */
export class SessionLookup1763700000011 implements MigrationInterface {
  name = 'SessionLookup1763700000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX traces_by_session ON traces (session_id, project_id) WHERE session_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX traces_by_session');
  }
}
