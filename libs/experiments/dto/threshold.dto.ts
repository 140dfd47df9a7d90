import { ChoiceField, DecimalField, FlagField, NameField } from '@assay/shared/http/fields';

/** What of a scorer's scores a threshold looks at. */
export const METRICS = ['mean', 'min', 'max'] as const;
/** How a threshold compares the metric with its number. */
export const COMPARISONS = ['gte', 'gt', 'lte', 'lt'] as const;

/** What of a scorer's scores a threshold looks at. */
export type Metric = (typeof METRICS)[number];
/** How a threshold compares: at least, more than, at most, less than. */
export type Comparison = (typeof COMPARISONS)[number];

/** A quality gate: body of `POST /v1/experiments/:id/threshold`, and `threshold` of a new experiment. */
export class ThresholdDto {
  @NameField({ description: 'The scorer whose scores are looked at.', example: 'exact_match' })
  scorer_name: string;

  @ChoiceField({ description: 'Their mean, lowest or highest.', choices: METRICS, example: 'mean' })
  metric: Metric;

  @DecimalField({ description: 'The number to compare with, exactly.', example: 0.8 })
  threshold: unknown;

  @ChoiceField({
    description: 'When the gate is passed: the metric is at least, above, at most or below the number.',
    choices: COMPARISONS,
    example: 'gte',
    optional: true,
    default: 'gte',
  })
  comparison?: Comparison | null;
}

/** What a threshold said. */
export class ThresholdResultDto {
  @FlagField({
    description: 'Whether the gate is passed, decided on the exact value; false while nothing is scored.',
    example: false,
  })
  passed: boolean;

  @DecimalField({
    description: 'The metric: a mean rounded to 6 decimals, else the score itself; null while nothing is scored.',
    example: 0.75,
    optional: true,
  })
  actual_value: unknown;

  @DecimalField({ description: 'The number it was compared with.', example: 0.8 })
  threshold: unknown;

  @NameField({ description: 'The scorer.', example: 'exact_match' })
  scorer_name: string;

  @ChoiceField({ description: 'What of its scores.', choices: METRICS, example: 'mean' })
  metric: Metric;

  @DecimalField({
    description: 'Metric minus threshold, to 6 decimals; null while nothing is scored.',
    example: -0.05,
    optional: true,
  })
  gap: unknown;
}
