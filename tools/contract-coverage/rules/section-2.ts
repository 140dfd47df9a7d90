import { rulesOf, type Rule } from '../rule';

/** Traces, the review queue and the summary of a project. */
export const SECTION_2: readonly Rule[] = rulesOf('2', [
  [
    'Every field of a span is stored and answered',
    'traces-ingest.spec.ts › stores every field, and answers optional fields without a value as null',
  ],
  [
    '201 answers accepted and every distinct trace id',
    'traces-ingest.spec.ts › answers the number of spans and every distinct trace id, in the order they appear',
  ],
  [
    'kind is one of nine, or null',
    'traces-ingest.spec.ts › kind %s',
    'traces-ingest.spec.ts › 400 INVALID_SPAN › %s %j',
  ],
  [
    'Inline scores become scores of the span, computed ones included',
    'span-scores.spec.ts › 201: each becomes a score of its span, in the order sent',
    'span-scores.spec.ts › 201: a built-in scorer computes; where it cannot, the score is simply absent',
  ],
  [
    'id, trace_id, name and start_time are required strings: INVALID_SPAN',
    'traces-ingest.spec.ts › %s is required, and a string',
  ],
  [
    'details.errors lists every bad span with index, span_id, field, reason',
    'traces-ingest.spec.ts › lists every bad span of the batch with index, span_id, field and reason',
    'traces-ingest.spec.ts › lists all of 1,000 bad spans',
  ],
  [
    'end_time before start_time is INVALID_SPAN; tokens are whole and not negative',
    'traces-ingest.spec.ts › 400 INVALID_SPAN › %s %j',
    'bad-input-fields.spec.ts › %s is no number of tokens',
  ],
  [
    'duration_ms is computed from the times; one that disagrees is overwritten',
    'traces-ingest.spec.ts › duration_ms is computed from the times, fractions kept, and overwrites one that disagrees',
    'span-reader.spec.ts › overwrites a duration that the times contradict, whatever its size',
  ],
  ['Nested metadata is INVALID_SPAN', 'traces-ingest.spec.ts › a nested object or array in metadata'],
  [
    'The batch is atomic',
    'traces-ingest.spec.ts › the batch is atomic: a refused batch makes no project either',
    'bad-input-fields.spec.ts › %s in any field of any body: accepted whole or refused whole with a code of the catalogue, never a 5xx',
    'traces-races.spec.ts › many batches of one trace add up exactly',
  ],
  [
    '1 to 1,000 spans, a setting; else INVALID_REQUEST with field and limit',
    'traces-ingest.spec.ts › 400 INVALID_REQUEST: 1 to 1,000 spans › %s',
    'traces-ingest.spec.ts › 1,000 spans in one request',
    'contract-section-1.spec.ts › the limits of a body and of a batch are settings',
  ],
  [
    'The same id in the same trace, stored or in the batch, is 409 DUPLICATE_SPAN; the first stays',
    'traces-ingest.spec.ts › an id that its trace holds already; the first stays as it was',
    'traces-ingest.spec.ts › an id twice in one batch',
    'traces-races.spec.ts › one span sent by many at once is stored once, the others get DUPLICATE_SPAN',
  ],
  [
    'A second root in one trace is INVALID_SPAN',
    'traces-ingest.spec.ts › a second root, within a batch',
    'traces-ingest.spec.ts › a second root, across batches',
    'traces-races.spec.ts › of many roots of one trace one is stored, the others get INVALID_SPAN',
  ],
  [
    'A trace without a root is valid: root_span_id null, metadata {}',
    'traces-ingest.spec.ts › a trace without a root is valid: root_span_id null and metadata {}',
  ],
  [
    'A parent that has not arrived is fine in any order',
    'traces-ingest.spec.ts › a parent that has not arrived is fine in any order, within and across batches',
  ],
  [
    'A parent that exists only in another trace of the project is INVALID_SPAN_PARENT',
    'traces-ingest.spec.ts › a parent that exists in another trace of the project',
    'traces-ingest.spec.ts › a parent that is in the batch, in another trace',
    'traces-ingest.spec.ts › a parent in its own trace is good, whatever other traces hold',
    'traces-ingest.spec.ts › a parent in another project does not count',
  ],
  [
    'What arrives later does not change whether a parent was good',
    'traces-ingest.spec.ts › what arrives later changes nothing',
  ],
  [
    'A chain of parents that closes is CIRCULAR_SPAN_REFERENCE, itself included, in any order',
    'traces-ingest.spec.ts › a span that is its own parent',
    'traces-ingest.spec.ts › a circle within a batch; spans that only lead into it are not listed',
    'traces-ingest.spec.ts › a circle across batches, whichever half comes first',
    'traces-ingest.spec.ts › a circle over many batches',
  ],
  [
    'Circles are refused when requests race',
    'traces-races.spec.ts › of two halves of a circle one is stored, whichever comes first',
    'traces-races.spec.ts › of the three parts of a circle at most two are stored',
  ],
  [
    'When several codes apply: fields, inline scores, duplicates, second roots, parents, circles',
    'traces-ingest.spec.ts › fields come first',
    'traces-ingest.spec.ts › then a bad inline score',
    'traces-ingest.spec.ts › then duplicates',
    'traces-ingest.spec.ts › then second roots',
    'traces-ingest.spec.ts › then foreign parents',
    'traces-ingest.spec.ts › then circles, all of them',
  ],
  [
    'A bad inline score is INVALID_SCORE_VALUE with details.errors',
    'traces-ingest.spec.ts › a bad inline score refuses the batch, with details.errors',
    'span-scores.spec.ts › INVALID_SCORE_VALUE lists every bad one; nothing of the batch is stored',
  ],
  [
    'llm_judge without a provider is 422 SCORER_UNAVAILABLE, inline too',
    'span-scores.spec.ts › SCORER_UNAVAILABLE for llm_judge without a provider',
  ],
  [
    'Spans never change',
    'contract-section-2.spec.ts › spans and traces never change: there is no way to change one',
    'traces-ingest.spec.ts › an id that its trace holds already; the first stays as it was',
  ],
  [
    'A delete removes trace, spans, scores, annotations and queue entry; then 404, and ids may be used again',
    'traces-read.spec.ts › 200: removes the trace, its spans, their scores and its queue entry; the ids may be used again',
    'contract-section-2.spec.ts › a delete takes the annotations along; dataset items made from them and trace_ids on runs stay',
    'span-scores.spec.ts › the scores go with their trace',
    'traces-races.spec.ts › writers and a deleter of one trace leave rows and counts that agree',
  ],
  [
    'Dataset items made from annotations and trace_ids on runs stay',
    'contract-section-2.spec.ts › a delete takes the annotations along; dataset items made from them and trace_ids on runs stay',
    'annotation-conversion.spec.ts › 201: the item stays when the trace is deleted',
  ],
  ['DELETE of an unknown trace is 404', 'traces-read.spec.ts › 404: an unknown trace, and one of another project'],
  [
    'GET /v1/traces/:id gives spans by start_time, then id',
    'traces-read.spec.ts › 200: spans by start_time, then id',
    'traces-read.spec.ts › 200: the trace with its spans, as the seed shows it',
  ],
  [
    'GET /v1/traces/:id of an unknown trace is 404',
    'traces-read.spec.ts › 404: an unknown trace, ids that none can have, and those of other projects alike',
  ],
  [
    'The metadata of a trace is that of its root span',
    'traces-ingest.spec.ts › the metadata of the trace is that of the root span',
  ],
  [
    'Items of GET /v1/traces carry root_span, sums, models, errors, times and labels',
    'traces-read.spec.ts › each item carries the root span with previews, sums, models, times and labels',
    'traces-read.spec.ts › batches of one trace add up to the same item, in whatever order they come',
    'traces-payloads.spec.ts › previews › %s',
  ],
  [
    'Session, user and tags come from the root, else from the earliest span that has them',
    'traces-read.spec.ts › session, user and tags come from the root, else from the earliest span that has them',
    'traces-read.spec.ts › tags with quotes, backslashes, braces, commas and the word NULL',
    'traces-read.spec.ts › %s stay in the metadata only',
  ],
  [
    'after and before are exclusive, on created_at',
    'traces-read.spec.ts › after and before are exclusive, on created_at to the millisecond',
  ],
  [
    'POST /v1/traces/:id/queue is idempotent: the first queued_at stays',
    'review-queue.spec.ts › 200: idempotent, the first queued_at stays',
    'traces-races.spec.ts › many who queue one trace all get the first time',
  ],
  ['DELETE /v1/traces/:id/queue is idempotent', 'review-queue.spec.ts › DELETE /v1/traces/:id/queue › 200: idempotent'],
  [
    'Both are 404 for an unknown trace',
    'review-queue.spec.ts › 404: an unknown trace, and one of another project',
    'review-queue.spec.ts › DELETE /v1/traces/:id/queue › 404: an unknown trace',
  ],
  [
    'GET /v1/queue: items with status, annotation_count and the root span or null',
    'review-queue.spec.ts › 200: oldest entry first, with the root span or null',
  ],
  [
    'pending is without annotation, annotated with one or more',
    'contract-section-2.spec.ts › an entry of the queue is pending without annotation and annotated with one or more',
    'review-queue.spec.ts › 200: status keeps the pending or the annotated',
  ],
  ['Another status is 400 INVALID_QUEUE_STATUS', 'review-queue.spec.ts › 400 INVALID_QUEUE_STATUS: %j'],
  [
    'GET /v1/projects/:id/summary counts by created_at in 24 hours and 7 days',
    'project-summary.spec.ts › 200: windows by created_at of the trace',
    'contract-section-2.spec.ts › the summary of a project counts what was ingested, queued and annotated',
  ],
  [
    'A trace with any errored span counts as an error; the rate has 3 decimals, 0 for no traces',
    'project-summary.spec.ts › 200: a trace with any errored span counts once; the rate has 3 decimals',
    'project-summary.spec.ts › 200: of an empty project: nothing, error_rate 0 and null averages',
  ],
  [
    'The average is over root spans, whole, null without any',
    'project-summary.spec.ts › 200: the average is over root spans that have a duration, rounded to a whole number',
    'project-summary.spec.ts › 200: of an empty project: nothing, error_rate 0 and null averages',
  ],
  [
    'The summary counts experiments by status and names the one completed last with its means',
    'project-summary.spec.ts › 200: experiments by status, and the one completed last with the exact means of its numeric scorers',
    'project-summary.spec.ts › 200: an experiment completed without scores has no means',
  ],
  ['The summary counts the queue by annotation', 'project-summary.spec.ts › 200: the queue by annotation'],
  [
    'The summary of an unknown project is 404',
    'project-summary.spec.ts › 404: an unknown project %.20s',
    'project-summary.spec.ts › 404: another project than that of the key, alike to the byte with one that does not exist',
  ],
  [
    'GET /v1/sessions lists the sessions of a project (traces, tokens, duration, last activity), newest activity first',
    'sessions.spec.ts › 200: sums up the traces of a session',
    'sessions.spec.ts › 200: newest activity first, by the end of a trace or else its start',
    'sessions.spec.ts › 200: a walk meets every session once, with tied times and traces that arrive meanwhile',
    'sessions.spec.ts › 400: without project_id, and a cursor of another list',
  ],
  [
    'GET /v1/sessions/:id gives its traces in order; project_id is needed only if several projects hold the session',
    'sessions.spec.ts › 200: the session with its traces in order, paged',
    'sessions.spec.ts › 200: without project_id for a token of every project, where one project holds the session',
    'sessions.spec.ts › 400 PROJECT_REQUIRED: several projects hold the session and none is named',
    'sessions.spec.ts › 404: a session that no trace of the project names',
  ],
  [
    'Retention: per project, in days, off by default; set by admins',
    'retention.spec.ts › is off by default, set and cleared by PATCH, and shown wherever the project is',
    'retention.spec.ts › 400: retention_days %j',
    'retention.spec.ts › 403: only an admin sets it; every key of the project reads it',
  ],
  [
    'Retention deletes whole traces by created_at, as a delete does',
    'retention.spec.ts › deletes whole traces that are older, by created_at, and leaves the others and other projects',
    'retention.spec.ts › takes scores, annotations, queue entry and search entries along; dataset items and runs stay; ids may be used again',
  ],
  [
    'Retention works in small batches beside ingestion, by one process for a project, and survives restarts',
    'retention.spec.ts › goes through many traces in batches, and through one that is larger than a batch',
    'retention.spec.ts › ingestion goes on meanwhile, into the traces that are being deleted too: rows and counts agree',
    'retention.spec.ts › several processes share the projects: each trace is deleted once',
    'retention.spec.ts › what a process had leased when it died, another takes when the lease is over',
  ],
  [
    'Retention is reported in /metrics',
    'retention.spec.ts › metrics tell what was deleted, the last pass and how long a pass has been due',
  ],
  [
    'GET /v1/traces/:id streams: 10,000 spans or a span of 10 MB are served from a bounded buffer',
    'traces-large.spec.ts › 200: 2,500 spans in order, each once, as small traces have them',
    'traces-large.spec.ts › 200: 45,000 spans of tied times, each once',
    'traces-large.spec.ts › 200: payloads of megabytes come back exactly%s',
    'traces-large.spec.ts › readers that stand still hold no database connection, and read on where they were',
    'traces-large.spec.ts › a reader that goes away midway leaves nothing behind',
    'traces-large.spec.ts › is cut off, not ended, when the trace is deleted, also when it comes anew',
  ],
  [
    '?view=tree gives the nested tree; every walk of parents ends',
    'traces-large.spec.ts › 200: each span within its parent, siblings by start, orphans and further roots at the top',
    'traces-large.spec.ts › 200: circles of parents end at the span that comes first',
    'traces-large.spec.ts › 400: a tree of more than 100,000 spans, and another view',
  ],
  [
    '?fields= leaves payloads out; another name is 400 with the list of names',
    'traces-large.spec.ts › 200: only these fields, in the usual order, of spans alone',
    'traces-large.spec.ts › 400 with the list of fields: %j',
  ],
  [
    'GET /v1/traces/:trace_id/spans/:span_id gives one span',
    'traces-large.spec.ts › 200: one span, as its trace shows it',
    'traces-large.spec.ts › 404: another span, trace or project, and ids that none can have',
  ],
]);
