import { rulesOf, type Rule } from '../rule';

const VECTORS = 'otlp-vectors.spec.ts ›';
const CLIENTS = 'otlp-clients.spec.ts ›';

/** The rows of the tables of OTLP: what the receiver answers, what clients do, and how spans are translated. */
export const OTLP_TABLES: readonly Rule[] = rulesOf('OTLP', [
  [
    'Receiver, route: POST /v1/traces, which SDKs append to their endpoint',
    `${CLIENTS} the SDK with OTEL_EXPORTER_OTLP_ENDPOINT alone, to which it appends v1/traces`,
  ],
  [
    'Receiver, types: protobuf and JSON by the media type alone; any other is 415',
    'otlp.spec.ts › parameters of the content type and its case are ignored',
    'otlp.spec.ts › other media types are 415, as Status in JSON, with and without a body',
  ],
  ['Receiver, compression: none, gzip and deflate', 'otlp.spec.ts › takes bodies in %s'],
  [
    'Receiver, size: limited before and after decompression, 413 beyond',
    'otlp.spec.ts › %s is %i',
    'otlp.spec.ts › a body as large as the limit is read, whatever its coding',
  ],
  [
    'Receiver, success: 200 with the content type of the request, protobuf without a byte, JSON {}',
    'otlp.spec.ts › 200 with the content type of the request to the letter, and empty on full success',
  ],
  [
    'Receiver, partial success: counts what was rejected, and is unset on full success; a warning counts 0',
    'otlp.spec.ts › spans are rejected one by one: partial_success counts them and names the first and why',
    'otlp.spec.ts › an envelope in snake case stores nothing and is warned of',
  ],
  [
    'Receiver, empty request: 200',
    'otlp.spec.ts › an empty request is a success',
    `${CLIENTS} a request without any spans is a success, whatever its envelopes hold`,
  ],
  [
    'Receiver, errors: Status in the encoding of the request; what cannot be decoded is 400',
    'otlp.spec.ts › 400 only for an envelope that cannot be decoded',
    'otlp.spec.ts › 401, 403 and 404 are Status too',
  ],
  [
    'Receiver, what may be tried again: 429 and 503, both with Retry-After',
    'otlp.spec.ts › 429 over the rate limit is Status in %s',
    'otlp.spec.ts › 503 with Retry-After of 1 to 3 seconds while the database is away, as Status in %s',
  ],
  [
    'Receiver, size of answers: small, whatever was rejected',
    `${CLIENTS} an answer stays small, however many spans it rejects`,
    'responses.spec.ts › stay small and well-formed, whatever the reason repeats',
  ],
  [
    'Receiver, delivery: a batch may come again',
    'otlp.spec.ts › the same request twice: counted once, the first copy stays, scores are made once',
    'otlp.spec.ts › 50 identical requests at once: everything is there once',
  ],
  [
    'Clients, how they send: chunked and without Content-Length, compressed or not, both encodings',
    `${CLIENTS} a body in chunks, without Content-Length, in %s`,
    'otlp-exporters.spec.ts › delivers a chat with a tool, compression %s',
  ],
  [
    'Clients, success: 200, which all of them take for it',
    'otlp.spec.ts › 200 with the content type of the request to the letter, and empty on full success',
  ],
  [
    'Clients, what they try again: 503, which all of them do',
    'otlp.spec.ts › 503 with Retry-After of 1 to 3 seconds while the database is away, as Status in %s',
    'otlp-exporters.spec.ts › tries again what was refused with 503, and every span is there once',
  ],
  [
    'Clients, backoff and resending at once: a batch that comes again is stored once',
    'otlp.spec.ts › 50 identical requests at once: everything is there once',
    'otlp.spec.ts › batches that overlap: the new spans are added, and only they',
  ],
  [
    'Clients, their budget of 10 seconds: large batches are acknowledged within it',
    'otlp-exporters.spec.ts › delivers 2,000 spans in batches, each once, to the project that the resource names',
  ],
  [
    'Clients, Retry-After: 1 to 3 seconds, which leaves them time',
    'otlp.spec.ts › 503 with Retry-After of 1 to 3 seconds while the database is away, as Status in %s',
  ],
  [
    'Clients, how they read answers: the content type is compared to the letter',
    `${CLIENTS} the type of an answer is that of the request to the letter, also with parameters, for clients that compare it`,
  ],
  [
    'Translation: each source of input, output, model, tokens, session, user, tags and metadata, and their order',
    `${VECTORS} each part has a vector, and no vector is of a row that is not listed`,
    `${VECTORS} %s`,
    `${VECTORS} %s: %s hides what comes later`,
  ],
  [
    'Translation: what is peculiar to each convention',
    `${VECTORS} each part has a vector, and no vector is of a row that is not listed`,
    `${VECTORS} %s`,
  ],
  [
    'Kinds: each value of each attribute that tells of one',
    `${VECTORS} each part has a vector, and no vector is of a row that is not listed`,
    `${VECTORS} %s`,
  ],
]);
