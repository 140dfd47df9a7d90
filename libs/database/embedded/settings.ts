import type { DataFolder } from './data-folder';
import { EmbeddedPostgresError } from './embedded-postgres.error';

/** Names the server in its processes' titles, by which {@link stopLeftovers} knows them. */
export function clusterName(folder: DataFolder): string {
  return `assay-${folder.id}`;
}

/** For a server that one service on one machine uses, without replicas. */
const TUNED = {
  // Nothing listens on TCP.
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '128MB',
  // No replica and no archive: write only what a crash needs.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // The packaged server is built without lz4 and zstd.
  wal_compression: 'pglz',
  // Short statements: compiling costs more than it gains.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '',
  log_checkpoints: 'off',
  // Statements and row values are tenants' data: keep them out of the log.
  log_min_messages: 'error',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** For data that may be lost with the machine, as in tests: no write waits for the disk. */
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** What differs from start to start; everything else of the server's settings is fixed. */
export interface ServerSettings {
  readonly socketFolder: string;
  /** False only where losing the data does not matter. */
  readonly durable: boolean;
  /** Further settings of Postgres by name; they win over ours. */
  readonly extra: Record<string, string>;
}

/**
 * The server's arguments.
 *
 * @throws EmbeddedPostgresError when an extra setting's name is not one
 */
export function serverArguments(folder: DataFolder, settings: ServerSettings): string[] {
  const values: Record<string, string> = {
    ...TUNED,
    ...(settings.durable ? {} : NOT_DURABLE),
    cluster_name: clusterName(folder),
    // A list: quotes keep a comma or a space in the path from ending it.
    unix_socket_directories: `"${settings.socketFolder.replaceAll('"', '""')}"`,
    ...settings.extra,
  };
  const wrong = Object.keys(values).find((name) => !/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name));
  if (wrong !== undefined)
    throw new EmbeddedPostgresError(`${JSON.stringify(wrong)} is not the name of a Postgres setting.`);
  return ['-D', folder.pgdata, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
