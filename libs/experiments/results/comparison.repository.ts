import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { roundedDecimal, roundedQuotient } from './exact-sql';

/** How one scorer's scores of two experiments compare; numbers are rounded for showing. */
export interface ScorerRow {
  scorer_name: string;
  /** Whether there is a label on either side. */
  is_categorical: boolean;
  base_mean: number | null;
  compare_mean: number | null;
  delta: number | null;
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
}

/** The comparison of two experiments. */
export interface ComparisonRow {
  /** JSON text: a list of {@link ScorerRow}, by name. */
  scorers: string;
  /** JSON text: the list of results, by item, then scorer. */
  items: string;
}

/** One experiment's scores, a row for each scorer and item. A label shows as the latest one. */
function side(name: string, experiment: string): string {
  const ofExperiment = `s.project_id = $1 AND s.experiment_id = ${experiment}::uuid`;
  return `
  ${name}_labels AS MATERIALIZED (
    SELECT DISTINCT ON (s.scorer_name, s.dataset_item_id) s.scorer_name, s.dataset_item_id, s.label
    FROM scores s WHERE ${ofExperiment} AND s.label IS NOT NULL
    ORDER BY s.scorer_name, s.dataset_item_id, s.id DESC
  ),
  ${name} AS (
    SELECT s.scorer_name, s.dataset_item_id, count(s.numeric_value) AS numbers, sum(s.numeric_value) AS total
    FROM scores s WHERE ${ofExperiment} GROUP BY s.scorer_name, s.dataset_item_id
  )`;
}

/**
 * Every item that was scored on a side. `difference` over `parts` is compared minus base: means are not divided, so
 * that comparing them is exact.
 */
const PAIRS = `
  pairs AS MATERIALIZED (
    SELECT scorer_name, dataset_item_id,
      b.numbers AS base_numbers, b.total AS base_total, bl.label AS base_label,
      c.numbers AS compare_numbers, c.total AS compare_total, cl.label AS compare_label,
      CASE WHEN b.numbers * c.numbers = 1 THEN c.total - b.total ELSE c.total * b.numbers - b.total * c.numbers END AS difference,
      b.numbers * c.numbers AS parts
    FROM base b FULL JOIN compare c USING (scorer_name, dataset_item_id)
    LEFT JOIN base_labels bl USING (scorer_name, dataset_item_id)
    LEFT JOIN compare_labels cl USING (scorer_name, dataset_item_id)
  )`;

const PAIRED = 'p.parts IS NOT NULL';
const SAME = 'p.base_label IS NOT DISTINCT FROM p.compare_label AND (p.base_label IS NOT NULL OR p.difference = 0)';
/** Only a mean of several scores has to be divided. */
const DIFFERENCE = 'CASE WHEN p.parts > 1 THEN p.difference / p.parts ELSE p.difference END';

const SCORERS = `
  counted AS (
    SELECT p.scorer_name, bool_or(p.base_label IS NOT NULL OR p.compare_label IS NOT NULL) AS is_categorical,
      sum(p.base_total) AS base_total, sum(p.base_numbers) AS base_numbers,
      sum(p.compare_total) AS compare_total, sum(p.compare_numbers) AS compare_numbers,
      count(p.parts) AS paired,
      count(*) FILTER (WHERE p.difference > 0) AS improved,
      count(*) FILTER (WHERE p.difference < 0) AS regressed,
      count(*) FILTER (WHERE ${PAIRED} AND ${SAME}) AS unchanged,
      count(*) FILTER (WHERE p.compare_numbers IS NULL) AS only_in_base,
      count(*) FILTER (WHERE p.base_numbers IS NULL) AS only_in_compare,
      sum(${DIFFERENCE}) AS sum_of_differences, sum((${DIFFERENCE}) * (${DIFFERENCE})) AS sum_of_squares
    FROM pairs p GROUP BY p.scorer_name
  ),
  scorers AS MATERIALIZED (
    SELECT s.*, s.compare_total * s.base_numbers - s.base_total * s.compare_numbers AS difference,
      s.base_numbers * s.compare_numbers AS parts
    FROM counted s
  )`;

const SCORER_LIST = `
  SELECT json_agg(json_build_object(
    'scorer_name', s.scorer_name,
    'is_categorical', s.is_categorical,
    'base_mean', CASE WHEN NOT s.is_categorical THEN ${roundedQuotient('s.base_total', 's.base_numbers')} END,
    'compare_mean', CASE WHEN NOT s.is_categorical THEN ${roundedQuotient('s.compare_total', 's.compare_numbers')} END,
    'delta', CASE WHEN NOT s.is_categorical THEN ${roundedQuotient('s.difference', 's.parts')} END,
    'paired_count', s.paired,
    'improved_count', CASE WHEN s.is_categorical THEN 0 ELSE s.improved END,
    'regressed_count', CASE WHEN s.is_categorical THEN 0 ELSE s.regressed END,
    'unchanged_count', s.unchanged,
    'changed_count', CASE WHEN s.is_categorical THEN s.paired - s.unchanged ELSE 0 END,
    'only_in_base', s.only_in_base,
    'only_in_compare', s.only_in_compare,
    'sum_of_differences', COALESCE(s.sum_of_differences, 0)::double precision,
    'sum_of_squares', COALESCE(s.sum_of_squares, 0)::double precision) ORDER BY s.scorer_name)
  FROM scorers s`;

/** JSON of one side's score of an item: the label where there is one, else the mean of the numbers. */
function itemScore(name: string): string {
  const { numbers, total, label } = {
    numbers: `p.${name}_numbers`,
    total: `p.${name}_total`,
    label: `p.${name}_label`,
  };
  const mean = `CASE WHEN ${numbers} > 1 THEN ${roundedQuotient(total, numbers)} ELSE ${roundedDecimal(total)} END`;
  return `COALESCE(to_json(${label})::text, (${mean})::text, 'null')`;
}

const DELTA = `CASE WHEN p.parts > 1 THEN ${roundedQuotient('p.difference', 'p.parts')} ELSE ${roundedDecimal('p.difference')} END`;

/** Written as text: building 100,000 JSON objects takes several times as long. */
const ITEM_LIST = `
  SELECT string_agg('{"dataset_item_id":"' || p.dataset_item_id || '","scorer_name":' || s.name || ',"base_score":' || ${itemScore('base')}
    || ',"compare_score":' || ${itemScore('compare')} || ',"delta":' || CASE WHEN s.is_categorical THEN 'null' ELSE COALESCE((${DELTA})::text, 'null') END
    || '}', ',' ORDER BY p.dataset_item_id, p.scorer_name)
  FROM pairs p JOIN (SELECT s.scorer_name, s.is_categorical, to_json(s.scorer_name)::text AS name FROM scorers s) s USING (scorer_name)`;

/** The SQL of comparisons: one statement over all scores of both experiments, answered as JSON. */
@Injectable()
export class ComparisonRepository {
  /** Compares two experiments of one project. */
  async compare(executor: Executor, projectId: string, baseId: string, compareId: string): Promise<ComparisonRow> {
    const { rows } = await executor.run<ComparisonRow>(
      `WITH ${side('base', '$2')}, ${side('compare', '$3')}, ${PAIRS}, ${SCORERS}
       SELECT COALESCE((${SCORER_LIST})::text, '[]') AS scorers, '[' || COALESCE((${ITEM_LIST}), '') || ']' AS items`,
      [projectId, baseId, compareId],
    );
    return rows[0];
  }
}
