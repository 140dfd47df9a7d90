/** The parts of a Postgres error that code may look at. */
interface PostgresError {
  code?: string;
  constraint?: string;
  message?: string;
}

/** Kinds of constraint violations (SQLSTATE class 23). */
export type ViolationKind = 'unique' | 'foreign_key' | 'check' | 'not_null';

const KINDS: Record<string, ViolationKind> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23514': 'check',
  '23502': 'not_null',
};

const MESSAGES: [RegExp, ViolationKind][] = [
  [/duplicate key value violates unique constraint/, 'unique'],
  [/violates foreign key constraint/, 'foreign_key'],
  [/violates check constraint/, 'check'],
  [/violates not-null constraint/, 'not_null'],
];

/** Walks to the driver's error: TypeORM wraps it. */
function driverError(error: unknown): PostgresError {
  const wrapped = (error as { driverError?: PostgresError } | null)?.driverError;
  return wrapped ?? ((error ?? {}) as PostgresError);
}

/**
 * Which constraint an error says was violated, or undefined for other errors. A distributed Postgres may lose the
 * SQLSTATE and the constraint field, and adds a shard number to the name (`spans_pkey_102163`): then the message tells.
 */
export function violation(error: unknown): { kind: ViolationKind; constraint: string } | undefined {
  const { code, constraint, message = '' } = driverError(error);
  const kind = KINDS[code ?? ''] ?? MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
  if (kind === undefined) return undefined;
  const named = constraint ?? /constraint "(.+?)"/.exec(message)?.[1] ?? '';
  return { kind, constraint: named.replace(/_\d{5,}$/, '') };
}

/** Whether an error is the violation of a constraint of this name. */
export function violates(error: unknown, constraint: string): boolean {
  return violation(error)?.constraint === constraint;
}

/** Serialisation failure or deadlock: the transaction may simply be run again. */
export function isRetryable(error: unknown): boolean {
  const { code } = driverError(error);
  return code === '40001' || code === '40P01';
}

/** Whether a statement waited longer than `lock_timeout` for a lock. */
export function isLockTimeout(error: unknown): boolean {
  return driverError(error).code === '55P03';
}

/** Classes of SQLSTATE: connections (08), resources such as disk, memory and connections used up (53), the operator's intervention (57P). */
const AWAY_CLASSES = ['08', '53', '57P'];
const AWAY_CODES = new Set([
  '57014',
  '55P03',
  '25P03',
  '25006',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
]);
const AWAY_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client was closed|Cannot use a pool after calling end|the database system is|not queryable|DataSource is not initialized|Driver not Connected/i;

/** Whether an error means that the database cannot answer now: away, starting, shutting down, full, or too slow. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = driverError(error);
  if (code !== undefined && (AWAY_CODES.has(code) || AWAY_CLASSES.some((prefix) => code.startsWith(prefix))))
    return true;
  return typeof message === 'string' && AWAY_MESSAGES.test(message);
}
