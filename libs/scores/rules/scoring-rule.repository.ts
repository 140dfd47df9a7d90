import { Injectable } from '@nestjs/common';
import { after, type Executor, newestFirst, orderBy } from '@assay/database';
import type { SpanChoice } from '@assay/traces';

/** What a change of a rule may set. */
export interface RuleColumns {
  name: string;
  is_enabled: boolean;
  /** JSON text. */
  filter: string;
  /** Exact decimal as text. */
  sampling_rate: string;
  target_kind: SpanChoice;
  scorer_name: string;
  scorer: string;
  /** JSON text. */
  config: string | null;
}

/** A row of `scoring_rules`. */
export interface RuleRow extends RuleColumns {
  id: string;
  project_id: string;
  created_at: string;
  updated_at: string;
}

const SET = [
  'name',
  'is_enabled',
  'filter',
  'sampling_rate',
  'target_kind',
  'scorer_name',
  'scorer',
  'config',
] as const;
const TYPES: Record<(typeof SET)[number], string> = {
  name: 'text',
  is_enabled: 'boolean',
  filter: 'json',
  sampling_rate: 'numeric',
  target_kind: 'text',
  scorer_name: 'text',
  scorer: 'text',
  config: 'json',
};
const COLUMNS = ['id', 'project_id', ...SET, 'created_at', 'updated_at'].map((name) => `r.${name}`).join(', ');

const ORDER = newestFirst('r');

/** The SQL of scoring rules; a name that is taken violates `scoring_rules_name`. */
@Injectable()
export class ScoringRuleRepository {
  /** Adds a rule unless the project has `most` already: then undefined. */
  async insert(
    executor: Executor,
    key: { projectId: string; id: string; createdAt: string },
    columns: RuleColumns,
    most: number,
  ): Promise<RuleRow | undefined> {
    const values = SET.map((name, index) => `$${index + 5}::${TYPES[name]}`).join(', ');
    const { rows } = await executor.run<RuleRow>(
      `INSERT INTO scoring_rules AS r (project_id, id, created_at, updated_at, ${SET.join(', ')})
       SELECT $1, $2::uuid, $3::timestamptz, $3::timestamptz, ${values}
       WHERE (SELECT count(*) FROM scoring_rules o WHERE o.project_id = $1) < $4::integer
       RETURNING ${COLUMNS}`,
      [key.projectId, key.id, key.createdAt, most, ...SET.map((name) => columns[name])],
    );
    return rows[0];
  }

  async find(executor: Executor, projectId: string, id: string): Promise<RuleRow | undefined> {
    const { rows } = await executor.run<RuleRow>(
      `SELECT ${COLUMNS} FROM scoring_rules r WHERE r.project_id = $1 AND r.id = $2::uuid`,
      [projectId, id],
    );
    return rows[0];
  }

  /** A page of the rules of a project, newest first: up to `count` rows after the cursor keys. */
  async list(executor: Executor, projectId: string, count: number, keys: string[] | undefined): Promise<RuleRow[]> {
    const { rows } = await executor.run<RuleRow>(
      `SELECT ${COLUMNS} FROM scoring_rules r WHERE r.project_id = $1
       ${keys === undefined ? '' : `AND ${after(ORDER, 3)}`} ${orderBy(ORDER)} LIMIT $2`,
      [projectId, count, ...(keys ?? [])],
    );
    return rows;
  }

  /** Sets what is given and leaves the rest; undefined when there is no such rule. */
  async update(
    executor: Executor,
    projectId: string,
    id: string,
    columns: Partial<RuleColumns>,
    updatedAt: string,
  ): Promise<RuleRow | undefined> {
    // `config` may be set to null, so it goes with its scorer; null leaves any other column as it is.
    const sets = SET.map((name, index) => {
      const value = `$${index + 5}::${TYPES[name]}`;
      return name === 'config'
        ? `config = CASE WHEN $4 THEN ${value} ELSE r.config END`
        : `${name} = coalesce(${value}, r.${name})`;
    });
    const { rows } = await executor.run<RuleRow>(
      `UPDATE scoring_rules AS r SET updated_at = $3::timestamptz, ${sets.join(', ')}
       WHERE r.project_id = $1 AND r.id = $2::uuid RETURNING ${COLUMNS}`,
      [projectId, id, updatedAt, columns.scorer !== undefined, ...SET.map((name) => columns[name] ?? null)],
    );
    return rows[0];
  }

  /** Whether there was one. */
  async delete(executor: Executor, projectId: string, id: string): Promise<boolean> {
    const { rowCount } = await executor.run(
      'DELETE FROM scoring_rules AS r WHERE r.project_id = $1 AND r.id = $2::uuid',
      [projectId, id],
    );
    return rowCount > 0;
  }
}
