import { Injectable } from '@nestjs/common';
import {
  type ExperimentPlace,
  type RegressionThreshold,
  RegressionsService,
  type ScorerStats,
} from '@assay/experiments';
import type { Caller } from '@assay/shared/auth';
import { decimalText } from '@assay/shared/http/fields';
import { rawJson } from '@assay/shared/json';
import type {
  ComparedRunDto,
  CompareRunsDto,
  CompareRunsQuery,
  RunsComparisonDto,
  RunsStatsDto,
} from '../dto/run-comparison.dto';

const MEMBERS = { item: 'itemId', inBoth: 'inBothRuns', base: 'scoresA', compare: 'scoresB' };
const NO_THRESHOLD = '0';

function thresholdsOf({ thresholds }: CompareRunsDto): RegressionThreshold[] {
  return Object.entries(thresholds ?? {}).map(([scorerName, { value, direction }]) => ({
    scorerName,
    value: decimalText(value),
    isLowerBetter: direction === 'lower-is-better',
  }));
}

function shownRun({ id, dataset_version }: ExperimentPlace): ComparedRunDto {
  return { id, datasetVersion: dataset_version };
}

function shownStats(stats: ScorerStats, { run_count }: ExperimentPlace): RunsStatsDto {
  return {
    errorRate: rawJson(stats.error_rate),
    errorCount: stats.error_count,
    passRate: rawJson(stats.pass_rate),
    passCount: stats.pass_count,
    avgScore: stats.mean === null ? null : rawJson(stats.mean),
    scoreCount: stats.score_count,
    totalItems: run_count,
  };
}

/** Runs side by side: experiments held against each other by thresholds. */
@Injectable()
export class RunsComparisonsService {
  constructor(private readonly regressions: RegressionsService) {}

  /** As {@link compare}, without thresholds: what else stands in the query is ignored. */
  compareByQuery(caller: Caller, { runIdA, runIdB }: CompareRunsQuery): Promise<RunsComparisonDto> {
    return this.compare(caller, { runIdA, runIdB });
  }

  /**
   * @param datasetId of the nested path: one of the runs must be on it
   * @throws {NotFoundError} when the caller sees no such run, or none of both is on the dataset
   */
  async compare(caller: Caller, body: CompareRunsDto, datasetId?: string): Promise<RunsComparisonDto> {
    const thresholds = thresholdsOf(body);
    const { base, compare, scorers, items, warnings } = await this.regressions.compare(caller, {
      baseId: body.runIdA,
      compareId: body.runIdB,
      thresholds,
      datasetId,
      members: MEMBERS,
    });
    const valueOf = new Map(thresholds.map((threshold) => [threshold.scorerName, threshold.value]));
    const shown = scorers.map((scorer) => ({
      statsA: shownStats(scorer.base, base),
      statsB: shownStats(scorer.compare, compare),
      delta: scorer.delta === null ? null : rawJson(scorer.delta),
      regressed: scorer.regressed,
      threshold: rawJson(valueOf.get(scorer.scorer_name) ?? NO_THRESHOLD),
    }));
    return {
      runA: shownRun(base),
      runB: shownRun(compare),
      versionMismatch: base.dataset_version !== compare.dataset_version,
      hasRegression: scorers.some((scorer) => scorer.regressed),
      // As own members whatever the name: `__proto__` is one.
      scorers: Object.fromEntries(shown.map((scorer, index) => [scorers[index].scorer_name, scorer])),
      items,
      warnings: [...warnings],
    };
  }
}
