import { HttpException } from '@nestjs/common';
import {
  AppError,
  HeadersTooLargeError,
  InternalError,
  InvalidRequestError,
  NotFoundError,
  PayloadTooLargeError,
  RateLimitedError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedMediaTypeError,
} from '@assay/shared/errors';

/** Media types that JSON endpoints read. */
export const JSON_MEDIA_TYPES = ['application/json'];

const BY_CODE: Record<string, (cause: unknown) => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (cause) => new PayloadTooLargeError('the body is larger than the limit', {}, { cause }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupported,
  FST_ERR_CTP_EMPTY_TYPE: unsupported,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: (cause) =>
    new InvalidRequestError('the body is not as long as Content-Length says', {}, { cause }),
  FST_ERR_BAD_URL: (cause) => new InvalidRequestError('the path is not a valid URL path', {}, { cause }),
  FST_ERR_ASYNC_CONSTRAINT: (cause) => noSuchEndpoint(cause),
};

const BY_STATUS: Record<number, (message: string, cause: unknown) => AppError> = {
  400: (message, cause) => new InvalidRequestError(message, {}, { cause }),
  401: (_, cause) => new UnauthorizedError('a valid bearer token is required', {}, { cause }),
  404: (_, cause) => noSuchEndpoint(cause),
  413: (_, cause) => new PayloadTooLargeError('the body is larger than the limit', {}, { cause }),
  414: (_, cause) => new InvalidRequestError('the path is too long', {}, { cause }),
  415: (_, cause) => unsupported(cause),
  429: (message, cause) => new RateLimitedError(message, {}, { cause }),
  431: (_, cause) =>
    new HeadersTooLargeError('the path and the headers together are larger than 16 KiB', {}, { cause }),
  503: (_, cause) =>
    new UnavailableError('the server cannot answer now; try again', {}, { cause, retryAfterSeconds: 2 }),
};

function unsupported(cause: unknown): AppError {
  return new UnsupportedMediaTypeError(
    'send Content-Type: application/json',
    { accepted: JSON_MEDIA_TYPES },
    { cause },
  );
}

/** Nothing answers this method on this path. */
export function noSuchEndpoint(cause?: unknown): AppError {
  const message = 'no such endpoint: check the method and the path; /docs lists every endpoint';
  return new NotFoundError(message, { docs: '/docs' }, { cause });
}

/**
 * The catalogued error of whatever was thrown: ours as it is, the framework's by its code or status, and everything
 * unknown as `INTERNAL_ERROR` with a fixed text, so that no message of a library or database ever leaves the process.
 */
export function asAppError(thrown: unknown, requestId: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  const byCode = typeof code === 'string' ? BY_CODE[code] : undefined;
  if (byCode !== undefined) return byCode(thrown);
  // The framework's own messages quote the URL with its query.
  const unreadable = 'the request cannot be read';
  if (thrown instanceof HttpException) return fromStatus(thrown.getStatus(), unreadable, thrown, requestId);
  const fromFramework = typeof code === 'string' && code.startsWith('FST_ERR_') && typeof statusCode === 'number';
  if (fromFramework) return fromStatus(statusCode, unreadable, thrown, requestId);
  return unknown(thrown, requestId);
}

function fromStatus(status: number, message: string, cause: unknown, requestId: string): AppError {
  return BY_STATUS[status]?.(message, cause) ?? unknown(cause, requestId);
}

function unknown(cause: unknown, requestId: string): AppError {
  return new InternalError('an unexpected error; report the request id', { request_id: requestId }, { cause });
}
