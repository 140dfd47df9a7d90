import type { OpenAPIObject } from '@nestjs/swagger';
import { errorResponses, IGNORES_IDEMPOTENCY_KEY_EXTENSION } from '@assay/shared/http';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;
type Responses = Operation['responses'];
/** The parts of a response that the document fills. */
interface Response {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, { schema?: object; examples?: Record<string, unknown> }>;
}

const PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Makes a repeat safe: for 24 hours the same key on the same path of the project answers what the first request answered, and does nothing. An answer over 1 MiB is repeated as `{"replayed": true}` with its ids.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
};
const REPLAYED = {
  description: '`true` on an answer that repeats the first one of this Idempotency-Key.',
  schema: { type: 'string', enum: ['true'] },
};

/** Says of every POST that takes an `Idempotency-Key` that it does, and what it may answer then. */
export function withIdempotencyKeys(document: OpenAPIObject): OpenAPIObject {
  for (const { post } of Object.values(document.paths)) {
    if (post === undefined) continue;
    const marked = post as unknown as Record<string, unknown>;
    const ignores = marked[IGNORES_IDEMPOTENCY_KEY_EXTENSION] === true;
    delete marked[IGNORES_IDEMPOTENCY_KEY_EXTENSION];
    if (!ignores && post.security !== undefined) describeKey(post);
  }
  return document;
}

function describeKey(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), PARAMETER];
  const responses = operation.responses as Record<string, Response>;
  for (const [status, response] of Object.entries(responses)) {
    if (status.startsWith('2')) response.headers = { ...response.headers, 'Idempotency-Replayed': REPLAYED };
  }
  for (const [status, added] of errorResponses(['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'])) {
    responses[status] = merged(responses[status], added as Response);
  }
  operation.responses = responses as Responses;
}

/** One answer for two lists of error codes of a status. */
function merged(first: Response | undefined, second: Response): Response {
  if (first === undefined) return second;
  const json = 'application/json';
  const examples = { ...first.content?.[json]?.examples, ...second.content?.[json]?.examples };
  return {
    description: `${first.description}\n\n${second.description}`,
    content: { [json]: { ...second.content?.[json], examples } },
  };
}
