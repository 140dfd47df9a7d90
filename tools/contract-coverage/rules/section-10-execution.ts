import { rulesOf, type Rule } from '../rule';

const EVENTS = 'execution-events.spec.ts ›';
const FAULTS = 'execution-faults.spec.ts ›';
const WORKERS = 'execution-workers.spec.ts ›';
const SPEC = 'executions.spec.ts ›';

/** Experiments that the service executes. */
export const SECTION_10_EXECUTION: readonly Rule[] = rulesOf('10', [
  [
    'POST /v1/experiments/:id/execute → 202 with the experiment, whose execution object tells the state',
    `${SPEC} 202: calls the target once for each item, and stores a run with its scores`,
    `${SPEC} 202: execution is null before, and the target may be named`,
  ],
  [
    'execution completes the experiment only with auto_complete',
    `${SPEC} 202: the experiment is completed only with auto_complete`,
  ],
  ['item_ids limits it', `${SPEC} 202: item_ids limits it to these items`],
  [
    'an unknown target is 404 with the names that exist',
    `${SPEC} 404: an unknown experiment, and an unknown target with the names that exist`,
  ],
  [
    'one execution at a time: CONFLICT, also in a race',
    `${SPEC} 409: while an execution is active`,
    `${SPEC} 409: of 50 that race, one starts`,
  ],
  [
    'all are EXPERIMENT_COMPLETED on a completed experiment',
    `${SPEC} 422: a completed experiment is EXPERIMENT_COMPLETED`,
  ],
  ['cancel ends it', `${SPEC} 202: ends it at once; calls under way are ended, and nothing more is recorded`],
  ['resume: only what has no run', `${SPEC} 202: goes on with the items without a run, after a cancel`],
  [
    'retry-failed replaces in place: same id, retry_count + 1, scores removed',
    `${SPEC} 202: replaces failed runs in place: same id, one more retry, their scores removed`,
    `${SPEC} 202: what fails again keeps its id too, and what was not retried before a cancel counts as failed`,
  ],
  [
    'collection_id: the members that are items of the version',
    `${SPEC} 202: collection_id limits it to the members that are items of the version`,
    `${SPEC} 202: collection_id and item_ids together mean the items of both; 422 for one that the collection does not have`,
    `${SPEC} 202: collection_id on an experiment that is limited to a collection means the items of both`,
  ],
  [
    'events: progress, item, end; ids count up for each experiment and survive restarts',
    `${EVENTS} 200: tells each item once, how far it is, and the end, to one that waits since before the start`,
    `${EVENTS} 200: ids count up without gaps, and the same events come again to whoever asks again`,
    `${EVENTS} 200: a second start goes on counting, and only the last end is one`,
  ],
  [
    'events resume by Last-Event-ID, in other processes too, and end at end',
    `${EVENTS} 200: goes on after Last-Event-ID, in another process too`,
    `${EVENTS} 200: one that has seen the end gets it again, and nothing else`,
  ],
  [
    'bounded concurrency per target across all workers',
    `${WORKERS} share it, and the target never sees more calls at once than max_concurrency`,
    `${FAULTS} two executions on one target together make no more calls at once than the larger limit`,
  ],
  [
    'backoff on timeouts, 429 (honouring Retry-After) and 5xx',
    `${FAULTS} after %s, and the run is that of the last one`,
    `${FAULTS} not before the time that Retry-After asks for`,
    `${FAULTS} one that hangs: timeout_ms`,
  ],
  ['a failed item is a run with error, never a score', `${FAULTS} %s`],
  [
    'a dataset deleted during execution: it fails with a reason, runs stay',
    `${FAULTS} a dataset that is deleted during the execution fails it with a reason, and runs stay`,
  ],
  [
    'kill -9 of a worker loses nothing and repeats no recorded item',
    `${WORKERS} kill -9 of one loses nothing, repeats no recorded item, and calls at most once more for each slot`,
  ],
]);
