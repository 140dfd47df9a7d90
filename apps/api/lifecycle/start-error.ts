import { EmbeddedPostgresError } from '@assay/database/embedded';
import { isUnavailable } from '@assay/database';
import { type Config, ConfigError } from '@assay/shared/config';

/** An obstacle at start that the operator can remove; the message says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const LOGIN_CODES = new Set(['28P01', '28000', '3D000', '42501']);

/** Host, port and database of a URL, without its password. */
function placeOf(databaseUrl: string): string {
  try {
    const { hostname, port, pathname } = new URL(databaseUrl);
    return `${decodeURIComponent(hostname)}${port === '' ? '' : `:${port}`}${pathname}`;
  } catch {
    return 'its address';
  }
}

/** One text that says why the service did not start, and what to do; never a stack, never a password. */
export function explainStartError(error: unknown, config: Config | undefined): string {
  if (error instanceof ConfigError || error instanceof StartError || error instanceof EmbeddedPostgresError) {
    return error.message;
  }
  const { code, message = 'unknown' } = (error ?? {}) as { code?: string; message?: string };
  const where = config === undefined ? '' : `${config.host}:${config.port}`;
  if (code === 'EADDRINUSE') return `${where} is in use by another program: stop it, or set PORT to another port.`;
  if (code === 'EADDRNOTAVAIL') return `${where} is not an address of this machine: set HOST to one that is.`;
  if (code === 'EACCES') return `no permission (${message}): set PORT to 1024 or more, or ASSAY_DATA_DIR elsewhere.`;
  const database =
    config?.databaseUrl === undefined ? undefined : `the database of DATABASE_URL (${placeOf(config.databaseUrl)})`;
  if (database !== undefined && code !== undefined && LOGIN_CODES.has(code)) {
    return `${database} does not let us in: ${message}.`;
  }
  if (database !== undefined && isUnavailable(error)) return `${database} is not reachable (${code ?? message}).`;
  return `it could not start: ${message}`;
}
