import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { roundedDecimal, roundedQuotient } from './exact-sql';

/** How one scorer's scores of two experiments compare; numbers are rounded for showing. */
export interface ScorerRow {
  scorer_name: string;
  /** Whether there is a label on either side. */
  is_categorical: boolean;
  /** Decimals as text. */
  base_mean: string | null;
  compare_mean: string | null;
  delta: string | null;
  /** Items scored on both sides, and how they moved. */
  paired_count: number;
  improved_count: number;
  regressed_count: number;
  unchanged_count: number;
  changed_count: number;
  only_in_base: number;
  only_in_compare: number;
  /** Of the items scored on both sides, compared minus base. */
  sum_of_differences: number;
  sum_of_squares: number;
  /** JSON text of a result for each item, by item, one a line: `{"dataset_item_id":"…",…}`. */
  items: string;
}

const COLUMNS = ['base_value', 'compare_value', 'base_label', 'compare_label'] as const;

/** The columns of a branch of {@link bothSides}: at most one of them is given, the others are null. */
export function sideColumns(given?: (typeof COLUMNS)[number], value = ''): string {
  const columns = COLUMNS.map(
    (name) => `${name === given ? value : `NULL::${name.endsWith('label') ? 'text' : 'numeric'}`} AS ${name}`,
  );
  return columns.join(', ');
}

function ofExperiment(id: string): string {
  return `WHERE s.project_id = $1 AND s.experiment_id = ${id}::uuid`;
}

/** More rows than there can be: a limit keeps the planner from splitting the scan, which would lose the order. */
export const ALL_ROWS = 2_147_483_647;

/** Read in the order of `scores_of_experiment`. */
function numbers(id: string): string {
  return `${ofExperiment(id)} AND s.numeric_value IS NOT NULL ORDER BY s.scorer_name, s.dataset_item_id LIMIT ${ALL_ROWS}`;
}

function latestLabels(id: string): string {
  return `${ofExperiment(id)} AND s.label IS NOT NULL ORDER BY s.scorer_name, s.dataset_item_id, s.id DESC`;
}

/**
 * The scores of both sides ($2 and $3), a row each: a number, or of an item's labels the latest. They are read in the order
 * of their index, so that what groups them by scorer and item merges and sorts nothing.
 * @param further columns that each row has as well, after a comma
 */
export function bothSides(further = ''): string {
  const branch = (given: (typeof COLUMNS)[number], value: string): string =>
    `s.scorer_name, s.dataset_item_id, ${sideColumns(given, value)}${further} FROM scores s`;
  return `
      (SELECT ${branch('base_value', 's.numeric_value')} ${numbers('$2')})
      UNION ALL
      (SELECT ${branch('compare_value', 's.numeric_value')} ${numbers('$3')})
      UNION ALL
      (SELECT DISTINCT ON (s.scorer_name, s.dataset_item_id) ${branch('base_label', 's.label')} ${latestLabels('$2')})
      UNION ALL
      (SELECT DISTINCT ON (s.scorer_name, s.dataset_item_id) ${branch('compare_label', 's.label')} ${latestLabels('$3')})`;
}

/**
 * A row for each scorer and item that was scored on a side, with the latest label where there is one. The sides are
 * stacked and grouped, not joined: grouping stays fast when the planner knows nothing yet of scores that just came.
 * They are read in the order of their index, so that from here on everything is merged and nothing sorted.
 */
const CELLS = `
  cells AS (
    SELECT s.scorer_name, s.dataset_item_id,
      count(s.base_value) AS base_numbers, sum(s.base_value) AS base_total, max(s.base_label) AS base_label,
      count(s.compare_value) AS compare_numbers, sum(s.compare_value) AS compare_total, max(s.compare_label) AS compare_label
    FROM (${bothSides()}) s GROUP BY s.scorer_name, s.dataset_item_id
  )`;

/** The scorers with a label on either side. */
const LABELLED = `
  labelled AS MATERIALIZED (
    SELECT DISTINCT s.scorer_name FROM scores s
    WHERE s.project_id = $1 AND s.experiment_id IN ($2::uuid, $3::uuid) AND s.label IS NOT NULL
  )`;

/**
 * How each item moved. `difference` over `parts` is compared minus base: means are not divided, so that comparing them
 * is exact; null unless there are numbers on both sides.
 */
const PAIRS = `
  pairs AS (
    SELECT c.*, c.base_numbers * c.compare_numbers AS parts,
      CASE WHEN c.base_numbers = 1 AND c.compare_numbers = 1 THEN c.compare_total - c.base_total
        ELSE c.compare_total * c.base_numbers - c.base_total * c.compare_numbers END AS difference,
      c.base_numbers > 0 OR c.base_label IS NOT NULL AS in_base,
      c.compare_numbers > 0 OR c.compare_label IS NOT NULL AS in_compare,
      c.scorer_name IN (SELECT l.scorer_name FROM labelled l) AS is_categorical
    FROM cells c
  )`;

