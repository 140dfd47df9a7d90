import { type Rule, rulesOf } from '../rule';

const DATASETS = 'runs-surface-datasets.spec.ts ›';
const RUNS = 'runs-surface-runs.spec.ts ›';
const TRIGGER = 'runs-surface-trigger.spec.ts ›';
const SCORERS = 'runs-surface-scorers.spec.ts ›';
const COMPARISON = 'runs-surface-comparison.spec.ts ›';

/** `/api`: datasets and runs. */
export const DIALECT_B: readonly Rule[] = rulesOf('dialect B', [
  [
    'The project is the token’s, else X-Project-Id, else default',
    `${DATASETS} of the token`,
    `${DATASETS} of X-Project-Id, for a token that is not bound to one`,
    `${DATASETS} default, where neither names one`,
    `${DATASETS} an id says its project itself; one that the header names must be that`,
    `${DATASETS} a header that names no possible project is 400`,
  ],
  [
    'page from 0, perPage default 10 (maximum 200, more is 400); lists with pagination: {total, page, perPage, hasMore}',
    `${DATASETS} page from 0, perPage default 10, pagination {total, page, perPage, hasMore}; datasets newest first`,
    `${DATASETS} items in the order sent`,
    `${DATASETS} 400: ?%s`,
  ],
  [
    'DELETE answers {"success": true}',
    `${DATASETS} DELETE answers {"success": true}, and the dataset is gone`,
    `${DATASETS} DELETE answers {"success": true}`,
  ],
  [
    'datasets {id, name, description, metadata, version, createdAt, updatedAt}; creates 201, PATCH 200',
    `${DATASETS} POST answers 201 with id, name, description, metadata, version, createdAt, updatedAt`,
    `${DATASETS} PATCH answers 200: an absent field stays, null clears, metadata is replaced whole`,
    `${DATASETS} names are unique on every surface: 409 CONFLICT`,
  ],
  [
    'GET of one also gives items (the first page of them)',
    `${DATASETS} GET of one also gives items: the first page of them`,
  ],
  [
    'items {id, datasetId, input, expectedOutput, metadata, version, createdAt, updatedAt}',
    `${DATASETS} POST answers 201 with id, datasetId, input, expectedOutput, metadata, version, createdAt, updatedAt`,
    `${DATASETS} PATCH makes a new revision: what is absent stays, null clears`,
    `${DATASETS} values come back as they were sent: digits, key order, U+0000`,
  ],
  [
    'GET /api/datasets/:datasetId/runs: the run history',
    `${RUNS} GET /api/datasets/:datasetId/runs is the history, newest first, in pages`,
    `${RUNS} a run stays when its dataset is deleted`,
  ],
  [
    'POST triggers a run: {targetType: agent|workflow|scorer, targetId, scorerIds?, version?, maxConcurrency?, itemIds?}, answers 202 at once with the run (status: pending)',
    `${TRIGGER} POST /api/datasets/:datasetId/runs answers 202 at once with status pending; the run completes, with results and scores`,
    `${TRIGGER} version: an earlier one runs over the items of then; one that is not reached is 404`,
    `${TRIGGER} itemIds: only these items; others than those of the version are 422, and nothing is stored`,
    `${TRIGGER} maxConcurrency bounds the calls of the target at once`,
    `${TRIGGER} 400: %j`,
    `${TRIGGER} Idempotency-Key: a repeat starts no second run`,
    `${TRIGGER} 404 for a dataset that is not there, or of another project, alike; a read key may not start one`,
  ],
  [
    'A run here is an experiment on /v1 that the server executes; it shows up there and in every summary',
    `${TRIGGER} a run here is an experiment on /v1: it shows up there and in every summary`,
    `${TRIGGER} a target that fails makes failed results with an error, never a zero score`,
    `${TRIGGER} a run that is cancelled on /v1 is cancelled here`,
    `${TRIGGER} a run over an empty dataset is completed at once, here and on /v1`,
    `${TRIGGER} a run over some items is an experiment of these: completed here and on /v1 when each of them has a result`,
    `${TRIGGER} a run over some items that was cancelled is resumed on /v1, with those alone`,
  ],
  [
    'targetId is the target’s id or name, unknown → 404; agent and workflow name any http or prompt target, scorer a scorer target',
    `${TRIGGER} is named by its id or name; agent and workflow name any http or prompt target`,
    `${TRIGGER} scorer names a scorer target`,
    `${TRIGGER} unknown → 404 with the names that exist`,
  ],
  [
    'scorerIds are scorer names: built-in ones, or named scorer configurations of the project',
    `${TRIGGER} an unknown scorer → 400 with the names that exist`,
    `${SCORERS} named configurations of the project score each result under their own names, here and on /v1`,
    `${SCORERS} a run keeps the configuration that a name had when it was started; what is deleted names nothing any more`,
    `${SCORERS} a named judge scores by a language model, behind the run`,
    `${SCORERS} one that nothing can compute is refused at its place, and nothing is started`,
    `${SCORERS} names of another project are unknown here`,
  ],
  [
    'run {id, datasetId, datasetVersion, targetType, targetId, status, totalItems, succeededCount, failedCount, startedAt, completedAt, createdAt, updatedAt}; an experiment whose runs were submitted by a client shows up here (targetType, targetId null; created → pending, running → running, completed → completed)',
    `${RUNS} created → pending, running → running, completed → completed; targetType and targetId null`,
    `${RUNS} 404 for a run that is not there, or of another project, alike`,
  ],
  [
    'results {id, runId, itemId, itemVersion, input, output, expectedOutput, latency, error, startedAt, completedAt, retryCount, scores: [{scorerId, scorerName, score, reason, error}]}, nested form too',
    `${RUNS} id, runId, itemId, itemVersion, input, output, expectedOutput, latency, error, startedAt, completedAt, retryCount, scores`,
    `${RUNS} a result that failed has its error as sent, and no time of start where its latency is not known or absurd`,
    `${RUNS} items are those of the dataset version of the run; a later item shows as it is now`,
    `${RUNS} items of an import have the version of their import`,
    `${RUNS} in the order stored, in pages`,
    `${RUNS} values come back as they were sent`,
    'runs-surface-scoring-errors.spec.ts › stand among the scores of their result, with the error; in comparisons they count as errors, never as zeros',
    `${RUNS} the nested forms are the same, and 404 where the run is of another dataset`,
  ],
  [
    'POST /api/runs/compare, GET /api/runs/compare?runIdA=&runIdB=, POST /api/datasets/:datasetId/compare',
    `${COMPARISON} POST /api/runs/compare answers runA, runB, versionMismatch, hasRegression, scorers, items and warnings`,
    `${COMPARISON} GET /api/runs/compare?runIdA=&runIdB= is the same with thresholds of 0; both ids are required`,
    `${COMPARISON} 404 for a run that is not there, or of another project, alike; a read key may compare`,
  ],
  [
    'stats {errorRate, errorCount, passRate, passCount, avgScore, scoreCount, totalItems} (pass: ≥ 0.5)',
    `${COMPARISON} are computed over all scores, several of an item included; means are exact: three scores of 0.8 have the mean 0.8`,
    `${COMPARISON} pass: 0.5 or more, decided exactly`,
    `${COMPARISON} runs that ended with an error count as errors of every scorer that has no score of them, never as zeros`,
    'runs-surface-scoring-errors.spec.ts › a scorer that gave nothing but errors is there, without a mean',
    `${COMPARISON} a scorer with labels has no mean and no delta; its items show null`,
    `${COMPARISON} every scorer has its own, whatever its name`,
  ],
  [
    'regressed: higher-is-better when delta < -value, lower-is-better when delta > value; the default threshold is 0',
    `${COMPARISON} higher-is-better: regressed when delta < -value, not when it is equal`,
    `${COMPARISON} lower-is-better: regressed when delta > value, not when it is equal`,
    `${COMPARISON} the default threshold is 0: any fall is a regression, and a run does not regress against itself`,
    `${COMPARISON} one of a scorer that nobody used is a warning`,
  ],
  [
    'Different dataset versions, no overlap, an empty run and runs of two datasets are warnings, not errors',
    `${COMPARISON} different dataset versions`,
    `${COMPARISON} no overlap`,
    `${COMPARISON} an empty run`,
    `${COMPARISON} runs of two datasets`,
  ],
  [
    'The nested form is 404 if neither run is of that dataset, a warning if one is not',
    `${COMPARISON} is the same comparison; 404 if neither run is of that dataset, a warning if one is not`,
  ],
  [
    'Errors use the one envelope; tokens, isolation, limits and Idempotency-Key are those of /v1',
    `${DATASETS} a key of another project gets 404 for every path, as if nothing were there`,
    `${DATASETS} Idempotency-Key works on POSTs, errors have the one envelope, and a read key does not write`,
    `${DATASETS} errors name expectedOutput, as the body does`,
  ],
  ['Its own tag and group in the OpenAPI document', 'openapi-surfaces.spec.ts › %s has its own tag and group'],
  [
    'Thin translations: reads and single-row writes take at most two statements',
    'runs-surface-statements.spec.ts › with a key of the project',
    'runs-surface-statements.spec.ts › with an admin key, for what the process has not seen',
    'runs-surface-statements.spec.ts › every endpoint is counted',
    'runs-surface-statements.spec.ts › starting a run with a key of the project takes two, whatever it runs over and whether there is anything to run',
  ],
]);
