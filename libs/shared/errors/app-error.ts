import { ERROR_CATALOGUE, type ErrorCode } from './catalogue';

/** Options of an {@link AppError}. */
export interface AppErrorOptions {
  /** What went wrong inside; logged, never answered. */
  readonly cause?: unknown;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Whether the connection closes after the answer, because what the caller still sends will not be read. */
  readonly closesConnection?: boolean;
}

/**
 * An error the API answers: a code of the catalogue, a message for a person and details that point at the place.
 * Domain code throws these (through the classes generated from the catalogue) and never HTTP exceptions.
 */
export class AppError extends Error {
  /** The `Retry-After` of the answer; without it there is none. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether the connection ends with the answer. */
  readonly closesConnection: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.closesConnection = options.closesConnection ?? false;
  }

  /** HTTP status of this code. */
  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

/** The body of every answer that is not 2xx (contract section 1). */
export interface ErrorEnvelope {
  error: { code: ErrorCode; message: string; details: Record<string, unknown> };
}

/** What callers see of an error: never its cause. */
export function envelopeOf(error: AppError): ErrorEnvelope {
  return { error: { code: error.code, message: error.message, details: error.details } };
}
