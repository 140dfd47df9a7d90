import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';
import { BOTH_SIDES, shown } from './comparison.repository';
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

/** What the comparison of two experiments found. */
export interface RegressionRow {
  /** JSON text of a list of {@link ScorerChange}, by name; null without scores. */
  scorers: string | null;
  /** How many items have a run on both sides. */
  shared_count: number;
  /** JSON text of a list, by item, with the members that {@link ItemMembers} names; null without runs. */
  items: string | null;
}

/** What the members of an item's JSON are called: constants of a surface, not what a caller sends. */
export interface ItemMembers {
  readonly item: string;
  readonly inBoth: string;
  readonly base: string;
  readonly compare: string;
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

/** A row for each scorer and item with a score, with what each side gave. */
const SCORED = `
  scored AS MATERIALIZED (
    SELECT s.scorer_name, s.dataset_item_id, ${onBothSides(
      (side) => `count(s.${side}_value) AS ${side}_numbers, sum(s.${side}_value) AS ${side}_total,
        max(s.${side}_label) AS ${side}_label, count(*) FILTER (WHERE s.${side}_value >= ${PASS}) AS ${side}_passed,
        false AS ${side}_error`,
    )}
    FROM (${BOTH_SIDES}) s GROUP BY s.scorer_name, s.dataset_item_id
  )`;

const isScored = (side: Side): string => `(c.${side}_numbers > 0 OR c.${side}_label IS NOT NULL)`;

/** Scores that could not be made, but for those that were made later, and those of runs that failed themselves. */
const ERRORS = `
  errors AS MATERIALIZED (
    SELECT e.scorer_name, e.dataset_item_id, ${onBothSides(
      (side) => `0::bigint AS ${side}_numbers, NULL::numeric AS ${side}_total, NULL::text AS ${side}_label,
        0::bigint AS ${side}_passed,
        e.${side} AND ${isScored(side)} IS NOT TRUE AND f.${side} IS NOT TRUE AS ${side}_error`,
    )}
    FROM (
      SELECT x.scorer_name, x.dataset_item_id, bool_or(x.experiment_id = $2::uuid) AS base,
        bool_or(x.experiment_id = $3::uuid) AS compare
      FROM scoring_errors x WHERE x.project_id = $1 AND x.experiment_id IN ($2::uuid, $3::uuid)
      GROUP BY x.scorer_name, x.dataset_item_id
    ) e
    LEFT JOIN scored c ON c.scorer_name = e.scorer_name AND c.dataset_item_id = e.dataset_item_id
    LEFT JOIN failed f ON f.dataset_item_id = e.dataset_item_id
  ),
  cells AS (SELECT * FROM scored UNION ALL SELECT * FROM errors)`;

/** Errors of a side: its failed runs, but for those that were scored all the same, and scores that could not be made. */
const SCORERS = `
  scorers AS (
    SELECT c.scorer_name, bool_or(c.base_label IS NOT NULL OR c.compare_label IS NOT NULL) AS is_categorical, ${onBothSides(
      (side) => `sum(c.${side}_numbers)::bigint AS ${side}_numbers, sum(c.${side}_total) AS ${side}_total,
        sum(c.${side}_passed)::bigint AS ${side}_passed,
        (SELECT count(*) FROM failed f WHERE f.${side}) - count(*) FILTER (WHERE f.${side} AND ${isScored(side)})
          + count(*) FILTER (WHERE c.${side}_error) AS ${side}_errors`,
    )}
    FROM cells c LEFT JOIN failed f ON f.dataset_item_id = c.dataset_item_id GROUP BY c.scorer_name
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
  SELECT json_agg(json_build_object(
    'scorer_name', s.scorer_name,
    'base', ${stats('base', '$7')},
    'compare', ${stats('compare', '$8')},
    'delta', CASE WHEN ${IS_COMPARED} THEN (${roundedQuotient(DIFFERENCE, `GREATEST(${COUNTS}, 1)`)})::text END,
    'regressed', COALESCE(${IS_COMPARED} AND CASE WHEN t.is_lower_better THEN ${DIFFERENCE} > t.value * ${COUNTS}
      ELSE ${DIFFERENCE} < -COALESCE(t.value, 0) * ${COUNTS} END, false)) ORDER BY s.scorer_name)
  FROM scorers s
  LEFT JOIN unnest($4::text[], $5::text[]::numeric[], $6::text[]::boolean[]) AS t (scorer_name, value, is_lower_better)
    ON t.scorer_name = s.scorer_name`;

/** The items that have a run on a side. */
const MEMBERS = `
  members AS (
    SELECT r.dataset_item_id, bool_or(r.experiment_id = $2::uuid) AS in_base, bool_or(r.experiment_id = $3::uuid) AS in_compare
    FROM runs r WHERE r.project_id = $1 AND r.experiment_id IN ($2::uuid, $3::uuid) GROUP BY r.dataset_item_id
  )`;

/** What a side says of an item: the mean of its numbers, null for a label or an error. */
const scoresOf = (side: Side): string => `string_agg(to_json(c.scorer_name)::text || ':' ||
    CASE WHEN c.${side}_label IS NULL AND c.${side}_numbers > 0 THEN ${shown(`c.${side}_total`, `c.${side}_numbers`)} ELSE 'null' END, ','
    ORDER BY c.scorer_name) FILTER (WHERE ${isScored(side)} OR c.${side}_error) AS ${side}`;

const ITEM_SCORES = `
  item_scores AS (
    SELECT c.dataset_item_id, ${onBothSides(scoresOf)} FROM cells c GROUP BY c.dataset_item_id
  )`;

/** JSON of an item, as text in few pieces. */
function itemText({ item, inBoth, base, compare }: ItemMembers): string {
  return `'{"${item}":"' || m.dataset_item_id || '","${inBoth}":' || (m.in_base AND m.in_compare)::text
    || ',"${base}":{' || COALESCE(i.base, '') || '},"${compare}":{' || COALESCE(i.compare, '') || '}}'`;
}

/** The SQL of regressions: one statement over all scores and runs of both experiments. */
@Injectable()
export class RegressionRepository {
  /**
   * Compares two experiments of one project.
   * @param runCounts how many runs each of them has
   * @param members what the members of an item are called
   */
  async compare(
    executor: Executor,
    projectId: string,
    [baseId, compareId]: readonly [string, string],
    runCounts: readonly [number, number],
    thresholds: readonly RegressionThreshold[],
    members: ItemMembers,
  ): Promise<RegressionRow> {
    const { rows } = await executor.run<RegressionRow>(
      `WITH ${FAILED}, ${SCORED}, ${ERRORS}, ${SCORERS}, ${MEMBERS}, ${ITEM_SCORES},
       items AS (
         SELECT count(*) FILTER (WHERE m.in_base AND m.in_compare) AS shared_count,
           '[' || string_agg(${itemText(members)}, ',' ORDER BY m.dataset_item_id) || ']' AS items
         FROM members m LEFT JOIN item_scores i ON i.dataset_item_id = m.dataset_item_id
       )
       SELECT (${CHANGES}) AS scorers, i.shared_count, i.items FROM items i`,
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
    return rows[0];
  }
}
