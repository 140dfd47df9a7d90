import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { USAGE_SUMS, type UsageSums } from '@assay/scores';
import type { ExperimentStatus } from '../entities/experiment.entity';
import type { Comparison, Metric } from '../dto/threshold.dto';
import { roundedQuotient } from './exact-sql';
import { thresholdAnswer } from './threshold-sql';

/** What the scores of one scorer come to; numbers are decimals as text. */
export interface ScorerSummary {
  scorer_name: string;
  scored_run_count: number;
  mean: string | null;
  min: string | null;
  max: string | null;
  distribution: Record<string, number> | null;
}

/** What the scores of one scorer took; `scorer_name` is null for all of them. */
export interface UsageRow {
  scorer_name: string | null;
  usage: UsageSums;
}

/** What the scores of an experiment come to. */
export interface SummaryRow {
  status: ExperimentStatus;
  run_count: number;
  dataset_item_count: number;
  /** JSON text of a list of {@link ScorerSummary}, by name; null without scores. */
  scorers: string | null;
  /** JSON text of a list of {@link UsageRow}; null when no model was asked. */
  scoring_usage: string | null;
  /** JSON text of a `ThresholdAnswer`; null without a threshold, or when labels cannot be compared with one. */
  threshold_result: string | null;
}

/** A threshold, ready to be compared with. */
export interface ThresholdQuestion {
  readonly scorerName: string;
  readonly metric: Metric;
  /** Exact decimal as text. */
  readonly threshold: string;
  readonly comparison: Comparison;
}

/** What a threshold came to. */
export interface ThresholdRow {
  has_labels: boolean;
  /** JSON text of a `ThresholdAnswer`. */
  answer: string;
}

const OF_EXPERIMENT = 's.project_id = $1 AND s.experiment_id = $2::uuid';

/** Per item first, because an item may have several scores of one name but counts as one scored run. */
const SCORERS = `
  scorers AS MATERIALIZED (
    SELECT i.scorer_name, count(*) AS runs, sum(i.scores) AS scores, sum(i.numbers) AS numbers,
      sum(i.total) AS total, min(i.lowest) AS lowest, max(i.highest) AS highest
    FROM (
      SELECT s.scorer_name, s.dataset_item_id, count(*) AS scores, count(s.numeric_value) AS numbers,
        sum(s.numeric_value) AS total, min(s.numeric_value) AS lowest, max(s.numeric_value) AS highest
      FROM scores s WHERE ${OF_EXPERIMENT} GROUP BY s.scorer_name, s.dataset_item_id
    ) i GROUP BY i.scorer_name
  ),
  distributions AS (
    SELECT l.scorer_name, json_object_agg(l.label, l.count ORDER BY l.label) AS distribution
    FROM (
      SELECT s.scorer_name, s.label COLLATE "C" AS label, count(*) AS count
      FROM scores s WHERE ${OF_EXPERIMENT} AND s.label IS NOT NULL GROUP BY 1, 2
    ) l GROUP BY l.scorer_name
  )`;

const BY_SCORER = `
  SELECT json_agg(json_build_object(
    'scorer_name', c.scorer_name,
    'scored_run_count', c.runs,
    'mean', (${roundedQuotient('c.total', 'GREATEST(c.numbers, 1)')})::text,
    'min', trim_scale(c.lowest)::text,
    'max', trim_scale(c.highest)::text,
    'distribution', d.distribution) ORDER BY c.scorer_name)
  FROM scorers c LEFT JOIN distributions d ON d.scorer_name = c.scorer_name`;

/** Errors included, and by scorer: those without a score too. */
const SCORING_USAGE = `
  SELECT json_agg(u.*) FROM (
    SELECT u.scorer_name, ${USAGE_SUMS} AS usage FROM score_usage u
    WHERE u.project_id = $1 AND u.experiment_id = $2::uuid
    GROUP BY GROUPING SETS ((), (u.scorer_name)) HAVING count(*) > 0 ORDER BY u.scorer_name NULLS FIRST
  ) u`;

const KEPT_THRESHOLD = thresholdAnswer({
  count: 'c.numbers',
  total: 'c.total',
  lowest: 'c.lowest',
  highest: 'c.highest',
  metric: `(e.threshold ->> 'metric')`,
  threshold: `(e.threshold ->> 'threshold')::numeric`,
  comparison: `(e.threshold ->> 'comparison')`,
  scorerName: `(e.threshold ->> 'scorer_name')`,
});

const ASKED_THRESHOLD = thresholdAnswer({
  count: 'c.numbers',
  total: 'c.total',
  lowest: 'c.lowest',
  highest: 'c.highest',
  metric: '$4::text',
  threshold: '$5::numeric',
  comparison: '$6::text',
  scorerName: '$3::text',
});

/** The SQL of summaries and thresholds: each is one statement over all scores of an experiment. */
@Injectable()
export class SummaryRepository {
  /** The summary of an experiment; undefined when there is none. */
  async summary(executor: Executor, projectId: string, experimentId: string): Promise<SummaryRow | undefined> {
    const { rows } = await executor.run<SummaryRow>(
      `WITH ${SCORERS}
       SELECT e.status, e.run_count, COALESCE(d.item_count, 0) AS dataset_item_count,
         (${BY_SCORER}) AS scorers, (${SCORING_USAGE}) AS scoring_usage,
         CASE WHEN e.threshold IS NOT NULL AND COALESCE(c.scores = c.numbers, true) THEN ${KEPT_THRESHOLD} END AS threshold_result
       FROM experiments e
       LEFT JOIN datasets d ON d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL
       LEFT JOIN scorers c ON c.scorer_name = e.threshold ->> 'scorer_name'
       WHERE e.project_id = $1 AND e.id = $2::uuid`,
      [projectId, experimentId],
    );
    return rows[0];
  }

  /** The answer to a threshold; undefined when there is no such experiment. */
  async threshold(
    executor: Executor,
    projectId: string,
    experimentId: string,
    asked: ThresholdQuestion,
  ): Promise<ThresholdRow | undefined> {
    const { rows } = await executor.run<ThresholdRow>(
      `SELECT c.scores > c.numbers AS has_labels, ${ASKED_THRESHOLD} AS answer
       FROM experiments e CROSS JOIN (
         SELECT count(*) AS scores, count(s.numeric_value) AS numbers, sum(s.numeric_value) AS total,
           min(s.numeric_value) AS lowest, max(s.numeric_value) AS highest
         FROM scores s WHERE ${OF_EXPERIMENT} AND s.scorer_name = $3::text
       ) c
       WHERE e.project_id = $1 AND e.id = $2::uuid`,
      [projectId, experimentId, asked.scorerName, asked.metric, asked.threshold, asked.comparison],
    );
    return rows[0];
  }
}
