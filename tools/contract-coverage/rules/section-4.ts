import { rulesOf, type Rule } from '../rule';

/** Experiments, runs, summaries, comparisons and thresholds. */
export const SECTION_4: readonly Rule[] = rulesOf('4', [
  [
    '201 answers the experiment, created, with its dataset version',
    'experiments.spec.ts › 201: answers the experiment, created, with the version of its dataset',
  ],
  [
    'name and dataset_id are required; an unknown dataset is 404',
    'experiments.spec.ts › 400: %s',
    'experiments.spec.ts › 404: a dataset that is unknown, malformed or of another project',
  ],
  [
    'The first run makes an experiment running',
    'runs.spec.ts › 201: run_ids in the order sent, and the first run makes the experiment running',
  ],
  [
    'Completion is explicit, also from created',
    'experiments.spec.ts › 200: completes a running experiment, and one that is only created',
  ],
  [
    'auto_complete completes when every item of the version has a run, at once for an empty version',
    'runs.spec.ts › 201: auto_complete completes when every item of the version has a run, not before',
    'experiments.spec.ts › 201: with auto_complete on an empty version it is completed at once',
    'experiment-races.spec.ts › auto_complete with the last items arriving at once completes exactly then, and nothing comes after',
  ],
  [
    'A completed experiment takes no runs but still takes scores',
    'runs.spec.ts › 422: EXPERIMENT_COMPLETED, and the completed experiment still takes scores on its runs',
    'scores.spec.ts › a completed experiment still takes scores',
    'experiment-races.spec.ts › while runs arrive and the experiment is completed, every run that was answered 201 is counted and the rest is 422',
  ],
  [
    'Completing twice is EXPERIMENT_COMPLETED',
    'experiments.spec.ts › 422: completing twice is EXPERIMENT_COMPLETED, also after auto_complete',
    'experiment-races.spec.ts › of many completions that race, one succeeds and the others are EXPERIMENT_COMPLETED',
  ],
  [
    'One run per item: DUPLICATE_RUN, in one batch and in a race too',
    'runs.spec.ts › 409: DUPLICATE_RUN for an item with a run, lists all of them, and stores nothing',
    'runs.spec.ts › 409: DUPLICATE_RUN for an item twice in one batch',
    'experiment-races.spec.ts › of many runs for one item that race, one is stored and the others are DUPLICATE_RUN',
  ],
  [
    'A run may name an item of the version, or a later one that still exists',
    'runs.spec.ts › an item of the version may be run after it was deleted',
    'runs.spec.ts › a later item that still exists may be run, with its current revision; one deleted before is 422',
    'runs.spec.ts › imported items count from the version of their import',
  ],
  [
    'Scorers use the revision of the version, for later items the current one',
    'runs.spec.ts › scorers use the revision of the version of the experiment',
    'scores.spec.ts › a later revision does not count',
    'scores.spec.ts › for an item added later it is the current one',
  ],
  [
    'Anything else, a deleted dataset included, is INVALID_DATASET_ITEM',
    'runs.spec.ts › 422: INVALID_DATASET_ITEM for items of another dataset, unknown and malformed ones, all listed',
    'runs.spec.ts › 422: an item of a deleted dataset',
  ],
  [
    'A batch of 1 to 1,000 runs is atomic, with its scores',
    'runs.spec.ts › 201: 1,000 runs in one batch',
    'runs.spec.ts › 400: more than 1,000 runs, with field and limit',
    'runs.spec.ts › POST /v1/experiments/:id/runs › 400: %s',
    'runs.spec.ts › 400: INVALID_SCORE_VALUE lists every bad value, and nothing of the batch is stored',
    'experiment-races.spec.ts › of overlapping batches that race, each is stored whole or not at all',
  ],
  [
    'run_ids come in the order sent',
    'runs.spec.ts › 201: run_ids in the order sent, and the first run makes the experiment running',
  ],
  [
    'output is required and not null unless error is given',
    'runs.spec.ts › POST /v1/experiments/:id/runs › 400: %s',
    'runs.spec.ts › 400: an output that is null in a body with exact numbers',
  ],
  [
    'A run with an error gets no computed scores',
    'runs.spec.ts › a run with an error gets no computed scores; given ones are stored',
  ],
  [
    'Runs carry error, latency_ms, tokens, cost_usd and metadata; an unknown trace_id is accepted',
    'runs.spec.ts › 201: error, latency_ms, tokens, cost_usd and metadata are kept beyond the seed, and null without a value',
    'runs.spec.ts › 201: cost_usd is exact',
  ],
  [
    'scorer_name keeps the runs with such a score and shows only those scores',
    'runs.spec.ts › 200: scorer_name keeps the runs that have a score of that name, and shows only those scores',
  ],
  [
    'Aggregates are over all scores of a scorer',
    'experiment-summary.spec.ts › is computed over all scores of a scorer, several on one run included',
  ],
  [
    'Means are exact: three scores of 0.8 have the mean 0.8',
    'experiment-summary.spec.ts › three scores of 0.8 have the mean 0.8',
    'experiment-summary.spec.ts › min and max are the scores as spelled',
  ],
  [
    'Computed values are rounded to 6 decimals, half away from zero',
    'experiment-summary.spec.ts › computed means are rounded to 6 decimals, half away from zero: %p',
    'experiment-summary.spec.ts › computed gaps are rounded half away from zero',
    'experiment-comparison.spec.ts › whether an item improved is decided on exact values; deltas are rounded half away from zero',
  ],
  [
    'passed is decided on the exact value',
    'experiment-summary.spec.ts › passed is decided on the exact value, not on the rounded one',
  ],
  [
    'dataset_item_count is as of now',
    'experiment-summary.spec.ts › dataset_item_count is as of now, and 0 when the dataset is gone',
  ],
  [
    'Labels only: mean, min, max null and a distribution; numbers only: no distribution; mixed: both',
    'experiment-summary.spec.ts › a scorer with only labels has mean, min, max null and a distribution; a mixed one has both',
    'experiment-summary.spec.ts › three scores of 0.8 have the mean 0.8',
  ],
  [
    'threshold_result answers the threshold of the experiment, else null',
    'experiment-summary.spec.ts › threshold_result is the answer to the threshold that the experiment was created with',
    'experiment-summary.spec.ts › threshold_result of a scorer that scored nobody, and of one with labels',
    'experiment-summary.spec.ts › 200: an experiment without runs',
  ],
  [
    "base_mean and compare_mean are the summaries' means",
    "experiment-comparison.spec.ts › base_mean and compare_mean are the summaries' means: over all scores, not over items",
  ],
  [
    "An item's score is the mean of its scores, or for labels the latest",
    "experiment-comparison.spec.ts › an item's score is the mean of its scores, exactly",
    'experiment-comparison.spec.ts › for labels the latest counts; a label on either side makes the scorer categorical',
  ],
  [
    'improved, regressed and unchanged count items scored in both; only_in_… the rest',
    'experiment-comparison.spec.ts › improved, regressed and unchanged count items scored in both, only_in_base and only_in_compare the rest',
  ],
  [
    'A scorer with any label is categorical: means and deltas null, changed_count',
    'experiment-comparison.spec.ts › a scorer with any label is categorical: means and deltas null, changed_count counts other labels',
  ],
  [
    'Comparisons by name, items by item and scorer, one side included',
    'experiment-comparison.spec.ts › scorer_comparisons by name; per_item_results by item, then scorer',
    'experiment-comparison.spec.ts › a scorer on one side only has null for the other mean and the delta',
  ],
  ['Comparing with itself is allowed', 'experiment-comparison.spec.ts › comparing with itself is allowed'],
  [
    'Experiments of different datasets are INCOMPATIBLE_EXPERIMENTS; an unknown one is 404',
    'experiment-comparison.spec.ts › 422: INCOMPATIBLE_EXPERIMENTS for different datasets',
    'experiment-comparison.spec.ts › 404: either experiment unknown, malformed or of another project',
  ],
  [
    'metric is mean, min or max; comparison is gte by default',
    'experiment-summary.spec.ts › 200: mean, min and max, and gte by default',
    'experiment-summary.spec.ts › POST /v1/experiments/:id/threshold › 400: %s',
  ],
  [
    'Nobody scored: actual_value null, passed false, gap null',
    'experiment-summary.spec.ts › 200: nobody scored: actual_value null, passed false, gap null',
  ],
  [
    'Any label: UNSUPPORTED_THRESHOLD_TYPE',
    'experiment-summary.spec.ts › 422: UNSUPPORTED_THRESHOLD_TYPE when any score is a label',
  ],
  [
    'gap is actual minus threshold, whatever the comparison',
    'experiment-summary.spec.ts › 200: %s; gap is actual minus threshold, whatever the comparison',
  ],
]);
