// Made from catalogue.ts by `npm run gen`; do not edit.
import { AppError, type AppErrorOptions } from '../app-error';

/** 400 `INVALID_REQUEST`: The request is malformed: bad JSON, a missing field, a wrong type, a bad cursor or query parameter. */
export class InvalidRequestError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_REQUEST', message, details, options);
  }
}

/** 400 `PROJECT_REQUIRED`: The token is not bound to a project, and the request does not say which project it means. */
export class ProjectRequiredError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('PROJECT_REQUIRED', message, details, options);
  }
}

/** 400 `INVALID_QUEUE_STATUS`: The `status` filter of the review queue is neither `pending` nor `annotated`. */
export class InvalidQueueStatusError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_QUEUE_STATUS', message, details, options);
  }
}

/** 400 `INVALID_SPAN`: At least one span of the batch is missing a required field, has an invalid one, or is a second root of its trace. */
export class InvalidSpanError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_SPAN', message, details, options);
  }
}

/** 400 `INVALID_SPAN_PARENT`: A `parent_span_id` names a span that lives in another trace of the project. */
export class InvalidSpanParentError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_SPAN_PARENT', message, details, options);
  }
}

/** 400 `CIRCULAR_SPAN_REFERENCE`: Following `parent_span_id` from a span of the batch leads back to that span. */
export class CircularSpanReferenceError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('CIRCULAR_SPAN_REFERENCE', message, details, options);
  }
}

/** 400 `INVALID_SCORE_VALUE`: A score value is neither a number in [0, 1] nor a label that is not blank. */
export class InvalidScoreValueError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_SCORE_VALUE', message, details, options);
  }
}

/** 400 `INVALID_SCORER_CONFIG`: The configuration of a built-in scorer is invalid, for example a regular expression that does not compile. */
export class InvalidScorerConfigError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_SCORER_CONFIG', message, details, options);
  }
}

/** 400 `EMPTY_ANNOTATION`: The annotation has neither `label` nor `correction` nor `notes`. */
export class EmptyAnnotationError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('EMPTY_ANNOTATION', message, details, options);
  }
}

/** 401 `UNAUTHORIZED`: The request carries no valid bearer token: none, unknown, revoked or expired. */
export class UnauthorizedError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('UNAUTHORIZED', message, details, options);
  }
}

/** 403 `FORBIDDEN`: The token is valid but may not do this: a read key that writes, or a project key on an admin endpoint. */
export class ForbiddenError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('FORBIDDEN', message, details, options);
  }
}

/** 404 `NOT_FOUND`: There is no such resource, or this token may not see it. Both answers are the same. */
export class NotFoundError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('NOT_FOUND', message, details, options);
  }
}

/** 409 `CONFLICT`: Something with this name or id exists already. */
export class ConflictError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('CONFLICT', message, details, options);
  }
}

/** 409 `DUPLICATE_SPAN`: A span of the batch has an id that exists in its trace already, or stands twice in the batch. */
export class DuplicateSpanError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('DUPLICATE_SPAN', message, details, options);
  }
}

/** 409 `DUPLICATE_RUN`: The experiment has a run for this dataset item already, or the batch names the item twice. */
export class DuplicateRunError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('DUPLICATE_RUN', message, details, options);
  }
}

/** 409 `IDEMPOTENCY_IN_PROGRESS`: A request with this `Idempotency-Key` is still being worked on. */
export class IdempotencyInProgressError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('IDEMPOTENCY_IN_PROGRESS', message, details, options);
  }
}

/** 413 `PAYLOAD_TOO_LARGE`: The request body is larger than the limit. */
export class PayloadTooLargeError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('PAYLOAD_TOO_LARGE', message, details, options);
  }
}

/** 415 `UNSUPPORTED_MEDIA_TYPE`: The `Content-Type` or `Content-Encoding` of the request is not one that this endpoint reads. */
export class UnsupportedMediaTypeError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('UNSUPPORTED_MEDIA_TYPE', message, details, options);
  }
}

/** 422 `IDEMPOTENCY_KEY_REUSED`: This `Idempotency-Key` was used within 24 hours for a request with another body to the same path. */
export class IdempotencyKeyReusedError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('IDEMPOTENCY_KEY_REUSED', message, details, options);
  }
}

/** 422 `NO_ROOT_INPUT`: The root span of the trace of this annotation has no input, so it makes no dataset item. */
export class NoRootInputError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('NO_ROOT_INPUT', message, details, options);
  }
}

/** 422 `NO_ROOT_SPAN`: The trace of this annotation has no root span (yet), so there is no input to take. */
export class NoRootSpanError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('NO_ROOT_SPAN', message, details, options);
  }
}

/** 422 `INVALID_ANNOTATION_SCOPE`: `span_id` does not name a span of `trace_id`. */
export class InvalidAnnotationScopeError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_ANNOTATION_SCOPE', message, details, options);
  }
}

/** 422 `INVALID_DATASET_ITEM`: A run names an item that is neither in the dataset version of the experiment nor a later item that still exists, or none of the collection that the experiment is limited to. */
export class InvalidDatasetItemError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INVALID_DATASET_ITEM', message, details, options);
  }
}

/** 422 `EXPERIMENT_COMPLETED`: The experiment is completed: it takes no more runs and cannot be completed again. */
export class ExperimentCompletedError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('EXPERIMENT_COMPLETED', message, details, options);
  }
}

/** 422 `INCOMPATIBLE_EXPERIMENTS`: The two experiments ran on different datasets, so their items cannot be paired. */
export class IncompatibleExperimentsError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INCOMPATIBLE_EXPERIMENTS', message, details, options);
  }
}

/** 422 `UNSUPPORTED_THRESHOLD_TYPE`: The scorer gave labels, and a threshold needs numbers. */
export class UnsupportedThresholdTypeError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('UNSUPPORTED_THRESHOLD_TYPE', message, details, options);
  }
}

/** 422 `SCORER_UNAVAILABLE`: The server knows this scorer but cannot run it: no provider is configured for it. */
export class ScorerUnavailableError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('SCORER_UNAVAILABLE', message, details, options);
  }
}

/** 422 `SECRET_KEY_MISSING`: A secret is to be stored, and this installation has no key to encrypt it with. */
export class SecretKeyMissingError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('SECRET_KEY_MISSING', message, details, options);
  }
}

/** 429 `RATE_LIMITED`: This key sent more requests than its limit allows. */
export class RateLimitedError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('RATE_LIMITED', message, details, options);
  }
}

/** 431 `HEADERS_TOO_LARGE`: The request line and headers are larger than 16 KiB, or there are too many of them. */
export class HeadersTooLargeError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('HEADERS_TOO_LARGE', message, details, options);
  }
}

/** 500 `INTERNAL_ERROR`: Something failed on the server that is not the fault of the caller. */
export class InternalError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('INTERNAL_ERROR', message, details, options);
  }
}

/** 503 `UNAVAILABLE`: The database is away or the server is full. Nothing of the request was stored. */
export class UnavailableError extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('UNAVAILABLE', message, details, options);
  }
}
