import { type Rule, rulesOf } from '../rule';

const SPEC = 'use-cases.spec.ts ›';
const GRADING = 'assertion-grading.spec.ts ›';

/** `/api/v1`: use cases. */
export const DIALECT_A: readonly Rule[] = rulesOf('dialect A', [
  [
    'A use case is a project: use_case_id = project_id, any project id',
    `${SPEC} use_case_id is the project id: what is made here is there on /v1, and the other way round`,
    `${SPEC} any project id, not only a UUID: the path carries it encoded`,
    `${SPEC} a write makes the project; a list of one that is not known is empty`,
    `${SPEC} what cannot be a project id is 400: %j`,
  ],
  [
    'Every endpoint, body and answer of the seed literally; every call its examples show works as printed',
    `${SPEC} List Datasets`,
    `${SPEC} Create Dataset`,
    `${SPEC} Get Dataset: with item_count and eval_run_count (experiments on this dataset)`,
    `${SPEC} Update Dataset`,
    `${SPEC} Delete Dataset: 204 without a body`,
    `${SPEC} List Dataset Items, Create Dataset Item`,
    `${SPEC} Batch Create Items`,
    `${SPEC} Update Item`,
    `${SPEC} Delete Item: 204 without a body`,
    `${SPEC} Creating a Test Dataset`,
    `${SPEC} bodies as curl sends them: with the white space that they are printed with`,
    `${SPEC} Importing from JSON: a file of items, as requests sends it`,
    `${SPEC} input and expected_output are objects; else 400: %j`,
  ],
  [
    'Dataset names are unique on every surface (409 CONFLICT)',
    `${SPEC} names are unique on every surface: 409 CONFLICT`,
  ],
  [
    'items/batch: 201, created_count, items; atomic',
    `${SPEC} Batch Create Items`,
    `${SPEC} a batch is atomic: an item that does not fit the schema keeps the others out`,
  ],
  [
    'PATCH and DELETE of items by their id alone',
    `${SPEC} items are changed by their id alone, in the newest revision; the version rises by 1`,
    `${SPEC} 50 changes of one item at once: each is a version`,
    `${SPEC} 404 for an item that is not there: %j`,
  ],
  [
    'Lists are bare arrays; items by skip (default 0) and limit (default 100, maximum 1,000)',
    `${SPEC} lists are bare arrays, newest first; skip and limit where they are given`,
    `${SPEC} skip (default 0) and limit (default 100, maximum 1,000), in the order sent`,
    `${SPEC} 400: ?%s`,
    `${SPEC} skipping further than any list goes is an empty page`,
  ],
  [
    'Assertion: {type, value?, path?, criteria?, weight?}; malformed assertions are 400 at the time they are written',
    `${SPEC} every type of the list, with value, path, criteria and weight`,
    `${SPEC} malformed ones are 400 at the time they are written: %j`,
    `${SPEC} an expected output that spells assertions is read as such, because the item was made here`,
  ],
  ['DELETE answers 204', `${SPEC} Delete Dataset: 204 without a body`, `${SPEC} Delete Item: 204 without a body`],
  [
    'GET /datasets/{id} carries item_count and eval_run_count',
    `${SPEC} Get Dataset: with item_count and eval_run_count (experiments on this dataset)`,
  ],
  [
    'Errors use the one envelope; tokens, isolation, limits and Idempotency-Key are those of /v1',
    `${SPEC} a key of another project gets 404 for every path, as if nothing were there`,
    `${SPEC} Idempotency-Key works on POSTs, errors have the one envelope, and a read key does not write`,
    `${SPEC} objects come back as they were sent: digits, key order, U+0000`,
  ],
  ['Its own tag and group in the OpenAPI document', 'openapi-surfaces.spec.ts › %s has its own tag and group'],
  [
    'Thin translations: reads and single-row writes take at most two statements',
    'use-cases-statements.spec.ts › with a key of the project',
    'use-cases-statements.spec.ts › with an admin key, for what the process has not seen',
    'use-cases-statements.spec.ts › every endpoint is counted',
  ],
  [
    'default_assertions grade every run of every experiment, next to the assertions of an item',
    `${GRADING} default_assertions grade every run: a score assertion:<type> with a rationale each, and their weighted mean`,
    `${GRADING} the assertions of an item grade next to the defaults; several of one type give several scores`,
    `${GRADING} runs of an execution are graded too`,
  ],
  [
    'An expected output is read as assertions only with default_assertions, or for items made here',
    `${GRADING} an expected output that spells assertions is read so only with default_assertions, or for items made at /api/v1`,
  ],
  [
    'The weighted mean is the score assertions, once the last is done; none if all weights are 0',
    `${GRADING} there is no mean if all weights are 0, and a run with an error is not graded`,
    `${GRADING} of 50 grades that end at once each counts, and there is one mean`,
  ],
  [
    'llm_grade passes or fails; one that cannot run is a scoring error, never a refused run',
    `${GRADING} llm_grade passes or fails by its criteria, and the mean comes once the last is done`,
    `${GRADING} an llm_grade that cannot run is a scoring error, and the mean is that of the others`,
    `${GRADING} an assertion that was malformed before it counted is a scoring error, never a refused run`,
  ],
]);
