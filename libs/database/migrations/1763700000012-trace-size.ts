import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How much the payloads of a trace come to, so that a reader knows before it reads whether they fit into memory. Traces
 * that are there already keep null, which is: unknown.
 */
export class TraceSize1763700000012 implements MigrationInterface {
  name = 'TraceSize1763700000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE traces ADD COLUMN payload_length bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE traces DROP COLUMN payload_length');
  }
}
