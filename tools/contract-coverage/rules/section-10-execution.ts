import { rulesOf, type Rule } from '../rule';

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
]);
