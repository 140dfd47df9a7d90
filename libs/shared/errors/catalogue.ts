/** One entry of the error catalogue: the source of error classes, OpenAPI answers and `docs/errors/`. */
export interface CatalogueEntry {
  /** HTTP status of the answer. */
  readonly status: number;
  /** What happened, for a person. */
  readonly meaning: string;
  /** What the caller should do next. */
  readonly action: string;
  /** An example of `message` and `details`, shown in the documentation. */
  readonly example: { readonly message: string; readonly details: Record<string, unknown> };
}

/**
 * Every error code of the API, with its status. Codes are stable: clients branch on them.
 * After a change run `npm run gen`: error classes and `docs/errors/` are made from this table.
 */
export const ERROR_CATALOGUE = {
  INVALID_REQUEST: {
    status: 400,
    meaning: 'The request is malformed: bad JSON, a missing field, a wrong type, a bad cursor or query parameter.',
    action: 'Mend the field that `details` names and send the request again. Do not retry it unchanged.',
    example: {
      message: 'name: is required',
      details: { field: 'name', errors: [{ field: 'name', reason: 'is required' }] },
    },
  },
  PROJECT_REQUIRED: {
    status: 400,
    meaning: 'The token is not bound to a project, and the request does not say which project it means.',
    action:
      'Add `project_id` (query parameter on reads, body field on writes), or use a key that belongs to a project.',
    example: {
      message: 'project_id is required: add ?project_id=… or use a key of a project',
      details: { field: 'project_id' },
    },
  },
  INVALID_QUEUE_STATUS: {
    status: 400,
    meaning: 'The `status` filter of the review queue is neither `pending` nor `annotated`.',
    action: 'Use `status=pending`, `status=annotated`, or leave it out for both.',
    example: {
      message: 'status must be pending or annotated',
      details: { field: 'status', allowed: ['pending', 'annotated'] },
    },
  },
  INVALID_SPAN: {
    status: 400,
    meaning:
      'At least one span of the batch is missing a required field, has an invalid one, or is a second root of its trace.',
    action:
      '`details.errors` lists every bad span with its index, field and reason. Nothing of the batch was stored: mend those and send it again.',
    example: {
      message: '1 of 3 spans is invalid; nothing was stored. First: spans[1].start_time is required',
      details: { errors: [{ index: 1, span_id: 'span-B', field: 'start_time', reason: 'is required' }] },
    },
  },
  INVALID_SPAN_PARENT: {
    status: 400,
    meaning: 'A `parent_span_id` names a span that lives in another trace of the project.',
    action: 'Send the span with the `trace_id` of its parent, or without a parent.',
    example: {
      message: 'spans[0]: the parent span-A belongs to another trace',
      details: {
        errors: [{ index: 0, span_id: 'span-B', field: 'parent_span_id', reason: 'belongs to another trace' }],
      },
    },
  },
  CIRCULAR_SPAN_REFERENCE: {
    status: 400,
    meaning: 'Following `parent_span_id` from a span of the batch leads back to that span.',
    action: 'Break the circle: one of the spans listed must be the root or have another parent.',
    example: {
      message: 'spans[0]: its chain of parents closes on itself',
      details: {
        errors: [{ index: 0, span_id: 'span-A', field: 'parent_span_id', reason: 'closes a circle of parents' }],
      },
    },
  },
  INVALID_SCORE_VALUE: {
    status: 400,
    meaning: 'A score value is neither a number in [0, 1] nor a label that is not blank.',
    action: 'Send a number from 0 to 1, or a non-empty string for a categorical score.',
    example: { message: 'value must be a number from 0 to 1 or a non-empty label', details: { field: 'value' } },
  },
  INVALID_SCORER_CONFIG: {
    status: 400,
    meaning:
      'The configuration of a built-in scorer is invalid, for example a regular expression that does not compile.',
    action:
      '`details.field` names the setting. Look-around and back-references are not supported: patterns run in linear time.',
    example: { message: 'config.pattern: missing closing )', details: { field: 'config.pattern' } },
  },
  EMPTY_ANNOTATION: {
    status: 400,
    meaning: 'The annotation has neither `label` nor `correction` nor `notes`.',
    action: 'Give at least one of the three.',
    example: {
      message: 'give at least one of label, correction, notes',
      details: { fields: ['label', 'correction', 'notes'] },
    },
  },
  UNAUTHORIZED: {
    status: 401,
    meaning: 'The request carries no valid bearer token: none, unknown, revoked or expired.',
    action: 'Send `Authorization: Bearer <key>`. The first start prints an admin key; admins make keys of projects.',
    example: { message: 'a valid bearer token is required', details: {} },
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The token is valid but may not do this: a read key that writes, or a project key on an admin endpoint.',
    action: 'Use a key with the role that `details.required` names.',
    example: { message: 'this needs a key with the role write', details: { required: 'write' } },
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is no such resource, or this token may not see it. Both answers are the same.',
    action: 'Check the id, and that the key belongs to the project of the resource.',
    example: { message: 'no such dataset', details: { resource: 'dataset', id: 'ds-1' } },
  },
  CONFLICT: {
    status: 409,
    meaning: 'Something with this name or id exists already.',
    action: 'Use another name, or the existing resource.',
    example: { message: 'a dataset named "baseline" exists in this project', details: { field: 'name' } },
  },
  DUPLICATE_SPAN: {
    status: 409,
    meaning: 'A span of the batch has an id that exists in its trace already, or stands twice in the batch.',
    action: 'After a retry this means that the first attempt was stored: nothing is left to do. Otherwise use new ids.',
    example: {
      message: 'spans[0]: span-A exists in trace-abc already; nothing of this batch was stored',
      details: { errors: [{ index: 0, span_id: 'span-A', field: 'id', reason: 'exists in this trace already' }] },
    },
  },
  DUPLICATE_RUN: {
    status: 409,
    meaning: 'The experiment has a run for this dataset item already, or the batch names the item twice.',
    action: 'One run per item and experiment: leave the items in `details.errors` out, or make another experiment.',
    example: {
      message: 'runs[0]: this experiment has a run for the item already; nothing of this batch was stored',
      details: { errors: [{ index: 0, dataset_item_id: 'item-1', reason: 'has a run already' }] },
    },
  },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    meaning: 'A request with this `Idempotency-Key` is still being worked on.',
    action: 'Wait for the seconds in `Retry-After`, then send the same request again with the same key.',
    example: {
      message: 'a request with this Idempotency-Key is still in progress; try again',
      details: { retry_after_seconds: 1 },
    },
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    meaning: 'The request body is larger than the limit.',
    action: 'Send smaller batches, or raise `BODY_LIMIT_BYTES`.',
    example: { message: 'the body is larger than 20971520 bytes', details: { limit_bytes: 20971520 } },
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The `Content-Type` or `Content-Encoding` of the request is not one that this endpoint reads.',
    action: 'Send `Content-Type: application/json` (imports: `application/x-ndjson`), in UTF-8, without compression.',
    example: { message: 'send Content-Type: application/json', details: { accepted: ['application/json'] } },
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    meaning: 'This `Idempotency-Key` was used within 24 hours for a request with another body to the same path.',
    action: 'Use a new key for each new request, and the same key only to repeat one unchanged.',
    example: {
      message: 'this Idempotency-Key belongs to a request with another body; use a new key',
      details: { header: 'Idempotency-Key' },
    },
  },
  NO_ROOT_INPUT: {
    status: 422,
    meaning: 'The root span of the trace of this annotation has no input, so it makes no dataset item.',
    action: 'Add the item by hand with `POST /v1/datasets/:id/items`.',
    example: { message: 'the root span of trace-abc has no input', details: { trace_id: 'trace-abc' } },
  },
  NO_ROOT_SPAN: {
    status: 422,
    meaning: 'The trace of this annotation has no root span (yet), so there is no input to take.',
    action: 'Send the root span (a span without `parent_span_id`), then convert again.',
    example: { message: 'trace-abc has no root span', details: { trace_id: 'trace-abc' } },
  },
  INVALID_ANNOTATION_SCOPE: {
    status: 422,
    meaning: '`span_id` does not name a span of `trace_id`.',
    action: 'Name a span of that trace, or leave `span_id` out to annotate the whole trace.',
    example: { message: 'span-B is not a span of trace-abc', details: { field: 'span_id' } },
  },
  INVALID_DATASET_ITEM: {
    status: 422,
    meaning:
      'A run names an item that is neither in the dataset version of the experiment nor a later item that still exists, or none of the collection that the experiment is limited to.',
    action: 'Use item ids of `GET /v1/datasets/:id/items?version=…` with the `dataset_version` of the experiment.',
    example: {
      message: 'runs[0]: item-9 is not an item of the dataset of this experiment; nothing of this batch was stored',
      details: { errors: [{ index: 0, dataset_item_id: 'item-9', reason: 'is not an item of this dataset' }] },
    },
  },
  EXPERIMENT_COMPLETED: {
    status: 422,
    meaning: 'The experiment is completed: it takes no more runs and cannot be completed again.',
    action: 'Create another experiment. Scores on existing runs are still accepted.',
    example: { message: 'this experiment is completed', details: { experiment_id: 'exp-1' } },
  },
  INCOMPATIBLE_EXPERIMENTS: {
    status: 422,
    meaning: 'The two experiments ran on different datasets, so their items cannot be paired.',
    action: 'Compare experiments of one dataset.',
    example: {
      message: 'the experiments ran on different datasets',
      details: { base_dataset_id: 'ds-1', compare_dataset_id: 'ds-2' },
    },
  },
  UNSUPPORTED_THRESHOLD_TYPE: {
    status: 422,
    meaning: 'The scorer gave labels, and a threshold needs numbers.',
    action: 'Use a scorer whose values are all numbers.',
    example: { message: 'the scorer tone has labels; a threshold needs numbers', details: { scorer_name: 'tone' } },
  },
  SCORER_UNAVAILABLE: {
    status: 422,
    meaning: 'The server knows this scorer but cannot run it: no provider is configured for it.',
    action: 'Compute the score on your side and send its `value`, or use another scorer.',
    example: { message: 'llm_judge needs a provider, and none is configured', details: { scorer_name: 'llm_judge' } },
  },
  SECRET_KEY_MISSING: {
    status: 422,
    meaning: 'A secret is to be stored, and this installation has no key to encrypt it with.',
    action: 'Ask the operator to set `ASSAY_SECRET_KEY`, or leave the secret out.',
    example: {
      message:
        'secrets cannot be stored: the operator has not set ASSAY_SECRET_KEY (make one with: openssl rand -hex 32)',
      details: {},
    },
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'This key sent more requests than its limit allows.',
    action: 'Wait for the seconds in `Retry-After`, then send again.',
    example: { message: 'more than 600 requests in a minute with this key', details: { retry_after_seconds: 12 } },
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    meaning: 'The request line and headers are larger than 16 KiB, or there are too many of them.',
    action: 'Send fewer or shorter headers.',
    example: { message: 'the headers are larger than 16 KiB', details: {} },
  },
  INTERNAL_ERROR: {
    status: 500,
    meaning: 'Something failed on the server that is not the fault of the caller.',
    action: 'Report the `request_id`: the log line of that request holds the cause.',
    example: { message: 'an unexpected error; report the request id', details: { request_id: '0199…' } },
  },
  UNAVAILABLE: {
    status: 503,
    meaning: 'The database is away or the server is full. Nothing of the request was stored.',
    action: 'Wait for the seconds in `Retry-After`, then send the same request again.',
    example: { message: 'the database is not reachable; try again', details: { retry_after_seconds: 2 } },
  },
} as const satisfies Record<string, CatalogueEntry>;

/** What programs tell errors apart by; a code never changes its meaning or its status. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;
