import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';
import { ALL_ROWS, bothSides, shown, sideColumns } from './comparison.repository';
import { roundedQuotient } from './exact-sql';

/** By how much a scorer may fall (or rise, when low is good) before that is a regression. */
export interface RegressionThreshold {
  readonly scorerName: string;
  /** Exact decimal as text. */
  readonly value: string;
  readonly isLowerBetter: boolean;
}

/** The scores of one scorer on one side; decimals as text. */
export interface ScorerStats {
  readonly error_rate: string;
  readonly error_count: number;
  readonly pass_rate: string;
  readonly pass_count: number;
  /** Null without numbers, or when the scorer is categorical. */
  readonly mean: string | null;
  readonly score_count: number;
}

/** How a scorer went from one side to the other. */
export interface ScorerChange {
  readonly scorer_name: string;
  readonly base: ScorerStats;
  readonly compare: ScorerStats;
  readonly delta: string | null;
  readonly regressed: boolean;
}

/** A part of what the comparison of two experiments found: one of a scorer, or of the items. */
export interface RegressionRow {
  /** Null in the row of the items. */
  scorer_name: string | null;
  /** JSON text of a {@link ScorerChange}; null in the row of the items. */
  change: string | null;
  /** How many items have a run on both sides; null in the row of a scorer. */
  shared_count: number | null;
  /**
   * By item, one a line, each beginning with its id: in the row of the items `+` for a run on both sides or `-`, of a scorer what the sides
   * say, with a comma between. Null for none.
   */
  lines: string | null;
}

/** A score of at least this much passes. */
const PASS = '0.5';

const SIDES = ['base', 'compare'] as const;
type Side = (typeof SIDES)[number];
const onBothSides = (sql: (side: Side) => string): string => SIDES.map(sql).join(', ');

/** The runs that failed on either side: few, from `runs_failed`. */
const FAILED = `
  failed AS MATERIALIZED (
    SELECT r.dataset_item_id, bool_or(r.experiment_id = $2::uuid) AS base, bool_or(r.experiment_id = $3::uuid) AS compare
    FROM runs r WHERE r.project_id = $1 AND r.experiment_id IN ($2::uuid, $3::uuid) AND r.error IS NOT NULL
    GROUP BY r.dataset_item_id
  )`;

const NO_ERRORS = ', false AS base_error, false AS compare_error';

/** Items that a scorer could not score on a side, in the order of {@link bothSides}. */
const SCORING_ERRORS = `
      (SELECT x.scorer_name, x.dataset_item_id, ${sideColumns()}, bool_or(x.experiment_id = $2::uuid) AS base_error,
         bool_or(x.experiment_id = $3::uuid) AS compare_error
       FROM scoring_errors x WHERE x.project_id = $1 AND x.experiment_id IN ($2::uuid, $3::uuid)
       GROUP BY x.scorer_name, x.dataset_item_id ORDER BY x.scorer_name, x.dataset_item_id LIMIT ${ALL_ROWS})`;

/** A row for each scorer and item with a score or an error, with what each side gave. Everything is merged, nothing sorted. */
const CELLS = `
  cells AS (
    SELECT s.scorer_name, s.dataset_item_id, ${onBothSides(
      (side) => `count(s.${side}_value) AS ${side}_numbers, sum(s.${side}_value) AS ${side}_total,
        max(s.${side}_label) AS ${side}_label, count(*) FILTER (WHERE s.${side}_value >= ${PASS}) AS ${side}_passed,
        bool_or(s.${side}_error) AS ${side}_error`,
    )}
    FROM (${bothSides(NO_ERRORS)} UNION ALL ${SCORING_ERRORS}) s GROUP BY s.scorer_name, s.dataset_item_id
  )`;

/** The runs that failed are looked up, not joined: that would lose the order. */
const JUDGED = `
  judged AS (
    SELECT c.*, ${onBothSides(
      (side) => `c.${side}_numbers > 0 OR c.${side}_label IS NOT NULL AS ${side}_scored,
        c.dataset_item_id IN (SELECT f.dataset_item_id FROM failed f WHERE f.${side}) AS ${side}_failed`,
    )}
    FROM cells c
  )`;

/** A score that could not be made, but for one that was made later, and one of a run that failed itself. */
const isError = (side: Side): string => `j.${side}_error AND NOT j.${side}_scored AND NOT j.${side}_failed`;

/** What a side says of an item: the mean of its numbers, null for a label or an error, nothing for no score. */
const itemScore = (side: Side): string => `CASE
    WHEN j.${side}_label IS NULL AND j.${side}_numbers > 0 THEN ${shown(`j.${side}_total`, `j.${side}_numbers`)}
    WHEN j.${side}_scored OR ${isError(side)} THEN 'null' ELSE '' END`;

/**
 * Errors of a side: its failed runs, but for those that were scored all the same, and scores that could not be made.
 * The items are text in few pieces: building as many JSON objects takes several times as long.
 */
