import { rulesOf, type Rule } from '../rule';

const SPEC = 'safe-retries.spec.ts ›';

/** Safe retries. */
export const SECTION_9: readonly Rule[] = rulesOf('9', [
  ['Idempotency-Key is 1–255 printable characters', `${SPEC} 400: %s`, `${SPEC} takes %s`],
  [
    'on POSTs',
    `${SPEC} is documented on every POST that honours it, with both codes, and on no other`,
    `${SPEC} GET, PATCH and DELETE ignore it`,
  ],
  [
    'scoped to project, method and path',
    `${SPEC} the same key in two projects makes two resources`,
    `${SPEC} an unbound token: the project that the request names, in query, body or header`,
    `${SPEC} a project in the header counts where the body names another one that the surface does not know`,
    `${SPEC} a token of a project never gets an answer that was made for an unbound one`,
    `${SPEC} the same key on two paths is two requests`,
  ],
  [
    'for 24 hours',
    `${SPEC} then the key counts as new, for another body too`,
    `${SPEC} 50 at once with an expired key make one resource`,
    `${SPEC} the sweep deletes what has expired, in batches, and nothing else`,
  ],
  [
    'Only 2xx answers are kept',
    `${SPEC} 400, 404, 409 and 422 take no key: mended, the request works with it`,
    `${SPEC} a batch that fails half way leaves nothing, nor does the project it would have made`,
  ],
  [
    'in the transaction of the write',
    `${SPEC} a connection that dies in the middle leaves neither the write nor the key`,
    `${SPEC} the key of one request is not seen by another before the write is`,
    'enclose.spec.ts › an error takes all of it back',
  ],
  [
    'up to 1 MiB, larger ones replay as {replayed: true} with the ids',
    `${SPEC} larger answers replay as {replayed: true} with the ids`,
    `${SPEC} a single object keeps its own ids`,
  ],
  [
    'Same key and body: the first answer again with Idempotency-Replayed: true',
    `${SPEC} ingest: the spans are there once`,
    `${SPEC} a dataset, an item, a batch of items: the version rises once for each`,
    `${SPEC} an experiment, runs, scores, completion`,
    `${SPEC} values come back as they were sent, replayed too`,
    `${SPEC} 50 requests at once with one key make one resource and get 50 equal answers`,
    `${SPEC} 50 requests at once in two processes make one resource`,
  ],
  ['Another body: 422 IDEMPOTENCY_KEY_REUSED', `${SPEC} and nothing is stored`],
  [
    'While the first is in progress wait up to 10 s',
    `${SPEC} the second waits and gets the first answer`,
    `${SPEC} when the first fails, the second is a first`,
  ],
  [
    'then 409 IDEMPOTENCY_IN_PROGRESS with Retry-After',
    `${SPEC} when the wait is over: 409 IDEMPOTENCY_IN_PROGRESS with Retry-After, in this process and in another`,
  ],
  [
    'Streamed bodies are hashed while read',
    `${SPEC} the hash is that of the bytes`,
    `${SPEC} an import is replayed, and imports once`,
    `${SPEC} another body, of megabytes, is 422`,
  ],
  [
    'Key creation is exempt: its repeat is an ordinary request',
    `${SPEC} key creation: its repeat is an ordinary request, and no key is ever stored`,
  ],
  ['Exports ignore the header', `${SPEC} exports ignore it`],
  [
    'A key adds at most two statements',
    `${SPEC} a key adds at most two, and a replay takes one`,
    `${SPEC} an import: two more, and a replay takes one`,
  ],
]);
