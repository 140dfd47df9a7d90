import type { Metric } from '../dto/threshold.dto';
import { roundedQuotient } from './exact-sql';

/** What a threshold came to; numbers are decimals as text, null while nothing is scored. */
export interface ThresholdAnswer {
  passed: boolean;
  actual_value: string | null;
  threshold: string;
  scorer_name: string;
  metric: Metric;
  gap: string | null;
}

/** SQL of the values that {@link thresholdAnswer} works with. */
export interface ThresholdSql {
  /** How many scores there are, and their sum, lowest and highest as `numeric`. */
  readonly count: string;
  readonly total: string;
  readonly lowest: string;
  readonly highest: string;
  /** `text`: `mean`, `min` or `max`. */
  readonly metric: string;
  /** `numeric`. */
  readonly threshold: string;
  /** `text`: `gte`, `gt`, `lte` or `lt`. */
  readonly comparison: string;
  /** `text`. */
  readonly scorerName: string;
}

/**
 * SQL for the JSON of a {@link ThresholdAnswer}. A mean is never divided before it is compared: sum against threshold
 * times count decides, exactly.
 */
export function thresholdAnswer(sql: ThresholdSql): string {
  const sum = `CASE ${sql.metric} WHEN 'mean' THEN ${sql.total} WHEN 'min' THEN ${sql.lowest} ELSE ${sql.highest} END`;
  return `(
    SELECT json_build_object(
      'passed', COALESCE(CASE ${sql.comparison} WHEN 'gte' THEN t.gap >= 0 WHEN 'gt' THEN t.gap > 0 WHEN 'lte' THEN t.gap <= 0 ELSE t.gap < 0 END, false),
      'actual_value', (CASE WHEN ${sql.metric} = 'mean' THEN ${roundedQuotient('t.sum', 't.parts')} ELSE trim_scale(t.sum) END)::text,
      'threshold', (${sql.threshold})::text,
      'scorer_name', ${sql.scorerName},
      'metric', ${sql.metric},
      'gap', (${roundedQuotient('t.gap', 't.parts')})::text)
    FROM (
      SELECT s.sum, s.parts, s.sum - ${sql.threshold} * s.parts AS gap
      FROM (SELECT ${sum} AS sum, CASE WHEN ${sql.metric} = 'mean' THEN GREATEST(COALESCE(${sql.count}, 0), 1) ELSE 1 END AS parts) s
    ) t
  )`;
}