const SCORERS = `
  scorers AS (
    SELECT j.scorer_name, bool_or(j.base_label IS NOT NULL OR j.compare_label IS NOT NULL) AS is_categorical, ${onBothSides(
      (side) => `sum(j.${side}_numbers)::bigint AS ${side}_numbers, sum(j.${side}_total) AS ${side}_total,
        sum(j.${side}_passed)::bigint AS ${side}_passed,
        (SELECT count(*) FROM failed f WHERE f.${side}) - count(*) FILTER (WHERE j.${side}_failed AND j.${side}_scored)
          + count(*) FILTER (WHERE ${isError(side)}) AS ${side}_errors`,
    )},
      string_agg(j.dataset_item_id || ${itemScore('base')} || ',' || ${itemScore('compare')}, E'\\n' ORDER BY j.dataset_item_id) AS lines
    FROM judged j GROUP BY j.scorer_name
  )`;

const count = (side: Side): string => `GREATEST(s.${side}_numbers, 1)`;

/** The total is the run count of the side, $7 or $8. */
const stats = (side: Side, total: string): string => `json_build_object(
  'error_rate', (${roundedQuotient(`s.${side}_errors::numeric`, `GREATEST(${total}::bigint, 1)`)})::text,
  'error_count', s.${side}_errors,
  'pass_rate', (${roundedQuotient(`s.${side}_passed::numeric`, count(side))})::text,
  'pass_count', s.${side}_passed,
  'mean', CASE WHEN NOT s.is_categorical THEN (${roundedQuotient(`s.${side}_total`, count(side))})::text END,
  'score_count', s.${side}_numbers)`;

/** Of the means, compared minus base, times both counts: nothing is divided where something is decided. */
const DIFFERENCE = '(s.compare_total * s.base_numbers - s.base_total * s.compare_numbers)';
const COUNTS = '(s.base_numbers * s.compare_numbers)';
const IS_COMPARED = `NOT s.is_categorical AND ${COUNTS} > 0`;

const CHANGES = `
  SELECT s.scorer_name, json_build_object(
    'scorer_name', s.scorer_name,
    'base', ${stats('base', '$7')},
    'compare', ${stats('compare', '$8')},
    'delta', CASE WHEN ${IS_COMPARED} THEN (${roundedQuotient(DIFFERENCE, `GREATEST(${COUNTS}, 1)`)})::text END,
    'regressed', COALESCE(${IS_COMPARED} AND CASE WHEN t.is_lower_better THEN ${DIFFERENCE} > t.value * ${COUNTS}
      ELSE ${DIFFERENCE} < -COALESCE(t.value, 0) * ${COUNTS} END, false)) AS change, NULL::bigint AS shared_count, s.lines
  FROM scorers s
  LEFT JOIN unnest($4::text[], $5::text[]::numeric[], $6::text[]::boolean[]) AS t (scorer_name, value, is_lower_better)
    ON t.scorer_name = s.scorer_name`;

/** The items that have a run on a side, read in the order of `runs_item`. */
const MEMBERS = `
  members AS (
    SELECT r.dataset_item_id, count(*) AS sides FROM (
      (SELECT r.dataset_item_id FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $2::uuid
       ORDER BY r.dataset_item_id LIMIT ${ALL_ROWS})
      UNION ALL
      (SELECT r.dataset_item_id FROM runs r WHERE r.project_id = $1 AND r.experiment_id = $3::uuid
       ORDER BY r.dataset_item_id LIMIT ${ALL_ROWS})
    ) r GROUP BY r.dataset_item_id
  )`;

/** The SQL of regressions: one statement over all scores and runs of both experiments. */
@Injectable()
export class RegressionRepository {
  /**
   * Compares two experiments of one project.
   * @param runCounts how many runs each of them has
   * @returns a row for each scorer, by name, and at last one for the items
   */
  async compare(
    executor: Executor,
    projectId: string,
    [baseId, compareId]: readonly [string, string],
    runCounts: readonly [number, number],
    thresholds: readonly RegressionThreshold[],
  ): Promise<RegressionRow[]> {
    const { rows } = await executor.run<RegressionRow>(
      `WITH ${FAILED}, ${CELLS}, ${JUDGED}, ${SCORERS}, ${MEMBERS} ${CHANGES}
       UNION ALL
       SELECT NULL, NULL, count(*) FILTER (WHERE m.sides = 2),
         string_agg(m.dataset_item_id || CASE WHEN m.sides = 2 THEN '+' ELSE '-' END, E'\\n' ORDER BY m.dataset_item_id)
       FROM members m ORDER BY 1`,
      [
        projectId,
        baseId,
        compareId,
        textArray(thresholds.map((threshold) => threshold.scorerName)),
        textArray(thresholds.map((threshold) => threshold.value)),
        textArray(thresholds.map((threshold) => String(threshold.isLowerBetter))),
        ...runCounts,
      ],
    );
    return rows;
  }
}
