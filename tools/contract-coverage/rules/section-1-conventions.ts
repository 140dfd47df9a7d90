import { rulesOf, type Rule } from '../rule';

/** The envelope, statuses, writes, lists, projects and tokens. */
export const SECTION_1_CONVENTIONS: readonly Rule[] = rulesOf('1', [
  ['Unknown routes answer the envelope', 'http-edges.spec.ts › 404 NOT_FOUND that says what to do for %s %s'],
  [
    'Unparsable JSON answers the envelope with INVALID_REQUEST',
    'bad-input.spec.ts › %j is not JSON',
    'bad-input.spec.ts › invalid UTF-8',
  ],
  [
    'A request that the HTTP parser refuses answers the envelope',
    'http-edges.spec.ts › 400 INVALID_REQUEST for %s',
    'http-edges.spec.ts › 431 HEADERS_TOO_LARGE for a flood of headers, and the caller gets to read it',
  ],
  [
    'An unhandled failure is INTERNAL_ERROR with a request_id, never a stack or SQL',
    'logs.spec.ts › thrown inside: 500 with a fixed text and the request id; the log says where, not what',
    'logs.spec.ts › quoted by an error of Postgres',
  ],
  [
    'Every code of an answer is one of the catalogue with its status',
    'bad-input-fields.spec.ts › %s in any field of any body: accepted whole or refused whole with a code of the catalogue, never a 5xx',
  ],
  ['400 names the field in details', 'bad-input-fields.spec.ts › a text field of the wrong type is 400 and named'],
  [
    '401 UNAUTHORIZED without a valid token, with WWW-Authenticate: Bearer',
    'auth.spec.ts › every route but health needs a token, and says so with WWW-Authenticate: Bearer',
    'auth.spec.ts › for the header %.20j',
  ],
  [
    '403 FORBIDDEN for a read key that writes, on every route',
    'auth.spec.ts › a read key cannot write, on any route that writes; reads by POST are open to it',
  ],
  [
    '404 for what does not exist and for what the token may not see, alike',
    'auth.spec.ts › a resource of another project is alike to the byte with one that does not exist, on every route',
  ],
  [
    '409 CONFLICT for a name or id that is taken',
    'datasets.spec.ts › duplicate name in project is CONFLICT, after trimming too',
    'projects.spec.ts › 409: for an id that is taken',
  ],
  [
    '413 PAYLOAD_TOO_LARGE beyond 20 MiB, which is a setting',
    'bad-input.spec.ts › for a body of 30 MB with Content-Length',
    'bad-input.spec.ts › for a body of 30 MB in chunks without Content-Length',
    'contract-section-1.spec.ts › the limits of a body and of a batch are settings',
  ],
  [
    '415 UNSUPPORTED_MEDIA_TYPE for another media type or encoding',
    'bad-input.spec.ts › for Content-Type: %s',
    'bad-input.spec.ts › for Content-Encoding: %s',
    'bad-input.spec.ts › for a body without Content-Type',
  ],
  [
    '429 RATE_LIMITED with Retry-After over the rate limit',
    'overload.spec.ts › 429 RATE_LIMITED with Retry-After beyond it, for this key only, before the body is read',
  ],
  [
    '503 UNAVAILABLE with Retry-After while the database is away',
    'database-away.spec.ts › 503 UNAVAILABLE with Retry-After on reads and writes, not ready but alive; then all is well without a restart',
    'database-full.spec.ts › 503 UNAVAILABLE with Retry-After when %s (%s); nothing is stored, and then all is well',
  ],
  [
    '503 UNAVAILABLE with Retry-After when the queue is full',
    'overload.spec.ts › 503 UNAVAILABLE with Retry-After at once, before the body is read; health and metrics answer; then it goes on',
  ],
  [
    'PATCH answers the whole object: an absent field stays, null clears, metadata is replaced whole',
    'datasets.spec.ts › an absent field stays, null clears, metadata is replaced whole; the version stays, updated_at changes',
    'dataset-items.spec.ts › makes a new revision of the same item: an absent field stays, null clears',
  ],
  [
    'DELETE answers {deleted: true, id}',
    'datasets.spec.ts › is permanent: dataset and items go, and the name is free again',
    'traces-read.spec.ts › 200: removes the trace, its spans, their scores and its queue entry; the ids may be used again',
    'contract-projects.spec.ts › DELETE answers the id once; a key of another project is not found',
  ],
  [
    'A POST with an empty body takes no body, an empty JSON body or {}',
    'bad-input-fields.spec.ts › a POST without fields takes %s',
    'review-queue.spec.ts › 200: no body, an empty JSON body, and project_id in query or body',
    'experiments.spec.ts › 200: takes no body, an empty JSON-typed body, or {}',
  ],
  [
    'Every list answers {items, next_cursor, limit}; limit is 50 by default, 1 to 200, anything else 400',
    'contract-section-1.spec.ts › every list answers items, next_cursor and limit, 50 by default and 200 at most',
    'bad-input.spec.ts › limit=%s on every list',
  ],
  [
    'A cursor goes on where the page ended, with another limit too',
    'contract-section-1.spec.ts › a cursor goes on where the page ended, with another limit too, until next_cursor is null',
  ],
  ['Lists page by key, never by offset', 'contract-section-1.spec.ts › no list finds its pages by skipping rows'],
  [
    'Rows added or deleted meanwhile neither repeat nor skip others',
    'traces-read.spec.ts › newest first, and a walk by cursor meets each trace once, whatever is added or deleted meanwhile',
    'dataset-items.spec.ts › oldest first, every item once under a walk, also while items are added and removed',
  ],
  [
    'Cursors are signed with a key of the installation',
    'contract-section-1.spec.ts › a cursor is signed with a key of the installation: another one refuses it',
  ],
  [
    'Cursors bind endpoint, parent, project and filters; a mismatch is 400',
    'contract-section-1.spec.ts › a cursor is bound to its list: every other list refuses it',
    'contract-section-1.spec.ts › a cursor is bound to its parent and its filters',
    'traces-read.spec.ts › 400: a cursor of another project or of other bounds',
    'datasets.spec.ts › a cursor of another project is 400',
    'review-queue.spec.ts › 400: a cursor of another status',
  ],
  [
    'An edited or garbled cursor is 400 INVALID_REQUEST',
    'bad-input.spec.ts › a cursor that was edited, or that belongs to another list, project or set of filters',
    'bad-input.spec.ts › cursor=%.20s on every list',
  ],
  [
    'Newest first: traces, datasets, experiments, projects',
    'traces-read.spec.ts › newest first, and a walk by cursor meets each trace once, whatever is added or deleted meanwhile',
    'datasets.spec.ts › newest first, walked with cursors, every dataset once',
    'experiments.spec.ts › 200: newest first, every experiment once, whatever the limit',
    'contract-projects.spec.ts › GET /v1/projects: every project, newest first',
  ],
  [
    'Oldest first, in the order sent: runs, items, scores, annotations',
    'runs.spec.ts › 200: oldest first in the order sent, every run once, whatever the limit',
    'dataset-items.spec.ts › oldest first, every item once under a walk, also while items are added and removed',
    'scores.spec.ts › 200: oldest first, in the order sent, every score once over pages',
    'annotations.spec.ts › 200: oldest first, in the order sent, every annotation once over pages',
  ],
  [
    'The queue is oldest queued_at first',
    'review-queue.spec.ts › 200: oldest entry first, with the root span or null',
    'review-queue.spec.ts › 200: a walk by cursor meets each entry once, under each status',
  ],
  [
    'project_id is required on lists of a project: PROJECT_REQUIRED',
    'contract-projects.spec.ts › project_id is required on the lists of traces, datasets, experiments and the queue',
  ],
  [
    'Lists under a parent or for a target take the project of that resource',
    'contract-projects.spec.ts › lists under a parent or for a target take the project of that resource',
  ],
  [
    'A missing project_id in a create body is INVALID_REQUEST',
    'datasets.spec.ts › missing project_id is INVALID_REQUEST',
    'experiments.spec.ts › 400: an unbound token without project_id',
  ],
  [
    'The project of a bound token is the default everywhere',
    'auth.spec.ts › a bound token that names its own project is served',
    'datasets.spec.ts › a bound token needs no project_id',
    'experiments.spec.ts › 200: a bound token needs no project_id; a list of an unknown project is an empty page',
  ],
  [
    'A write by an unbound token creates the project; a list of an unknown project is an empty page',
    'contract-projects.spec.ts › a write by an unbound token creates the project that it names; a list does not',
    'traces-ingest.spec.ts › the batch is atomic: a refused batch makes no project either',
    'traces-races.spec.ts › many first writers of a new project all succeed',
  ],
  [
    'Ingestion finds its project: bound token, body, header X-Project-Id, default',
    'traces-ingest.spec.ts › a bound token writes to its project',
    'traces-ingest.spec.ts › project_id of the body wins over the header X-Project-Id',
    'traces-ingest.spec.ts › the header X-Project-Id is taken without project_id',
    'traces-ingest.spec.ts › the project default without either',
  ],
  [
    'A bound token that names another project in body, query or header gets 404',
    'auth.spec.ts › a bound token that names another project in query, header or body gets 404 on every route',
  ],
  [
    'A trace id is unique within a project',
    'traces-ingest.spec.ts › the same span ids may be used in other traces, and the same trace ids in other projects',
  ],
  [
    'Endpoints that name a trace or span take project_id; PROJECT_REQUIRED only if several projects hold the id',
    'contract-projects.spec.ts › every endpoint that names a trace or span takes project_id, which only an id of several projects requires',
  ],
  [
    'Health, the OpenAPI document and the docs page need no token; everything else does',
    'auth.spec.ts › every route but health needs a token, and says so with WWW-Authenticate: Bearer',
    'auth.spec.ts › the OpenAPI document and the docs page need none',
  ],
  [
    '/metrics needs an admin token unless METRICS_PUBLIC=true',
    'metrics.spec.ts › 401 without a token, 403 for a key of a project',
    'metrics.spec.ts › needs no token with METRICS_PUBLIC=true',
  ],
  [
    'Reads by POST are open to read keys',
    'auth.spec.ts › a read key cannot write, on any route that writes; reads by POST are open to it',
    'experiment-summary.spec.ts › 200: open to a read key; 404: unknown or of another project',
  ],
]);
