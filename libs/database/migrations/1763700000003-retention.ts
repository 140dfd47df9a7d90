import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How long a project keeps its traces, and who is deleting the old ones: `retention_due_at` is when the next pass is to
 * begin and stays until a pass is finished, `retention_leased_until` how long a process has it for itself. The columns
 * have no default, so that adding them rewrites nothing.
 */
export class Retention1763700000003 implements MigrationInterface {
  name = 'Retention1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE projects
        ADD COLUMN retention_days integer,
        ADD COLUMN retention_due_at timestamptz,
        ADD COLUMN retention_leased_until timestamptz,
        ADD CONSTRAINT projects_retention CHECK (retention_days > 0 AND (retention_days IS NULL) = (retention_due_at IS NULL));
      CREATE INDEX projects_by_retention ON projects (retention_due_at) WHERE retention_days IS NOT NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX projects_by_retention;
      ALTER TABLE projects DROP CONSTRAINT projects_retention, DROP COLUMN retention_days, DROP COLUMN retention_due_at,
        DROP COLUMN retention_leased_until;`);
  }
}
