import { rulesOf, type Rule } from '../rule';

/** Datasets, items, versions, import and export. */
export const SECTION_3: readonly Rule[] = rulesOf('3', [
  [
    'name is trimmed and non-empty',
    'datasets.spec.ts › name is trimmed',
    'datasets.spec.ts › name is non-empty after trimming: %j',
    'datasets.spec.ts › missing name',
  ],
  [
    'name is unique in its project: CONFLICT, also when requests race',
    'datasets.spec.ts › duplicate name in project is CONFLICT, after trimming too',
    'datasets.spec.ts › the same name in another project is another dataset',
    'dataset-races.spec.ts › one of 50 requests with the same name wins, the others are CONFLICT',
  ],
  [
    'A dataset starts at version 1 with item_count 0',
    'datasets.spec.ts › starts at version 1 with item_count 0; optional fields without a value are null',
  ],
  [
    'Each request that changes items raises version by exactly 1',
    'dataset-items.spec.ts › 201: answers the whole item and raises the version by 1',
    'dataset-items.spec.ts › 201: created_count and items in the order sent, in one version',
    'dataset-import.spec.ts › any number of lines comes in one version, in the order sent',
    'dataset-items.spec.ts › removes the item, once',
  ],
  [
    'A request that changes nothing does not raise the version',
    'dataset-items.spec.ts › a request that changes nothing does not raise the version',
    'datasets.spec.ts › a body that gives nothing changes nothing',
  ],
  [
    'Version and count stay exact under any concurrency',
    'dataset-races.spec.ts › version and count stay exact under adds, batches, patches and deletes at once',
    'dataset-races.spec.ts › 100 concurrent adds: each has a version of its own, and every version one item more',
    'dataset-races.spec.ts › imports while others write: all items are there, and each request raised the version by 1',
  ],
  [
    'input is required and not null; an empty string is an input',
    'dataset-items.spec.ts › POST /v1/datasets/:id/items › 400: %s',
    'dataset-items.spec.ts › 201: optional fields without a value are null, null means absent, unknown fields are ignored',
  ],
  ['An item answers all its fields', 'dataset-items.spec.ts › 201: answers the whole item and raises the version by 1'],
  [
    'Every version stays readable',
    'dataset-versions.spec.ts › every version stays readable, as it stood then',
    'dataset-versions.spec.ts › a walk of a version is not moved by what happens meanwhile',
  ],
  [
    'A version above the current is 404, one that is no positive integer 400',
    'dataset-versions.spec.ts › a version above the current is 404, however large',
    'dataset-items.spec.ts › GET /v1/datasets/:id/items › 400: %s',
  ],
  [
    'An experiment records the dataset_version it was created on',
    'experiments.spec.ts › 200: keeps the dataset_version it was created on, whatever the dataset becomes',
  ],
  [
    'Item changes make a new revision of the same id',
    'dataset-items.spec.ts › makes a new revision of the same item: an absent field stays, null clears',
    'dataset-versions.spec.ts › an item tells the version in which its revision came, imported ones included',
  ],
  [
    'Import reads application/x-ndjson and application/jsonl; others are 415',
    'dataset-import.spec.ts › 200: a mixed result, with the reason of each skipped line',
    'dataset-import.spec.ts › application/jsonl, with parameters, is read too',
    'dataset-import.spec.ts › 415: %s',
  ],
  [
    'LF or CRLF, a BOM and blank lines are tolerated and keep line numbers',
    'dataset-import.spec.ts › LF or CRLF; a BOM and blank lines are tolerated: not counted, but they keep line numbers',
  ],
  [
    'Bad lines are skipped with line and reason',
    'dataset-import.spec.ts › 200: a mixed result, with the reason of each skipped line',
    'dataset-import.spec.ts › invalid UTF-8 and nesting that is too deep are skipped with a reason',
  ],
  [
    'A line over 16 MiB is skipped and never held',
    'dataset-import.spec.ts › a line over 16 MiB is skipped as too long, one of 16 MiB is not',
    'line-splitter.spec.ts › gives a last line that is too long',
  ],
  [
    'Schema failures of lines are skipped with their path',
    'dataset-import.spec.ts › schema failures are skipped with their path',
  ],
  [
    'At most 1,000 skipped lines are listed, all are counted',
    'dataset-import.spec.ts › at most the first 1,000 skipped lines are listed, all are counted',
  ],
  [
    'If all lines are invalid nothing is imported and the version stays',
    'dataset-import.spec.ts › if all lines are invalid, imported_count is 0 and no version increment occurs',
  ],
  [
    'If the connection breaks nothing of the import is visible',
    'dataset-import.spec.ts › if the connection breaks, nothing of it is visible',
  ],
  [
    'If no byte arrives for the idle time nothing of the import is visible',
    'dataset-import.spec.ts › if no byte arrives for the idle time, the answer is 400, the connection closes and nothing is visible',
  ],
  [
    'Other writers are not blocked while an import streams',
    'dataset-import.spec.ts › nothing is visible, other writers are not blocked, and all of it comes at the end',
    'dataset-import.spec.ts › 503 UNAVAILABLE with Retry-After when too many imports run, so that others keep their connections',
  ],
  [
    'Import into a dataset that does not exist is 404',
    'dataset-import.spec.ts › 404: for a dataset that does not exist, or belongs to another project',
    'dataset-import.spec.ts › deleting the dataset does not wait for it: the import ends with 404, and leaves nothing',
  ],
  [
    'Datasets keep tags, metadata and schemas, and PATCH changes them',
    'datasets.spec.ts › keeps tags, metadata and schemas',
    'datasets.spec.ts › an absent field stays, null clears, metadata is replaced whole; the version stays, updated_at changes',
    'datasets.spec.ts › PATCH to a name that is taken is CONFLICT',
  ],
  [
    'Single items are read, changed and deleted',
    'dataset-items.spec.ts › 201: answers the whole item and raises the version by 1',
    'dataset-items.spec.ts › makes a new revision of the same item: an absent field stays, null clears',
    'dataset-items.spec.ts › removes the item, once',
    'dataset-items.spec.ts › 404: an id that no item has: %s',
  ],
  [
    'A batch of items is 1 to 1,000, atomic, answered with created_count and items',
    'dataset-items.spec.ts › 201: created_count and items in the order sent, in one version',
    'dataset-items.spec.ts › 400: names the item and field that is wrong, and adds nothing',
    'dataset-items.spec.ts › POST /v1/datasets/:id/items/batch › 400: %s',
  ],
  [
    'Schemas are JSON Schema 2020-12 and draft-07',
    'compile-schema.spec.ts › dialects › %s',
    'compile-schema.spec.ts › dialects › refuses %s',
    'datasets.spec.ts › a schema that cannot be used, with the path to what is wrong: %j',
  ],
  [
    '$ref only within the document',
    'compile-schema.spec.ts › references › follows %s',
    'compile-schema.spec.ts › references › refuses a reference to %s',
  ],
  [
    'pattern of schemas runs in linear time',
    'check.spec.ts › are matched in linear time',
    'datasets.spec.ts › a schema that cannot be used, with the path to what is wrong: %j',
  ],
  [
    'An item that does not fit its schema is 400 with the failing path',
    'dataset-items.spec.ts › an item that does not fit is 400 with the failing path',
    'dataset-items.spec.ts › a batch with an item that does not fit is refused whole',
    'dataset-items.spec.ts › PATCH checks what it is given',
  ],
  [
    'Export is NDJSON, of any version, and can be imported again',
    'dataset-export.spec.ts › 200: NDJSON, one line an item, in the order sent',
    'dataset-export.spec.ts › a version is exported as it stood then',
    'dataset-export.spec.ts › importing an export gives the same items, exactly',
  ],
  [
    'Export streams and is a snapshot',
    'dataset-export.spec.ts › is a snapshot: what is added, changed or removed meanwhile does not show',
    'dataset-export.spec.ts › many items and large ones, each once',
  ],
  [
    'Delete is permanent: dataset and items go',
    'datasets.spec.ts › is permanent: dataset and items go, and the name is free again',
    'dataset-races.spec.ts › deleting the dataset while items are added: every add is 201 or 404, and nothing stays',
  ],
  [
    'Experiments, runs and scores outlive the dataset; summaries say dataset_item_count 0',
    'experiment-summary.spec.ts › dataset_item_count is as of now, and 0 when the dataset is gone',
    'runs.spec.ts › 200: after its dataset was deleted',
    'experiments.spec.ts › 200: keeps the dataset_version it was created on, whatever the dataset becomes',
  ],
  [
    'default_assertions are kept, changed by PATCH and cleared by null',
    'assertions.spec.ts › are answered as they were sent, changed by PATCH and cleared by null',
  ],
  [
    'Malformed assertions are 400 when they are written',
    'assertions.spec.ts › malformed assertions are 400 when they are written: %s',
    'assertions.spec.ts › malformed metadata.assertions are 400 with their place, on every way to write an item',
    'assertions.spec.ts › an expected output that spells assertions is checked once the dataset has default_assertions',
  ],
]);
