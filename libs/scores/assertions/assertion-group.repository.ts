import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';

/** The assertions of one run of which a model still has to grade some. */
export interface NewAssertionGroup {
  /** Of the tasks too, as their batch. */
  readonly id: string;
  readonly runId: string;
  /** How many are still to be graded. */
  readonly pending: number;
  /** Exact decimals, over those that were graded. */
  readonly weights: string;
  readonly values: string;
}

/** A group after one of its assertions was graded. */
export interface AssertionGroupState {
  readonly pending: number;
  /** The weighted mean as exact decimal; null when no weight counts. */
  readonly mean: string | null;
}

/** A statement, or a part of one, with the values of its placeholders. */
export interface SqlPart {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Decimals of a mean. */
const DECIMALS = 20;

/**
 * The INSERT of groups; `$1` is the project.
 * @param first the number of its first further placeholder
 */
export function insertGroups(groups: readonly NewAssertionGroup[], first: number): SqlPart {
  const columns = [
    groups.map((group) => group.id),
    groups.map((group) => group.runId),
    groups.map((group) => String(group.pending)),
    groups.map((group) => group.weights),
    groups.map((group) => group.values),
  ];
  const arrays = columns.map((_, index) => `$${first + index}::text[]`).join(', ');
  return {
    sql: `INSERT INTO assertion_groups AS g (project_id, id, run_id, pending_count, weight_sum, value_sum)
      SELECT $1, n.id::uuid, n.run_id::uuid, n.pending::integer, n.weights::numeric, n.sums::numeric
      FROM unnest(${arrays}) AS n (id, run_id, pending, weights, sums)
      RETURNING g.id`,
    values: columns.map((column) => textArray(column)),
  };
}

/** The SQL of assertion groups. */
@Injectable()
export class AssertionGroupRepository {
  /**
   * Counts an assertion that was graded, or could not be: its score has the id of its task. The row's lock puts those that end at once
   * in order. Undefined when there is no such group.
   * @param weight exact decimal; null when there is no score
   */
  async count(
    executor: Executor,
    projectId: string,
    groupId: string,
    taskId: string,
    weight: string | null,
  ): Promise<AssertionGroupState | undefined> {
    const { rows } = await executor.run<{ pending_count: number; mean: string | null }>(
      `UPDATE assertion_groups AS g SET pending_count = g.pending_count - 1,
         weight_sum = g.weight_sum + COALESCE($4::numeric, 0),
         value_sum = g.value_sum + COALESCE($4::numeric * (
           SELECT s.numeric_value FROM scores s WHERE s.project_id = $1 AND s.id = $3::uuid), 0)
       WHERE g.project_id = $1 AND g.id = $2::uuid
       RETURNING g.pending_count,
         CASE WHEN g.weight_sum > 0 THEN trim_scale(round(g.value_sum * 1.${'0'.repeat(DECIMALS)} / g.weight_sum, ${DECIMALS})) END AS mean`,
      [projectId, groupId, taskId, weight],
    );
    const [row] = rows;
    return row === undefined ? undefined : { pending: row.pending_count, mean: row.mean };
  }

  /** Removes a group that is done. */
  async remove(executor: Executor, projectId: string, groupId: string): Promise<void> {
    await executor.run('DELETE FROM assertion_groups AS g WHERE g.project_id = $1 AND g.id = $2::uuid', [
      projectId,
      groupId,
    ]);
  }
}
