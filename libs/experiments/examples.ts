const RUN_SCORE = { id: 'score-1', project_id: 'proj-1', target_id: 'run-xyz', target_type: 'run', trace_id: null };
const CREATED_AT = '2026-02-21T22:00:00.000Z';

/** Example answers of the endpoints of experiments, for their documentation. */
export const EXAMPLES = {
  experiment: {
    id: 'exp-1',
    project_id: 'proj-1',
    name: 'gpt-4o-baseline',
    dataset_id: 'ds-1',
    dataset_version: 3,
    collection_id: null,
    status: 'created',
    auto_complete: false,
    metadata: { model: 'gpt-4o', prompt_version: 'v3' },
    created_at: CREATED_AT,
    completed_at: null,
    execution: null,
  },
  runsToSubmit: {
    runs: [
      {
        dataset_item_id: 'item-1',
        output: 'Paris',
        trace_id: 'trace-abc',
        latency_ms: 412.5,
        tokens_input: 128,
        tokens_output: 16,
        cost_usd: 0.000125,
        scores: [{ scorer_name: 'exact_match' }, { scorer_name: 'human', value: 0.9 }],
      },
    ],
  },
  submitted: { accepted: 1, run_ids: ['run-xyz'] },
  runs: {
    items: [
      {
        id: 'run-xyz',
        experiment_id: 'exp-1',
        dataset_item_id: 'item-1',
        output: 'Paris',
        error: null,
        trace_id: 'trace-abc',
        latency_ms: 412.5,
        tokens_input: 128,
        tokens_output: 16,
        cost_usd: 0.000125,
        metadata: null,
        scores: [
          {
            ...RUN_SCORE,
            scorer_name: 'exact_match',
            value: 1,
            rationale: null,
            config: { case_sensitive: false },
            created_at: CREATED_AT,
            usage: null,
          },
        ],
        started_at: null,
        retry_count: 0,
        item_version: null,
        created_at: CREATED_AT,
      },
    ],
    next_cursor: null,
    limit: 50,
  },
  summary: {
    experiment_id: 'exp-1',
    status: 'completed',
    run_count: 50,
    dataset_item_count: 50,
    scores_by_scorer: {
      exact_match: { scorer_name: 'exact_match', scored_run_count: 50, mean: 0.82, min: 0, max: 1, distribution: null },
    },
    scoring_usage: null,
    threshold_result: null,
  },
  comparison: {
    base_experiment_id: 'exp-1',
    compare_experiment_id: 'exp-2',
    scorer_comparisons: [
      {
        scorer_name: 'exact_match',
        base_mean: 0.72,
        compare_mean: 0.86,
        delta: 0.14,
        improved_count: 9,
        regressed_count: 2,
        unchanged_count: 39,
        changed_count: 0,
        only_in_base: 0,
        only_in_compare: 0,
        significance: {
          method: 'mcnemar_exact',
          p_value: 0.0654296875,
          confidence_interval: { level: 0.95, low: -0.007813, high: 0.209954 },
          significant: false,
        },
      },
    ],
    per_item_results: [
      { dataset_item_id: 'item-1', scorer_name: 'exact_match', base_score: 0, compare_score: 1, delta: 1 },
    ],
  },
  threshold: {
    passed: false,
    actual_value: 0.75,
    threshold: 0.8,
    scorer_name: 'exact_match',
    metric: 'mean',
    gap: -0.05,
  },
};
