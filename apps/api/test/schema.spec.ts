import { DataSource } from 'typeorm';
import { Database, dataSourceOptions, migrate, migrationNames } from '@assay/database';
import { cloneDatabase, createDatabase, urlOf } from '@assay/testing';
import { startTestApp } from './test-app';

const connection = (url: string): Parameters<typeof migrate>[0] => ({
  url,
  poolSize: 2,
  acquireTimeoutMs: 5_000,
  statementTimeoutMs: 0,
});

describe('the schema', () => {
  it('is what the entities say: after the migrations, TypeORM finds nothing to change', async () => {
    const api = await startTestApp();
    try {
      const { dataSource } = api.app.get(Database);
      const differences = await dataSource.driver.createSchemaBuilder().log();
      expect(differences.upQueries.map((query) => query.query)).toEqual([]);
    } finally {
      await api.close();
    }
  });

  it('has an entity for every table', async () => {
    const api = await startTestApp();
    try {
      const { dataSource } = api.app.get(Database);
      const tables: { name: string }[] = await dataSource.query(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      const known = dataSource.entityMetadatas.map((entity) => entity.tableName);
      expect(
        tables
          .map((table) => table.name)
          .filter((name) => name !== 'schema_migrations')
          .sort(),
      ).toEqual(known.sort());
    } finally {
      await api.close();
    }
  });

  it('every key of tenant data begins with project_id', async () => {
    const database = await cloneDatabase();
    const source = await new DataSource(dataSourceOptions(connection(database.url))).initialize();
    try {
      const keys: { index: string; first: string }[] = await source.query(`
        SELECT c.relname AS index, a.attname AS first
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
        WHERE i.indisunique AND t.relname NOT IN ('settings', 'namespaces', 'projects', 'api_keys', 'schema_migrations')`);
      expect(keys.length).toBeGreaterThan(8);
      expect(keys.filter((key) => key.first !== 'project_id')).toEqual([]);
    } finally {
      await source.destroy();
      await database.drop();
    }
  });

  it('two processes that start at once on an empty database both find it migrated', async () => {
    const name = `empty_${process.pid}_${Date.now()}`;
    await createDatabase(name);
    await Promise.all([1, 2, 3].map(() => migrate(connection(urlOf(name)))));
    const source = await new DataSource(dataSourceOptions(connection(urlOf(name)))).initialize();
    try {
      const applied: { name: string }[] = await source.query('SELECT name FROM schema_migrations ORDER BY id');
      expect(applied.map((row) => row.name)).toEqual(migrationNames());
    } finally {
      await source.destroy();
    }
  });
});
