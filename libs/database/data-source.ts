import { types } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations';

/** What {@link dataSourceOptions} needs to know. */
export interface ConnectionSettings {
  readonly url: string;
  readonly poolSize: number;
  readonly acquireTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

const OID = { int8: 20, json: 114, numeric: 1700, timestamptz: 1184, jsonb: 3802 } as const;

const asText = (text: string): string => text;

/** JSON, exact numbers and times stay text: a JavaScript number or Date would lose digits. Counts are safe integers. */
const TEXT_TYPES = new Map<number, (text: string) => unknown>([
  [OID.json, asText],
  [OID.jsonb, asText],
  [OID.numeric, asText],
  [OID.timestamptz, asText],
  [OID.int8, Number],
]);

const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown =>
    TEXT_TYPES.get(oid) ?? types.getTypeParser(oid, format as 'text'),
};

/** Options of the one data source of a process. Never `synchronize`: migrations own the schema. */
export function dataSourceOptions(settings: ConnectionSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    synchronize: false,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    installExtensions: false,
    logging: false,
    extra: {
      max: settings.poolSize,
      connectionTimeoutMillis: settings.acquireTimeoutMs,
      statement_timeout: settings.statementTimeoutMs,
      idle_in_transaction_session_timeout: Math.max(settings.statementTimeoutMs, 120_000),
      application_name: 'assay',
      options: '-c timezone=UTC -c client_encoding=UTF8',
      types: typeParsers,
    },
  } as DataSourceOptions;
}
