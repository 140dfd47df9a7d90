import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import {
  ChoiceField,
  DecimalField,
  NameField,
  NestedField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';
import { UsageDto } from '@assay/scores';
import { EXPERIMENT_STATUSES, type ExperimentStatus } from '../entities/experiment.entity';
import { ThresholdResultDto } from './threshold.dto';

/** What the scores of one scorer come to. */
export class ScorerSummaryDto {
  @NameField({ description: 'The scorer.', example: 'exact_match' })
  scorer_name: string;

  @WholeField({ description: 'How many runs it scored.', example: 50 })
  scored_run_count: number;

  @DecimalField({
    description: 'The exact mean of its numbers, rounded to 6 decimals; null with labels only.',
    example: 0.82,
    optional: true,
  })
  mean: unknown;

  @DecimalField({ description: 'The lowest number.', example: 0, optional: true })
  min: unknown;

  @DecimalField({ description: 'The highest number.', example: 1, optional: true })
  max: unknown;

  @ApiProperty({
    description: 'How often each label was given; null with numbers only.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    nullable: true,
    example: null,
  })
  distribution: Record<string, number> | null;
}

/** What the scores of an experiment took. */
@ApiExtraModels(UsageDto)
export class ScoringUsageDto extends UsageDto {
  @ApiProperty({
    description: 'By name, every scorer that asked a language model, also if it gave no score.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(UsageDto) },
  })
  by_scorer: Record<string, UsageDto>;
}

/** The quality of an experiment. */
@ApiExtraModels(ScorerSummaryDto)
export class SummaryDto {
  @ServerIdField({ description: 'The experiment.', example: 'exp-1' })
  experiment_id: string;

  @ChoiceField({ description: 'How far it is.', choices: EXPERIMENT_STATUSES, example: 'completed' })
  status: ExperimentStatus;

  @WholeField({ description: 'How many runs it has.', example: 50 })
  run_count: number;

  @WholeField({ description: 'How many items its dataset has now; 0 when the dataset was deleted.', example: 50 })
  dataset_item_count: number;

  @ApiProperty({
    description: 'By name, every scorer with at least one score.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ScorerSummaryDto) },
  })
  scores_by_scorer: Record<string, ScorerSummaryDto>;

  @NestedField({
    description: 'What language models took to score it, errors included; null when none was asked.',
    of: () => ScoringUsageDto,
    optional: true,
  })
  scoring_usage: ScoringUsageDto | null;

  @NestedField({
    description:
      'The answer to the threshold that the experiment was made with; null without one, or when its scorer gave labels.',
    of: () => ThresholdResultDto,
    optional: true,
  })
  threshold_result: ThresholdResultDto | null;
}
