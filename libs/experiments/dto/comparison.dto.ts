import {
  ChoiceField,
  FlagField,
  FreeField,
  ListField,
  NameField,
  NestedField,
  NumberField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';

const METHODS = ['paired_t', 'mcnemar_exact', 'sign_test', 'none'] as const;

/** A range that holds the mean difference per item, but for one time in twenty. */
export class ConfidenceIntervalDto {
  @NumberField({ description: 'How sure it is.', example: 0.95 })
  level: number;

  @NumberField({ description: 'Its lower end.', example: 0.031 })
  low: number;

  @NumberField({ description: 'Its upper end.', example: 0.229 })
  high: number;
}

/** Whether a difference is more than chance. */
export class SignificanceDto {
  @ChoiceField({
    description:
      'The test: of Student on the differences, of McNemar where all scores are 0 or 1, or of signs where all differences are equal.',
    choices: METHODS,
    example: 'paired_t',
  })
  method: (typeof METHODS)[number];

  @NumberField({
    description: 'How likely a difference this large is without any cause.',
    example: 0.012,
    min: 0,
    max: 1,
    optional: true,
  })
  p_value: number | null;

  @NestedField({
    description: 'Where the mean difference per item lies; null where that cannot be told.',
    of: () => ConfidenceIntervalDto,
    optional: true,
  })
  confidence_interval: ConfidenceIntervalDto | null;

  @FlagField({ description: 'Whether `p_value` is below 0.05.', example: true })
  significant: boolean;
}

/** How the scores of one scorer differ between two experiments. */
export class ScorerComparisonDto {
  @NameField({ description: 'The scorer. With any label on either side it is categorical.', example: 'exact_match' })
  scorer_name: string;

  @NumberField({
    description: 'The mean of the base experiment; null for categorical scorers.',
    example: 0.72,
    optional: true,
  })
  base_mean: unknown;

  @NumberField({
    description: 'The mean of the experiment that it is compared with; null for categorical scorers.',
    example: 0.85,
    optional: true,
  })
  compare_mean: unknown;

  @NumberField({ description: 'Compared minus base, to 6 decimals.', example: 0.13, optional: true })
  delta: unknown;

  @WholeField({
    description: 'Items, scored in both, with a higher score than in the base; 0 for categorical scorers.',
    example: 9,
  })
  improved_count: number;

  @WholeField({ description: 'Items, scored in both, with a lower score; 0 for categorical scorers.', example: 2 })
  regressed_count: number;

  @WholeField({ description: 'Items, scored in both, with an equal score or label.', example: 39 })
  unchanged_count: number;

  @WholeField({ description: 'Items, scored in both, with another label; 0 for numeric scorers.', example: 0 })
  changed_count: number;

  @WholeField({ description: 'Items scored in the base alone.', example: 0 })
  only_in_base: number;

  @WholeField({ description: 'Items scored in the compared experiment alone.', example: 0 })
  only_in_compare: number;

  @NestedField({
    description:
      'Whether the mean difference is more than chance; null for categorical scorers and for fewer than two items scored in both.',
    of: () => SignificanceDto,
    optional: true,
  })
  significance: SignificanceDto | null;
}

/** How one item was scored in two experiments. */
export class ItemComparisonDto {
  @ServerIdField({ description: 'The item.', example: 'item-1' })
  dataset_item_id: string;

  @NameField({ description: 'The scorer.', example: 'exact_match' })
  scorer_name: string;

  @FreeField({
    description: 'The mean of its scores in the base, or its latest label; null when it has none.',
    example: 0,
    optional: true,
  })
  base_score: unknown;

  @FreeField({ description: 'The same in the compared experiment.', example: 1, optional: true })
  compare_score: unknown;

  @NumberField({
    description: 'Compared minus base, to 6 decimals; null for labels, and for items scored on one side.',
    example: 1,
    optional: true,
  })
  delta: unknown;
}

/** The comparison of two experiments on one dataset. */
export class ComparisonDto {
  @ServerIdField({ description: 'The experiment to start from.', example: 'exp-1' })
  base_experiment_id: string;

  @ServerIdField({ description: 'The experiment that is compared with it.', example: 'exp-2' })
  compare_experiment_id: string;

  @ListField({ description: 'A comparison for each scorer, by name.', of: () => ScorerComparisonDto })
  scorer_comparisons: ScorerComparisonDto[];

  @ListField({
    description: 'Every item that was scored on either side, by item, then scorer.',
    of: () => ItemComparisonDto,
  })
  per_item_results: unknown;
}
