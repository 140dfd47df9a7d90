import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { IncompatibleExperimentsError, UnsupportedThresholdTypeError } from '@assay/shared/errors';
import { usageOf } from '@assay/scores';
import { decimalText } from '@assay/shared/http/fields';
import { isServerId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import { significanceOf } from '../comparison/significance';
import type { ComparisonDto, ScorerComparisonDto, SignificanceDto } from '../dto/comparison.dto';
import type { ScorerSummaryDto, ScoringUsageDto, SummaryDto } from '../dto/summary.dto';
import type { ThresholdDto, ThresholdResultDto } from '../dto/threshold.dto';
import { ExperimentRepository } from '../experiment.repository';
import { ComparisonRepository, type ScorerRow } from './comparison.repository';
import { itemList } from './item-list';
import { type ScorerSummary, SummaryRepository, type UsageRow } from './summary.repository';
import type { ThresholdAnswer } from './threshold-sql';

/** Fewest items scored in both experiments from which significance is told. */
const MIN_PAIRS = 2;

function exact(decimal: string | null): unknown {
  return decimal === null ? null : rawJson(decimal);
}

function significance(row: ScorerRow): SignificanceDto | null {
  if (row.is_categorical || row.paired_count < MIN_PAIRS) return null;
  return significanceOf({
    n: row.paired_count,
    sumOfDifferences: row.sum_of_differences,
    sumOfSquaredDifferences: row.sum_of_squares,
    improved: row.improved_count,
    regressed: row.regressed_count,
  });
}

function comparisonOf(row: ScorerRow): ScorerComparisonDto {
  return {
    scorer_name: row.scorer_name,
    base_mean: exact(row.base_mean),
    compare_mean: exact(row.compare_mean),
    delta: exact(row.delta),
    improved_count: row.improved_count,
    regressed_count: row.regressed_count,
    unchanged_count: row.unchanged_count,
    changed_count: row.changed_count,
    only_in_base: row.only_in_base,
    only_in_compare: row.only_in_compare,
    significance: significance(row),
  };
}

/** By name, as own members whatever the name: `__proto__` is one. */
function scoresByScorer(scorers: string | null): Record<string, ScorerSummaryDto> {
  const rows = JSON.parse(scorers ?? '[]') as ScorerSummary[];
  const shown = rows.map((row) => ({ ...row, mean: exact(row.mean), min: exact(row.min), max: exact(row.max) }));
  return Object.fromEntries(shown.map((row) => [row.scorer_name, row]));
}

/** In all, and by name. */
function scoringUsage(text: string): ScoringUsageDto {
  const [all, ...scorers] = JSON.parse(text) as [UsageRow, ...UsageRow[]];
  const byScorer = Object.fromEntries(scorers.map(({ scorer_name, usage }) => [scorer_name ?? '', usageOf(usage)]));
  return { ...usageOf(all.usage), by_scorer: byScorer };
}

function thresholdResult(text: string): ThresholdResultDto {
  const answer = JSON.parse(text) as ThresholdAnswer;
  const { actual_value, threshold, gap } = answer;
  return { ...answer, actual_value: exact(actual_value), threshold: exact(threshold), gap: exact(gap) };
}

/** What the scores of experiments say: summaries, thresholds and comparisons. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentRepository,
    private readonly summaries: SummaryRepository,
    private readonly comparisons: ComparisonRepository,
    private readonly locator: ResourceLocator,
  ) {}

  /** @throws {NotFoundError} when there is no such experiment */
  async summary(caller: Caller, id: string): Promise<SummaryDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', id);
    const found = await this.summaries.summary(this.database, projectId, id);
    if (found === undefined) throw notFound('experiment', id);
    return {
      experiment_id: id,
      status: found.status,
      run_count: found.run_count,
      dataset_item_count: found.dataset_item_count,
      scores_by_scorer: scoresByScorer(found.scorers),
      scoring_usage: found.scoring_usage === null ? null : scoringUsage(found.scoring_usage),
      threshold_result: found.threshold_result === null ? null : thresholdResult(found.threshold_result),
    };
  }

  /**
   * Whether the scores of a scorer reach a threshold.
   * @throws {NotFoundError} when there is no such experiment
   * @throws {UnsupportedThresholdTypeError} when the scorer gave a label
   */
  async threshold(caller: Caller, id: string, body: ThresholdDto): Promise<ThresholdResultDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', id);
    const scorerName = body.scorer_name.trim();
    const threshold = decimalText(body.threshold);
    const asked = { scorerName, metric: body.metric, threshold, comparison: body.comparison ?? 'gte' };
    const found = await this.summaries.threshold(this.database, projectId, id, asked);
    if (found === undefined) throw notFound('experiment', id);
    if (found.has_labels) {
      const message = `the scorer ${scorerName} has labels; a threshold needs numbers`;
      throw new UnsupportedThresholdTypeError(message, { scorer_name: scorerName });
    }
    return thresholdResult(found.answer);
  }

  /**
   * Compares two experiments; comparing one with itself is allowed.
   * @throws {NotFoundError} when the caller sees no such experiment
   * @throws {IncompatibleExperimentsError} when they ran over different datasets
   */
  async compare(caller: Caller, baseId: string, compareId: string): Promise<ComparisonDto> {
    const projectId = await this.comparableProject(caller, baseId, compareId);
    const scorers = await this.comparisons.compare(this.database, projectId, baseId, compareId);
    return {
      base_experiment_id: baseId,
      compare_experiment_id: compareId,
      scorer_comparisons: scorers.map(comparisonOf),
      per_item_results: rawJson(itemList(scorers)),
    };
  }

  /** The project of two experiments that can be compared. */
  private async comparableProject(caller: Caller, baseId: string, compareId: string): Promise<string> {
    for (const id of [baseId, compareId]) if (!isServerId(id)) throw notFound('experiment', id);
    const places = await this.experiments.places(this.database, caller.boundProject, [baseId, compareId]);
    const [base, compared] = [baseId, compareId].map((id) => {
      const place = places.find((candidate) => candidate.id === id);
      if (place === undefined) throw notFound('experiment', id);
      return place;
    });
    if (base.dataset_id !== compared.dataset_id || base.project_id !== compared.project_id) {
      const details = { base_dataset_id: base.dataset_id, compare_dataset_id: compared.dataset_id };
      throw new IncompatibleExperimentsError('the experiments ran on different datasets', details);
    }
    return base.project_id;
  }
}
