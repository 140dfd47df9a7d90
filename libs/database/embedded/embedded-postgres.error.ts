/**
 * The embedded Postgres cannot be started or prepared. The message says what is wrong and what to do about it, and is
 * meant for the operator who started the service.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** The way out that every refusal can offer. */
export const USE_DATABASE_URL = 'or set DATABASE_URL to a Postgres server of your own (15 or later)';

/** Text of anything thrown, for use inside another message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** System error code (`ENOENT`, `EEXIST`, ...) or SQLSTATE of anything thrown, when it has one. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
