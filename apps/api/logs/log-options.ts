import { isNativeError } from 'node:util/types';
import { describeError } from '@assay/shared/http';
import type { Config } from '@assay/shared/config';
import type { FastifyServerOptions } from 'fastify';

/** Where log lines go; stdout when none is given. */
export type LogStream = NodeJS.WritableStream;

const SECRET_HEADERS = ['authorization', 'cookie', 'set-cookie', 'proxy-authorization', 'x-api-key'];

/**
 * How lines are written: one JSON object each, `level` as a word, `time` in ISO 8601. Errors appear as
 * {@link describeError} tells them, whoever logs them; headers with secrets are never written, should one be logged.
 */
export function logOptions(config: Config, stream?: LogStream): FastifyServerOptions['logger'] {
  if (config.logLevel === 'silent') return false;
  return {
    level: config.logLevel,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: described, req: () => ({}), res: () => ({}) },
    redact: {
      paths: SECRET_HEADERS.flatMap((header) => [`headers["${header}"]`, `*.headers["${header}"]`]),
      censor: '[secret]',
    },
    hooks: { logMethod: withoutErrorText },
    ...(stream === undefined ? {} : { stream }),
  } as unknown as FastifyServerOptions['logger'];
}

/** What is no error has been described already. */
function described(error: unknown): unknown {
  return isNativeError(error) ? describeError(error) : error;
}

/** pino takes the text of an error as the message of a line that has none. */
function withoutErrorText(this: unknown, args: unknown[], log: (...args: unknown[]) => void): void {
  const [first, second] = args;
  const error = first instanceof Error ? first : (first as { err?: unknown } | undefined)?.err;
  if (error instanceof Error && typeof second !== 'string') {
    const fields = first instanceof Error ? { err: first } : first;
    log.call(this, fields, 'an error');
    return;
  }
  log.apply(this, args);
}
