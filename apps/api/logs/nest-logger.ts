import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug';

/** What the framework says while it starts: of use to its developers only. Its errors are thrown as well. */
const CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger, on the logger of the HTTP server: all lines have one form and one place. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: FastifyBaseLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  /** Nest passes the name of the one who logs last, and a stack before it, which `err` tells better. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const last = rest.at(-1);
    const name = typeof last === 'string' ? last : undefined;
    const chosen = name !== undefined && CHATTER.has(name) ? 'debug' : level;
    if (message instanceof Error) this.logger[chosen]({ logger: name, err: message }, 'an error');
    else if (typeof message === 'object' && message !== null) this.logger[chosen]({ logger: name, ...message });
    else this.logger[chosen]({ logger: name }, String(message));
  }
}
