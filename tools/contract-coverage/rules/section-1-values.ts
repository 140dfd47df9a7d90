import { rulesOf, type Rule } from '../rule';

/** Times, ids, names, JSON values and what is ignored. */
export const SECTION_1_VALUES: readonly Rule[] = rulesOf('1', [
  [
    'Times are answered in UTC with milliseconds and Z; offsets are accepted and normalised',
    'traces-ingest.spec.ts › offsets are accepted and normalised',
    'contract-section-2.spec.ts › times are stored with microseconds and answered with milliseconds and Z',
  ],
  [
    'Times are stored with microseconds',
    'contract-section-2.spec.ts › times are stored with microseconds and answered with milliseconds and Z',
    'traces-read.spec.ts › 200: spans by start_time, then id',
  ],
  [
    'Bounds of queries compare at millisecond precision',
    'traces-read.spec.ts › after and before are exclusive, on created_at to the millisecond',
    'created-bounds.spec.ts › compares whole milliseconds: after begins with the next one, before ends ahead of its own',
  ],
  [
    'What is no time is 400',
    'bad-input-fields.spec.ts › %s is no time of a span',
    'bad-input.spec.ts › after=%s is no time',
    'time.spec.ts › parseTimestamp › refuses %s',
  ],
  ['Ids are case-sensitive', 'contract-section-1.spec.ts › are case-sensitive'],
  [
    'The server assigns UUIDv7, monotonic within a request',
    'contract-section-1.spec.ts › the server assigns UUIDv7, monotonic within a request',
  ],
  [
    'An id that is no UUID where one is expected is 404',
    'bad-input.spec.ts › an id that is no id of ours is not found, on every route that takes one',
    'datasets.spec.ts › an id that no dataset has, UUID or not: %s',
  ],
  [
    'Span and trace ids: 1 to 256 code points, 512 bytes, no control characters, not ., .., ingest, export',
    'traces-ingest.spec.ts › 400 INVALID_SPAN › %s %j',
    'traces-ingest.spec.ts › ids of 256 characters and of every script',
    'contract-section-1.spec.ts › trace ids take 512 bytes of UTF-8, in paths too',
    'bad-input-fields.spec.ts › ids of 300 characters are 400 where callers choose them, 404 where the server does',
  ],
  [
    'project_id likewise, at most 128 bytes',
    'contract-section-1.spec.ts › project_id takes 128 bytes of UTF-8 and refuses what no id may be',
    'traces-ingest.spec.ts › 400: a project id that is none',
  ],
  [
    'Names of things take at most 1,024 bytes',
    'contract-section-1.spec.ts › names take 1,024 bytes and no more',
    'traces-ingest.spec.ts › 400 INVALID_SPAN › %s %j',
  ],
  ['The router takes path parameters of 4,096 bytes', 'http-edges.spec.ts › 404 for an id of %s: the router takes it'],
  [
    'Unknown body fields are ignored',
    'bad-input-fields.spec.ts › keys such as __proto__ and constructor are ordinary data; of duplicate keys the last wins; unknown fields are ignored',
    'traces-ingest.spec.ts › unknown fields are ignored',
    'scores.spec.ts › unknown fields are ignored',
  ],
  [
    'A known field of the wrong type is 400',
    'bad-input-fields.spec.ts › a text field of the wrong type is 400 and named',
    'datasets.spec.ts › a known field of the wrong type: %s %j',
  ],
  [
    'In a create body null for an optional field means absent',
    'traces-ingest.spec.ts › null for an optional field means absent',
    'datasets.spec.ts › null for an optional field means absent',
    'experiments.spec.ts › 201: names need not be unique, and null means absent',
    'scores.spec.ts › a null value, rationale or configuration counts as absent',
  ],
  [
    'Optional fields without a value are answered as null',
    'traces-ingest.spec.ts › stores every field, and answers optional fields without a value as null',
    'datasets.spec.ts › starts at version 1 with item_count 0; optional fields without a value are null',
    'runs.spec.ts › 201: error, latency_ms, tokens, cost_usd and metadata are kept beyond the seed, and null without a value',
    'annotations.spec.ts › annotates a whole trace; what is absent is answered as null',
  ],
  [
    'input and output of spans come back as they were sent',
    'traces-payloads.spec.ts › come back exactly › %s',
    'traces-payloads.spec.ts › a payload of a megabyte',
  ],
  [
    'input and expected_output of items come back as they were sent, imported ones too',
    'dataset-items.spec.ts › 201: a value comes back as it was sent: %.40s',
    'dataset-import.spec.ts › values come back as they were sent',
    'dataset-export.spec.ts › importing an export gives the same items, exactly',
  ],
  ['output of runs comes back as it was sent', 'runs.spec.ts › 201: the output %s comes back as it was sent'],
  ['correction comes back as it was sent', 'annotations.spec.ts › the correction %s comes back as it was sent'],
  [
    'Nesting to 1,000 levels of the value itself; deeper is 400',
    'traces-payloads.spec.ts › nesting to 1,000 levels of the value itself',
    'traces-payloads.spec.ts › 400: nesting beyond 1,000 levels',
    'dataset-items.spec.ts › 400: a value nested deeper than 1,000 levels',
    'bad-input.spec.ts › 100,000 levels of %s',
  ],
  [
    'A number never changes its value; the order of keys stays',
    'round-trip.spec.ts › comes back with equal tokens from a payload',
    'read-json.spec.ts › come back as sent: %s',
  ],
  [
    'Of duplicate keys the last wins',
    'traces-payloads.spec.ts › of duplicate keys the last wins',
    'bad-input-fields.spec.ts › keys such as __proto__ and constructor are ordinary data; of duplicate keys the last wins; unknown fields are ignored',
  ],
  [
    'In every other string U+0000 or a lone surrogate is 400, INVALID_SPAN on spans',
    'traces-ingest.spec.ts › U+0000 or a lone surrogate in metadata keys and values and in errors',
    'traces-ingest.spec.ts › 400 INVALID_SPAN › %s %j',
    'datasets.spec.ts › a known field of the wrong type: %s %j',
    'annotations.spec.ts › INVALID_REQUEST for %s %.20j',
  ],
  [
    'Metadata numbers are finite doubles or 64-bit integers',
    'contract-section-1.spec.ts › metadata numbers are finite doubles or 64-bit integers, wherever metadata is taken',
    'traces-ingest.spec.ts › metadata numbers beyond finite doubles and 64-bit integers',
    'experiments.spec.ts › 201: metadata comes back as sent, 64-bit integers included',
  ],
]);
