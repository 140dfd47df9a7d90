import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import {
  ChoiceField,
  DecimalField,
  FlagField,
  ListField,
  MapField,
  NestedField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';

const DIRECTIONS = ['higher-is-better', 'lower-is-better'] as const;
/** Most thresholds of one comparison. */
const MAX_THRESHOLDS = 100;

/** By how much the mean of a scorer may move the wrong way. */
export class RunsThresholdDto {
  @DecimalField({ description: 'A fall (or rise, when lower is better) beyond this is a regression.', example: 0.05 })
  value: unknown;

  @ChoiceField({
    description: 'Which way is the right one.',
    choices: DIRECTIONS,
    example: 'higher-is-better',
    optional: true,
    default: 'higher-is-better',
  })
  direction?: (typeof DIRECTIONS)[number] | null;
}

/** Query of `GET /api/runs/compare`. */
export class CompareRunsQuery {
  @ServerIdField({ description: 'The run to start from.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  runIdA: string;

  @ServerIdField({ description: 'The run that is compared with it.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6f' })
  runIdB: string;
}

/** Body of the comparisons by POST. */
@ApiExtraModels(RunsThresholdDto)
export class CompareRunsDto extends CompareRunsQuery {
  @MapField({
    description: 'By scorer; 0 where none is given.',
    of: () => RunsThresholdDto,
    max: MAX_THRESHOLDS,
    optional: true,
    example: { exact_match: { value: 0.05, direction: 'higher-is-better' } },
  })
  thresholds?: Record<string, RunsThresholdDto> | null;
}

/** A run of a comparison. */
export class ComparedRunDto {
  @ServerIdField({ description: 'The run.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @WholeField({ description: 'The version of its dataset.', example: 2, min: 1 })
  datasetVersion: number;
}

/** What a scorer gave in one run. */
export class RunsStatsDto {
  @DecimalField({ description: 'Errors by results; 0 without results.', example: 0.02 })
  errorRate: unknown;

  @WholeField({ description: 'Results without a score because they, or the scorer, ended with an error.', example: 1 })
  errorCount: number;

  @DecimalField({ description: 'Scores that pass, of all; 0 without scores.', example: 0.8 })
  passRate: unknown;

  @WholeField({ description: 'Scores of 0.5 or more.', example: 40 })
  passCount: number;

  @DecimalField({
    description: 'Their exact mean, to 6 decimals; null without numbers.',
    example: 0.82,
    optional: true,
  })
  avgScore: unknown;

  @WholeField({ description: 'How many scores there are.', example: 50 })
  scoreCount: number;

  @WholeField({ description: 'How many results the run has.', example: 50 })
  totalItems: number;
}

/** How a scorer went from one run to the other. */
export class RunsScorerDto {
  @NestedField({ description: 'In run A.', of: () => RunsStatsDto })
  statsA: RunsStatsDto;

  @NestedField({ description: 'In run B.', of: () => RunsStatsDto })
  statsB: RunsStatsDto;

  @DecimalField({
    description: 'Mean of B minus that of A, to 6 decimals; null when a side has none, or labels.',
    example: -0.02,
    optional: true,
  })
  delta: unknown;

  @FlagField({ description: 'Whether it moved the wrong way beyond the threshold, decided exactly.', example: false })
  regressed: boolean;

  @DecimalField({ description: 'The threshold that was used.', example: 0.05 })
  threshold: unknown;
}

/** An item in both runs. */
export class ComparedItemDto {
  @ServerIdField({ description: 'The item.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6e' })
  itemId: string;

  @FlagField({ description: 'Whether both runs have a result of it.', example: true })
  inBothRuns: boolean;

  @ApiProperty({
    description: 'By scorer, the mean of its scores in run A; null for a label.',
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    example: { exact_match: 1 },
  })
  scoresA: Record<string, unknown>;

  @ApiProperty({
    description: 'The same in run B.',
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    example: { exact_match: 0 },
  })
  scoresB: Record<string, unknown>;
}

/** Two runs side by side. */
@ApiExtraModels(RunsScorerDto)
export class RunsComparisonDto {
  @NestedField({ description: 'The run to start from.', of: () => ComparedRunDto })
  runA: ComparedRunDto;

  @NestedField({ description: 'The run that is compared with it.', of: () => ComparedRunDto })
  runB: ComparedRunDto;

  @FlagField({ description: 'Whether they ran over different dataset versions.', example: false })
  versionMismatch: boolean;

  @FlagField({ description: 'Whether any scorer regressed.', example: false })
  hasRegression: boolean;

  @ApiProperty({
    description: 'By name, every scorer with a score in either run.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(RunsScorerDto) },
  })
  scorers: Record<string, RunsScorerDto>;

  @ListField({ description: 'Every item with a result in either run, by id.', of: () => ComparedItemDto })
  items: unknown;

  @ApiProperty({ type: [String], description: 'What speaks against the comparison.', example: [] })
  warnings: string[];
}