/** SQL of a quotient for showing, where the denominator is mostly 1 and the numerator mostly short. */
export function shown(numerator: string, denominator: string): string {
  const short = `CASE WHEN scale(${numerator}) <= 6 THEN trim_scale(${numerator}) ELSE ${roundedDecimal(numerator)} END`;
  return `(CASE WHEN ${denominator} > 1 THEN ${roundedQuotient(numerator, denominator)} ELSE ${short} END)::text`;
}

/** JSON of one side's score of an item: the label where there is one, else the mean of the numbers. */
function itemScore(name: string): string {
  return `COALESCE(to_json(p.${name}_label)::text, ${shown(`p.${name}_total`, `p.${name}_numbers`)}, 'null')`;
}

const DELTA = `CASE WHEN p.is_categorical THEN 'null' ELSE COALESCE(${shown('p.difference', 'p.parts')}, 'null') END`;

/** Text, in few pieces: building 100,000 JSON objects takes several times as long. The name of the scorer comes later. */
const ITEM = `p.dataset_item_id || '","base_score":' || ${itemScore('base')} || ',"compare_score":' || ${itemScore('compare')} || ',"delta":' || ${DELTA}`;

const SAME = 'p.base_label IS NOT DISTINCT FROM p.compare_label AND (p.base_label IS NOT NULL OR p.difference = 0)';
/** Only a mean of several scores has to be divided. */
const CHANGE = 'CASE WHEN p.parts > 1 THEN p.difference / p.parts ELSE p.difference END';

/** One pass over the pairs, in the order in which they were grouped: nothing is sorted or written down in between. */
const SCORERS = `
  scorers AS (
    SELECT p.scorer_name, bool_or(p.is_categorical) AS is_categorical,
      sum(p.base_total) AS base_total, GREATEST(sum(p.base_numbers), 1) AS base_numbers,
      sum(p.compare_total) AS compare_total, GREATEST(sum(p.compare_numbers), 1) AS compare_numbers,
      count(*) FILTER (WHERE p.in_base AND p.in_compare) AS paired,
      count(*) FILTER (WHERE p.difference > 0) AS improved,
      count(*) FILTER (WHERE p.difference < 0) AS regressed,
      count(*) FILTER (WHERE p.in_base AND p.in_compare AND ${SAME}) AS unchanged,
      count(*) FILTER (WHERE NOT p.in_compare) AS only_in_base,
      count(*) FILTER (WHERE NOT p.in_base) AS only_in_compare,
      sum(${CHANGE}) AS sum_of_differences, sum((${CHANGE}) * (${CHANGE})) AS sum_of_squares,
      string_agg(${ITEM}, E'\\n' ORDER BY p.dataset_item_id) AS items
    FROM pairs p GROUP BY p.scorer_name
  )`;

const MEAN_DIFFERENCE = 's.compare_total * s.base_numbers - s.base_total * s.compare_numbers';

const COMPARISON = `
  SELECT s.scorer_name, s.is_categorical,
    CASE WHEN NOT s.is_categorical THEN ${roundedQuotient('s.base_total', 's.base_numbers')} END AS base_mean,
    CASE WHEN NOT s.is_categorical THEN ${roundedQuotient('s.compare_total', 's.compare_numbers')} END AS compare_mean,
    CASE WHEN NOT s.is_categorical THEN ${roundedQuotient(`(${MEAN_DIFFERENCE})`, '(s.base_numbers * s.compare_numbers)')} END AS delta,
    s.paired AS paired_count,
    CASE WHEN s.is_categorical THEN 0 ELSE s.improved END AS improved_count,
    CASE WHEN s.is_categorical THEN 0 ELSE s.regressed END AS regressed_count,
    s.unchanged AS unchanged_count,
    CASE WHEN s.is_categorical THEN s.paired - s.unchanged ELSE 0 END AS changed_count,
    s.only_in_base, s.only_in_compare,
    COALESCE(s.sum_of_differences, 0)::double precision AS sum_of_differences,
    COALESCE(s.sum_of_squares, 0)::double precision AS sum_of_squares,
    s.items
  FROM scorers s ORDER BY s.scorer_name`;

/** The SQL of comparisons: one statement over all scores of both experiments. */
@Injectable()
export class ComparisonRepository {
  /** Compares two experiments of one project: a row for each scorer, by name. */
  async compare(executor: Executor, projectId: string, baseId: string, compareId: string): Promise<ScorerRow[]> {
    const { rows } = await executor.run<ScorerRow>(`WITH ${LABELLED}, ${CELLS}, ${PAIRS}, ${SCORERS} ${COMPARISON}`, [
      projectId,
      baseId,
      compareId,
    ]);
    return rows;
  }
}
