import { isNativeError } from 'node:util/types';

/** What logs keep of an error: where it was thrown and of which kind, none of its texts. */
export interface ErrorDescription {
  type: string;
  stack?: string[];
  cause?: ErrorDescription;
  [field: string]: unknown;
}

const MAX_FRAMES = 12;
const MAX_CAUSES = 3;
/** Fields of system errors (`syscall`) and Postgres errors (SQLSTATE, `constraint`) that name things of ours, never values of callers. */
const SAFE_FIELDS = ['code', 'syscall', 'severity', 'schema', 'table', 'column', 'constraint', 'routine'];

/**
 * Describes an inner error for the log. Messages are left out: those of Postgres and of parsers quote the values that
 * callers sent, and nothing of a payload may reach a log.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!isNativeError(error)) return { type: error === null ? 'null' : typeof error };
  const described: ErrorDescription = { type: error.constructor.name || error.name };
  const fields = error as unknown as Record<string, unknown>;
  for (const field of SAFE_FIELDS) {
    if (typeof fields[field] === 'string' || typeof fields[field] === 'number') described[field] = fields[field];
  }
  described.stack = framesOf(error);
  const cause = error.cause ?? fields.driverError;
  if (cause !== undefined && cause !== error && depth < MAX_CAUSES) described.cause = describeError(cause, depth + 1);
  return described;
}

function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const head = stack.indexOf(error.message);
  const frames = head === -1 || error.message === '' ? stack : stack.slice(head + error.message.length);
  return frames
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MAX_FRAMES);
}
