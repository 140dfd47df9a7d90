import { rulesOf, type Rule } from '../rule';

/** The receiver of OpenTelemetry, as sections 1 and 2 speak of it. */
export const SECTION_2_OTLP: readonly Rule[] = rulesOf('2', [
  [
    'Over OTLP errors are google.rpc.Status, in the encoding of the request',
    'otlp.spec.ts › 401, 403 and 404 are Status too',
    'otlp.spec.ts › 400 only for an envelope that cannot be decoded',
    'otlp.spec.ts › 503 with Retry-After of 1 to 3 seconds while the database is away, as Status in %s',
    'otlp.spec.ts › 429 over the rate limit is Status in %s',
    'otlp.spec.ts › %s is %i',
  ],
  [
    'Over OTLP the project is the token’s, else that of X-Project-Id, else that of the resource, else default',
    'otlp.spec.ts › the token wins over the resource',
    'otlp.spec.ts › the header wins over the resource; one that cannot name a project is 400',
    'otlp.spec.ts › the resource attribute %s',
    'otlp.spec.ts › default',
  ],
  [
    'Over OTLP the first copy of a span stays and redelivery is success',
    'otlp.spec.ts › the same request twice: counted once, the first copy stays, scores are made once',
    'otlp.spec.ts › batches that overlap: the new spans are added, and only they',
    'otlp.spec.ts › 50 identical requests at once: everything is there once',
    'otlp-exporters.spec.ts › tries again what was refused with 503, and every span is there once',
  ],
  [
    'Over OTLP a further root is stored, root_span_id being the first one',
    'otlp.spec.ts › may come later or never, and a further root is stored, the first one being the root',
  ],
  [
    'Over OTLP cycles longer than one are stored, and every walk of parents ends',
    'otlp.spec.ts › a circle is stored, and native spans that join it are answered',
    'otlp.spec.ts › a native circle that closes over a span of OTLP is found',
    'otlp.spec.ts › a span that names itself is rejected; of another trace is taken',
  ],
  [
    'Over OTLP a request for several projects goes to each',
    'otlp.spec.ts › one request for several projects goes to each; what cannot name a project is rejected',
  ],
  [
    'Real clients: the openai client with OpenInference and the Vercel AI SDK become traces with kind, model, tokens, payloads, tools, errors, session and user',
    'instrumented-clients.spec.ts › a chat: kind, messages, the model that answered, tokens',
    'instrumented-clients.spec.ts › session, user, tags and metadata of the context',
    'instrumented-clients.spec.ts › a loop with a tool: its call, its result, and what the model was told of it',
    'instrumented-clients.spec.ts › %s: a stream that breaks, a provider that fails: errors with type and stack',
    'instrumented-clients.spec.ts › tools, a stream, a failure, embeddings and the context',
  ],
  [
    'Over OTLP whatever is sent is stored or refused, never 5xx',
    'otlp-fuzz.spec.ts › changed bodies of both encodings are stored or refused, never 5xx; what is stored agrees with itself',
    'otlp-fuzz.spec.ts › and then good batches of both encodings are stored and can be read',
  ],
]);
