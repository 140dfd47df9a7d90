import { textArray } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import type { NewScoreTask } from './score-task';

const COLUMNS = [
  ['id', 'uuid'],
  ['run_id', 'uuid'],
  ['experiment_id', 'uuid'],
  ['dataset_item_id', 'uuid'],
  ['trace_id', 'text'],
  ['span_id', 'text'],
  ['scorer_name', 'text'],
  ['scorer', 'text'],
  ['config', 'json'],
  ['batch_id', 'uuid'],
] as const;

/** A statement, or a part of one, with the values of its placeholders. */
export interface TaskInsert {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * The INSERT of tasks, due at once; `$1` is the project.
 * @param first the number of its first further placeholder
 */
export function insertTasks(tasks: readonly NewScoreTask[], first: number): TaskInsert {
  const rows = tasks.map(columnsOf);
  const place = (index: number): string => `$${first + index}`;
  const names = COLUMNS.map(([name]) => name).join(', ');
  const values = COLUMNS.map(([name, type]) => (type === 'text' ? `n.${name}` : `n.${name}::${type}`)).join(', ');
  const arrays = COLUMNS.map((_, index) => `${place(index)}::text[]`).join(', ');
  const now = `${place(COLUMNS.length)}::timestamptz`;
  return {
    sql: `INSERT INTO score_tasks AS t (project_id, target_type, due_at, created_at, ${names})
      SELECT $1, CASE WHEN n.run_id IS NULL THEN 'span' ELSE 'run' END, ${now}, ${now}, ${values}
      FROM unnest(${arrays}) AS n (${names})
      RETURNING t.id`,
    values: [...COLUMNS.map((_, index) => textArray(rows.map((row) => row[index] ?? null))), nowIso()],
  };
}

function columnsOf({ target, scorerName, scorer, config, batchId }: NewScoreTask): (string | null)[] {
  const place =
    'runId' in target
      ? [target.runId, target.experimentId, target.datasetItemId, null, null]
      : [null, null, null, target.traceId, target.spanId];
  return [newId(), ...place, scorerName, scorer, config, batchId ?? null];
}
