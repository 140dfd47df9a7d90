import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What processes have open at a provider of language models. A row is rewritten with every question, so its page has
 * room for versions of it.
 */
const GATES = `
CREATE TABLE provider_gates (
  project_id text COLLATE "C" NOT NULL CONSTRAINT provider_gates_pkey PRIMARY KEY,
  holders jsonb NOT NULL,
  begun jsonb NOT NULL
) WITH (fillfactor = 50);
`;

/** The limits of a provider hold over all processes. */
export class ProviderGates1763700000014 implements MigrationInterface {
  name = 'ProviderGates1763700000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GATES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE provider_gates');
  }
}
