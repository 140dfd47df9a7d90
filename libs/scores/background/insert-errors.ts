import { textArray } from '@assay/database';
import type { NewScoringError } from './scoring-error.repository';

/** An error of a run that no task made. */
export type NewRunScoringError = NewScoringError & {
  readonly target: { readonly runId: string; readonly experimentId: string; readonly datasetItemId: string };
};

const COLUMNS = [
  ['id', 'uuid'],
  ['run_id', 'uuid'],
  ['experiment_id', 'uuid'],
  ['dataset_item_id', 'uuid'],
  ['scorer_name', 'text'],
  ['scorer', 'text'],
  ['config', 'json'],
  ['type', 'text'],
  ['message', 'text'],
  ['created_at', 'timestamptz'],
] as const;

/**
 * The INSERT of errors of runs; `$1` is the project.
 * @param first the number of its first further placeholder
 */
export function insertRunErrors(
  errors: readonly NewRunScoringError[],
  first: number,
): { readonly sql: string; readonly values: readonly unknown[] } {
  const rows = errors.map(({ id, target, scorerName, scorer, config, type, message, createdAt }) => [
    id,
    target.runId,
    target.experimentId,
    target.datasetItemId,
    scorerName,
    scorer,
    config,
    type,
    message,
    createdAt,
  ]);
  const names = COLUMNS.map(([name]) => name).join(', ');
  const values = COLUMNS.map(([name, type]) => (type === 'text' ? `n.${name}` : `n.${name}::${type}`)).join(', ');
  const arrays = COLUMNS.map((_, index) => `$${first + index}::text[]`).join(', ');
  return {
    sql: `INSERT INTO scoring_errors AS e (project_id, target_type, attempts, ${names})
      SELECT $1, 'run', 1, ${values} FROM unnest(${arrays}) AS n (${names})
      RETURNING e.id`,
    values: COLUMNS.map((_, index) => textArray(rows.map((row) => row[index] ?? null))),
  };
}
